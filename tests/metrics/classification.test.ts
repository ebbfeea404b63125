import {
  accuracy, balancedAccuracy, brierScore, classificationReport, cohenKappa, confidenceCurve, confusionMatrix, fitTemperature, fScore,
  logLoss, matthewsCorrelation, multiclassAuc, multiclassAveragePrecision, multilabelAuc, multilabelCounts, normalizeConfusionMatrix,
  operatingPoint, partialAuc, precision, precisionRecallCurve, detCurve, reliabilityCurve, rocAuc, rocCurve, scaledSoftmax, sensitivity,
  thresholdCurve, topKAccuracy,
} from 'tfjs-blocks/metrics';
import { stream } from 'tfjs-blocks/random';
import { describe, expect, it } from 'vitest';
import { descendingOrder } from '../../src/metrics/order';

const truth = [0, 0, 1, 1], scores = [0.1, 0.4, 0.35, 0.8];

describe('values of the definitions', () => {
  it('ROC and partial areas', () => {
    expect(rocCurve(truth, scores)).toEqual(
      { fpr: [0, 0, 0.5, 0.5, 1], tpr: [0, 0.5, 0.5, 1, 1], thresholds: [Infinity, 0.8, 0.4, 0.35, 0.1], auc: 0.75 });
    expect(rocAuc(truth, scores, { maxFpr: 0.5 })).toBeCloseTo(2 / 3, 14);
    expect(partialAuc(truth, scores, { minSensitivity: 0.8 }).raw).toBeCloseTo(0.1, 14);
    expect(rocAuc(truth, [4, 3, 2, 1])).toBe(0);
    expect(rocAuc(['b', 'b', 'm', 'm'], scores, { positive: 'm' })).toBe(0.75);
    expect(rocAuc([-0, 0, true, true] as number[], [-0, 0, 0, -0])).toBe(0.5);
  });

  it('confusion matrix and what is made of it', () => {
    const matrix = confusionMatrix([0, 1, 2, 0, 1, 2], [0, 2, 1, 0, 0, 1]);
    expect(matrix).toEqual({ labels: [0, 1, 2], values: [[2, 0, 0], [1, 0, 1], [0, 2, 0]] });
    expect(fScore(matrix, { average: 'macro' })).toBeCloseTo(0.8 / 3, 14);
    expect(fScore(matrix, { average: 'micro' })).toBeCloseTo(1 / 3, 14);
    expect([balancedAccuracy(matrix), cohenKappa(matrix), cohenKappa(matrix, { weights: 'quadratic' }), matthewsCorrelation(matrix)])
      .toEqual([1 / 3, 0, 0.5, 0]);
    expect(balancedAccuracy(matrix, { adjusted: true })).toBeCloseTo(0, 14);
    expect(normalizeConfusionMatrix(matrix, 'pred').values[0]).toEqual([2 / 3, 0, 0]);
  });

  it('classes beyond the table of small numbers, and booleans', () => {
    expect(confusionMatrix([5000, -1, 0.5], [-1, -1, 0.5]).labels).toEqual([-1, 0.5, 5000]);
    expect(confusionMatrix([true, false], [true, true])).toEqual({ labels: [false, true], values: [[0, 1], [0, 1]] });
  });

  it('probabilities', () => {
    expect(brierScore([0, 1, 1], [0.1, 0.9, 0.8])).toBeCloseTo(0.02, 14);
    expect(logLoss([0, 1, 1], [0.1, 0.9, 0.8])).toBeCloseTo(0.14462152754328741, 14);
    expect(logLoss([1], [0])).toBeCloseTo(52 * Math.LN2, 12);
    expect(logLoss([1], Float32Array.of(0))).toBeCloseTo(23 * Math.LN2, 12);
  });

  it('bins are closed above', () => {
    const curve = reliabilityCurve([0, 1, 1], [0, 0.5, 0.6], { bins: 2 });
    expect(curve.count).toEqual([2, 1]);
    expect(confidenceCurve([1], [[0.5, 0.5]], { bins: 1 }).observed).toEqual([0]);
    // 1 is in the last bin with the others; torchmetrics gives it one of its own, and .35
    expect(reliabilityCurve([1, 0, 1], [1, 1, 0.95], { bins: 5 }).ece).toBeCloseTo(0.95 / 3, 14);
  });

  it('bins of equal mass hold as much weight, a weight of 10 as ten copies', () => {
    const y = [0, 1, 1, 0], p = [0.1, 0.4, 0.6, 0.9], sampleWeight = [1, 10, 1, 1], options = { bins: 2, equal: 'mass' } as const;
    const copies = sampleWeight.flatMap((weight, i) => Array.from({ length: weight }, () => i));
    const weighted = reliabilityCurve(y, p, { ...options, sampleWeight });
    expect(weighted).toEqual(reliabilityCurve(copies.map((i) => y[i]), copies.map((i) => p[i]), options));
    expect(weighted.high[0]).toBe(0.4);
    // weights that are not whole are scaled, so that their unit does not matter
    const fractional = (unit: number) => reliabilityCurve(y, p, { ...options, sampleWeight: [0.5, 2.5, 1.5, 0.5].map((weight) => weight * unit) });
    expect(fractional(0.1).high).toEqual(fractional(0.3).high);
    expect(reliabilityCurve(y, p, { ...options, sampleWeight: [0.1, 0.1, 0.1, 0.1] }).high).toEqual(reliabilityCurve(y, p, options).high);
    expect(reliabilityCurve(y, p, { ...options, sampleWeight: [0.1, 0, 0.7, 0.2] }).high[1]).toBe(0.9);
  });

  it('ties of the top k', () => {
    const tied = [[0.4, 0.4, 0.2]];
    const of = (label: number, ties: 'last' | 'first' | 'wrong') => topKAccuracy([label], tied, { ties });
    expect([of(0, 'last'), of(1, 'last'), of(0, 'first'), of(1, 'first'), of(0, 'wrong'), of(1, 'wrong')]).toEqual([0, 1, 1, 0, 0, 0]);
    expect(topKAccuracy([0, 1, 2], [0.5, 0.3, 0.2, 0.5, 0.3, 0.2, 0.5, 0.3, 0.2], { k: 2 })).toBe(2 / 3);
  });

  it('operating points reach their bound in spite of rounding', () => {
    const y = Array.from({ length: 20 }, (_, i) => i % 2), s = y.map((_, i) => i);
    for (let k = 1; k <= 9; k++) {
      for (const atLeast of [k / 10, k * 0.1]) {
        for (const unit of [1, 0.1]) {
          const { counts } = operatingPoint(y, s, { kind: 'sensitivity', atLeast }, { sampleWeight: y.map(() => unit) });
          expect(Math.round(counts.tp / unit)).toBe(k);
        }
      }
    }
  });

  it('operating points', () => {
    expect(operatingPoint(truth, scores, { kind: 'youden' })).toMatchObject({ threshold: 0.8, sensitivity: 0.5, specificity: 1 });
    expect(operatingPoint(truth, scores, { kind: 'sensitivity', atLeast: 0.9 })).toMatchObject({ threshold: 0.35, specificity: 0.5 });
    expect(operatingPoint(truth, scores, { kind: 'specificity', atLeast: 1 })).toMatchObject({ threshold: 0.8, sensitivity: 0.5 });
    expect(operatingPoint(truth, scores, { kind: 'cost', falsePositive: 1, falseNegative: 3 }).threshold).toBe(0.35);
    expect(operatingPoint(truth, scores, { kind: 'cost', falsePositive: 9, falseNegative: 1, prevalence: 0.01 }).threshold).toBe(0.8);
    expect(thresholdCurve(truth, scores)).toMatchObject({ sensitivity: [0, 0.5, 0.5, 1, 1], specificity: [1, 1, 0.5, 0.5, 0] });
  });

  it('the temperature is where the derivative of the loss is 0, and undoes a scale', () => {
    const random = stream(3);
    const logits = Array.from({ length: 300 }, () => [random.normal(), random.normal(), random.normal()]);
    const labels = logits.map((row) => row.indexOf(Math.max(...row.map((z) => z + 1.5 * random.normal()).map((z, k) => (z > 1 ? row[k] : -9)))))
      .map((label) => Math.max(label, 0));
    const { temperature, lossAfter } = fitTemperature(labels, logits);
    const lossAt = (t: number) => logLoss(labels, scaledSoftmax(logits, t));
    expect(lossAfter).toBeCloseTo(lossAt(temperature), 12);
    expect((lossAt(temperature * 1.0001) - lossAt(temperature / 1.0001)) / 2e-4).toBeCloseTo(0, 6);
    expect(fitTemperature(labels, logits.map((row) => row.map((z) => 1e4 * z))).temperature / 1e4).toBeCloseTo(temperature, 10);
    expect(fitTemperature([0], [[1, 0]])).toMatchObject({ temperature: NaN, reason: 'every sample is right, so the best temperature is 0' });
    expect(fitTemperature([1], [[1, 0]]).reason).toBe('the logits say no more of the truth than chance does');
    // the same row for each class tells nothing, whatever its sum is rounded to
    for (const row of [[9.7, 0.7, 9.6, 5.3], [6.5, 2.6, 2.2, 7.6, 8.2, 1.3], [9.8, 3.4, 5.7, 9.6, 2.8, 6.7]]) {
      expect(fitTemperature(row.map((_, k) => k), row.map(() => row)).reason).toBe('the logits say no more of the truth than chance does');
    }
  });
});

