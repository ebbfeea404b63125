/** One rule everywhere: a score is positive if it is at least the threshold. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  confusionCounts, detCurve, operatingPoint, precision, precisionRecallCurve, rocCurve, sensitivity, specificity, thresholdCurve, type Counts,
  type OperatingRule,
} from 'tfjs-blocks/metrics';
import { frocCurve } from 'tfjs-blocks/metrics/spatial';

/** Labels and scores of both classes, many of them tied; as float64 or float32, probabilities or logits. */
const drawn = fc.record({
  samples: fc.array(fc.record({
    label: fc.nat(1), weight: fc.nat(3),
    score: fc.oneof(fc.constantFrom(0, -0, 0.35, 0.5, 1, -2), fc.double({ min: -1e6, max: 1e6, noNaN: true })),
  }), { minLength: 2, maxLength: 30 }).filter((samples) => [0, 1].every((label) => samples.some((each) => each.label === label && each.weight > 0))),
  isFloat32: fc.boolean(),
}).map(({ samples, isFloat32 }) => {
  const scores = samples.map(({ score }) => score);
  return {
    truth: samples.map(({ label }) => label), weights: samples.map(({ weight }) => weight),
    scores: isFloat32 ? Float32Array.from(scores) : scores,
  };
});

/** The counts of samples repeated as often as they weigh. */
function weightedCounts(truth: readonly number[], scores: ArrayLike<number>, weights: readonly number[], threshold: number): Counts {
  const repeated = weights.flatMap((weight, i) => Array.from({ length: weight }, () => i));
  return confusionCounts(repeated.map((i) => truth[i]), repeated.map((i) => scores[i]), { threshold });
}

const share = fc.double({ min: 0, max: 1, noNaN: true });
const rule: fc.Arbitrary<OperatingRule> = fc.oneof(
  fc.constant({ kind: 'youden' as const }),
  fc.record({ kind: fc.constantFrom('sensitivity' as const, 'specificity' as const), atLeast: share }),
  fc.record({ kind: fc.constant('cost' as const), falsePositive: share, falseNegative: share }),
);

it('sensitivity of at least .9 is what the counts at its threshold have', () => {
  const [truth, scores] = [[0, 0, 1, 1], [.1, .4, .35, .8]];
  const { threshold } = operatingPoint(truth, scores, { kind: 'sensitivity', atLeast: .9 });
  expect(threshold).toBe(.35);
  expect(sensitivity(confusionCounts(truth, scores, { threshold }))).toBe(1);
});

it('an operating point has the counts at its threshold, ∞ included', () => {
  let infinite = 0;
  fc.assert(fc.property(drawn, rule, ({ truth, scores, weights }, chosen) => {
    const { threshold, counts } = operatingPoint(truth, scores, chosen);
    if (threshold === Infinity) infinite++;
    expect(confusionCounts(truth, scores, { threshold })).toEqual(counts);
    expect(confusionCounts(truth.map(Boolean), scores, { threshold: { prediction: threshold } })).toEqual(counts);
    const weighted = operatingPoint(truth, scores, chosen, { sampleWeight: weights });
    expect(weightedCounts(truth, scores, weights, weighted.threshold)).toEqual(weighted.counts);
  }), { numRuns: 300 });
  expect(infinite).toBeGreaterThan(0);
});