describe('descendingOrder', () => {
  it.each([10, 5000])('of %i numbers of all magnitudes is stable', (n) => {
    const random = stream(n);
    const values = Array.from({ length: n }, () => (random.bernoulli(0.2) ? [0, -0, 1, -1][random.integer(4)] : random.normal() * 2 ** (random.integer(2000) - 1000)));
    const expected = values.map((_, i) => i).sort((a, b) => values[b] - values[a] || a - b);
    expect(Array.from(descendingOrder(values))).toEqual(expected);
  });
});

describe('undefined values', () => {
  it.each<[string, (onUndefined: (reason: string) => void) => unknown, string]>([
    ['rocAuc', (onUndefined) => rocAuc([1, 1], [0, 1], { onUndefined }), 'rocAuc is undefined: the truth has no negative sample.'],
    ['partialAuc', (onUndefined) => partialAuc([0], [0], { maxFpr: 0.5, onUndefined }).raw, 'the truth has no positive sample.'],
    ['rocCurve', (onUndefined) => rocCurve([0], [0], { onUndefined }).auc, 'the truth has no positive sample.'],
    ['averagePrecision', (onUndefined) => precisionRecallCurve([0], [0], { onUndefined }).averagePrecision, 'no positive sample.'],
    ['multiclassAuc', (onUndefined) => multiclassAuc([0], [[0.5, 0.5]], { onUndefined }), 'column 0 is undefined'],
    ['ovo', (onUndefined) => multiclassAuc([0], [[0.5, 0.5]], { strategy: 'ovo', onUndefined }), 'no sample of column 1.'],
    ['multiclassAveragePrecision', (onUndefined) => multiclassAveragePrecision([0], [[1, 0]], { onUndefined }), 'column 1 is undefined'],
    ['precision', (onUndefined) => precision(confusionMatrix(['a', 'b'], ['a', 'a']), { average: 'macro', onUndefined }), 'of class "b"'],
    ['matthewsCorrelation', (onUndefined) => matthewsCorrelation(confusionMatrix([1], [1]), { onUndefined }), 'one class only.'],
    ['cohenKappa', (onUndefined) => cohenKappa(confusionMatrix([1], [1]), { onUndefined }), 'one class only.'],
    ['adjusted', (onUndefined) => balancedAccuracy(confusionMatrix([1], [1]), { adjusted: true, onUndefined }), 'one class only.'],
    ['brierScore', (onUndefined) => brierScore([1], [1], { sampleWeight: [0], onUndefined }), 'all weights are 0.'],
    ['topKAccuracy', (onUndefined) => topKAccuracy([0], [[1, 0]], { sampleWeight: [0], onUndefined }), 'all weights are 0.'],
    ['reliabilityCurve', (onUndefined) => reliabilityCurve([1], [1], { sampleWeight: [0], onUndefined }).mce, 'all weights are 0.'],
    ['operatingPoint', (onUndefined) => operatingPoint([1], [1], { kind: 'youden' }, { onUndefined }).threshold, 'no negative sample.'],
  ])('%s is NaN and says why', (_, compute, reason) => {
    const reasons: string[] = [];
    expect(compute((heard) => reasons.push(heard))).toBeNaN();
    expect(reasons.join(' ')).toContain(reason);
  });

  it('are told by results', () => {
    expect(detCurve([1], [0])).toEqual({ fpr: [], fnr: [], thresholds: [], reason: 'the truth has no negative sample' });
    expect(classificationReport(confusionMatrix([0, 1], [0, 0])).reasons).toEqual(['precision of class 1 is undefined: its denominator is 0.']);
    expect(matthewsCorrelation(confusionMatrix([1], [1]), { zeroDivision: 0 })).toBe(0);
    expect(sensitivity({ tp: 0, fp: 1, fn: 0, tn: 1 }, { zeroDivision: 1 })).toBe(1);
  });
});

describe('bad arguments', () => {
  const rows = [[0.5, 0.5], [0.2, 0.8]];
  it.each<[() => unknown, string]>([
    [() => rocAuc([], []), '`truth` in rocAuc: expected at least one value, received 0.'],
    [() => rocAuc([0, 1], [0]), '`scores` in rocAuc: expected 2 values, as many as `truth` has, received 1.'],
    [() => rocAuc([0, 1], [0, NaN]), '`scores[1]` in rocAuc: expected a finite number, received NaN.'],
    [() => rocAuc([0, 1], [0, null as never]), '`scores[1]` in rocAuc: expected a finite number, received null.'],
    [() => rocAuc([0, 1], [0, Infinity]), '`scores[1]` in rocAuc: expected a finite number, received Infinity.'],
    [() => rocAuc([0, 2], [0, 1]), '`truth[1]` in rocAuc: expected 0 or 1 (for other labels say which is `positive`), received 2.'],
    [() => rocAuc([0, '1'], [0, 1], { positive: 1 }), '`truth[1]` in rocAuc: expected a number, as `positive` is, received "1".'],
    [() => rocAuc([0, 1], [0, 1], { sampleWeight: [1, -1] }), '`sampleWeight[1]` in rocAuc: expected a number in [0, ∞), received -1.'],
    [() => rocAuc([0, 1], [0, 1], { maxFpr: 0 }), '`maxFpr` in rocAuc: expected a number in (0, 1], received 0.'],
    [() => confusionMatrix([0, 1], [0]), '`prediction` in confusionMatrix: expected 2 values, as many as `truth` has, received 1.'],
    [() => confusionMatrix([0, 3], [0, 1], { labels: [0, 1] }), '`truth[1]` in confusionMatrix: expected one of the labels [0,1], received 3.'],
    [() => confusionMatrix([0, NaN], [0, 1]), '`truth[1]` in confusionMatrix: expected a number as label, received NaN.'],
    [() => confusionMatrix([null, null] as never, [null, null] as never), '`truth[0]` in confusionMatrix: expected a number as label, received null.'],
    [() => rocAuc([0, 1], [0, 1], { positive: NaN }), '`positive` in rocAuc: expected a label, received NaN.'],
    [() => confusionMatrix<number | string>([0, 1], [0, '1']), '`prediction[1]` in confusionMatrix: expected a number as label, received "1".'],
    [() => confusionMatrix([0], [0], { labels: [0, 0] }), '`labels[1]` in confusionMatrix: expected no label twice, received 0.'],
    [() => precision(confusionMatrix([0], [0]), {} as never), '`average` in precision: expected one of "macro", "micro"'],
    [() => accuracy(normalizeConfusionMatrix(confusionMatrix([0], [0]), 'all')), '`matrix` in accuracy: expected a matrix of counts'],
    [() => fScore({ tp: 1, fp: 0, fn: 0, tn: 0 }, { beta: 0 }), '`beta` in fScore: expected a number in (0, ∞), received 0.'],
    [() => multiclassAuc([0, 2], rows), '`truth[1]` in multiclassAuc: expected one of the labels [0,1], received 2.'],
    [() => multiclassAuc([0, 1], [[0.5, 0.5], [0.5, 0.6]]), '`probabilities[1]` in multiclassAuc: expected probabilities that sum to 1'],
    [() => multiclassAuc([0, 1], [[0.5, 0.5], [1.5, -0.5]]), '`probabilities[1][0]` in multiclassAuc: expected a number in [0, 1], received 1.5.'],
    [() => multiclassAuc([0, 1], [[0.5, 0.5], [1]]), '`probabilities[1]` in multiclassAuc: expected 2 values, as in the first row'],
    [() => multiclassAuc([0, 1], rows, { labels: [0] }), '`labels` in multiclassAuc: expected 2 values, one a column, received 1.'],
    [() => multilabelAuc([[0, 2]], [[0, 1]]), '`truth[0][1]` in multilabelAuc: expected 0 or 1, received 2.'],
    [() => multilabelCounts([0, 1], [0, 1]), '`samples` in multilabelCounts: expected their number where rows are flat'],
    [() => multilabelCounts([[0, 1]], [[0]]), '`prediction` in multilabelCounts: expected rows of 2, as `truth` has'],
    [() => logLoss([0, 1], [0, 1.1]), '`probabilities[1]` in logLoss: expected a number in [0, 1], received 1.1.'],
    [() => brierScore([0, 1], [0.5, 0.5, 0.1]), '`probabilities` in brierScore: expected rows of equal length'],
    [() => reliabilityCurve([0], [0], { bins: 0 }), '`bins` in reliabilityCurve: expected a positive integer, received 0.'],
    [() => topKAccuracy([0], [[1, 0]], { k: 0 }), '`k` in topKAccuracy: expected a positive integer, received 0.'],
    [() => partialAuc([0, 1], [0, 1], {} as never), '`options` in partialAuc: expected either `maxFpr` or `minSensitivity`'],
    [() => operatingPoint([0, 1], [0, 1], { kind: 'sensitivity', atLeast: 2 }), '`atLeast` in operatingPoint: expected a number in [0, 1], received 2.'],
    [() => scaledSoftmax([[0, 1]], 0), '`temperature` in scaledSoftmax: expected a number in (0, ∞), received 0.'],
    [() => fitTemperature([0], [[NaN, 0]]), '`logits[0][0]` in fitTemperature: expected a finite number, received NaN.'],
  ])('%#', (call, message) => {
    expect(call).toThrow(`Invalid ${message}`);
  });
});