it('every point of every curve has the rates of the counts at its threshold', () => {
  fc.assert(fc.property(drawn, ({ truth, scores }) => {
    const at = (threshold: number) => confusionCounts(truth, scores, { threshold });
    const curve = thresholdCurve(truth, scores);
    curve.thresholds.forEach((threshold, i) => {
      expect([sensitivity(at(threshold)), specificity(at(threshold)), precision(at(threshold))])
        .toEqual([curve.sensitivity[i], curve.specificity[i], curve.precision[i]]);
    });
    const roc = rocCurve(truth, scores, { dropIntermediate: false });
    roc.thresholds.forEach((threshold, i) => {
      expect(roc.tpr[i]).toBe(sensitivity(at(threshold)));
      expect(roc.fpr[i]).toBeCloseTo(1 - specificity(at(threshold)), 12);
    });
    const det = detCurve(truth, scores);
    det.thresholds.forEach((threshold, i) => {
      expect(det.fnr[i]).toBeCloseTo(1 - sensitivity(at(threshold)), 12);
      expect(det.fpr[i]).toBeCloseTo(1 - specificity(at(threshold)), 12);
    });
    const curves = precisionRecallCurve(truth, scores);
    curves.thresholds.forEach((threshold, i) => {
      expect([curves.precision[i], curves.recall[i]]).toEqual([precision(at(threshold)), sensitivity(at(threshold))]);
    });
    const [truePositives, falsePositives] = [1, 0].map((label) => Array.from(scores).filter((_, i) => truth[i] === label));
    const froc = frocCurve({ truePositives, falsePositives, lesions: truePositives.length, images: 2 });
    froc.thresholds.forEach((threshold, i) => {
      expect([froc.sensitivities[i], 2 * froc.falsePositives[i]]).toEqual([sensitivity(at(threshold)), at(threshold).fp]);
    });
  }), { numRuns: 100 });
});

it.each<[string, unknown]>([
  ['`atLeast` in operatingPoint: expected a number in [0, 1], received undefined', { kind: 'sensitivity' }],
  ['`atLeast` in operatingPoint: expected a number in [0, 1], received undefined', { kind: 'specificity', atleast: 0.9 }],
  ['`falseNegative` in operatingPoint: expected a number in [0, ∞), received undefined', { kind: 'cost', falsePositive: 1 }],
  ['`kind` in operatingPoint: expected one of "youden", "sensitivity", "specificity", "cost", received undefined', undefined],
  ['`kind` in operatingPoint: expected one of "youden", "sensitivity", "specificity", "cost", received undefined', null],
])('a rule that lacks a part is refused: %s', (message, wrong) => {
  expect(() => operatingPoint([0, 0, 1, 1], [.1, .4, .35, .8], wrong as OperatingRule)).toThrow(`Invalid ${message}.`);
});

it('the scale of the weights changes no threshold', () => {
  const truth = [0, 1, 1, 1, 0, 0, 1, 1, 0, 1, 0, 0, 1, 0], ties = [6, 3, 6, 7, 2, 5, 4, 5, 5, 2, 2, 2, 2, 6];
  for (const scale of [0.1, 1 / 3, 2, 1e-200, 1e200]) {
    expect(operatingPoint(truth, ties, { kind: 'youden' }, { sampleWeight: truth.map(() => scale) }).threshold).toBe(7);
  }
  const few = fc.array(fc.record({ label: fc.nat(1), score: fc.nat(8), weight: fc.integer({ min: 1, max: 3 }) }), { minLength: 2, maxLength: 30 });
  const cost = fc.nat(4), weighed = fc.record({
    kind: fc.constant('cost' as const), falsePositive: cost, falseNegative: cost, prevalence: fc.constantFrom(undefined, 0.1, 0.5),
  });
  const rules = fc.oneof(rule.filter(({ kind }) => kind !== 'cost'), weighed);
  const scale = fc.oneof(fc.constantFrom(0.1, 0.2, 1 / 3, 0.7, 1e-200, 1e200), fc.double({ min: 1e-3, max: 1e3, noNaN: true }));
  fc.assert(fc.property(few, scale, rules, fc.boolean(), (samples, factor, chosen, equal) => {
    const labels = samples.map(({ label }) => label), scores = samples.map(({ score }) => score);
    const weights = samples.map(({ weight }) => (equal ? 1 : weight));
    const at = (sampleWeight: number[]) => operatingPoint(labels, scores, chosen, { sampleWeight }).threshold;
    expect(at(weights.map((weight) => weight * factor))).toBe(at(weights));
  }), { numRuns: 2000 });
});

it('costs however unequal are weighed', () => {
  const [truth, scores] = [[1, 0, 1], [.9, .5, .7]];
  expect(operatingPoint(truth, scores, { kind: 'cost', falsePositive: 1e13, falseNegative: 1 }).threshold).toBe(.7);
  expect(operatingPoint(truth, [.9, .8, .7], { kind: 'cost', falsePositive: 1, falseNegative: 1e13 }).threshold).toBe(.7);
});
