/** What must not change a metric, over a table of all of them. */
import fc from 'fast-check';
import {
  accumulate, accuracy, averagePrecision, balancedAccuracy, brierScore, classificationReport, cohenKappa, confidenceCurve,
  confusionAccumulator, confusionMatrix, detCurve, fitTemperature, fScore, logLoss, matthewsCorrelation, multiclassAuc,
  multiclassAveragePrecision, multilabelAuc, multilabelCounts, negativePredictiveValue, operatingPoint, partialAuc, precision,
  precisionRecallCurve, reliabilityCurve, rocAuc, rocCurve, sensitivity, specificity, thresholdCurve, topKAccuracy,
} from 'tfjs-blocks/metrics';
import type { ConfusionMatrix } from 'tfjs-blocks/metrics';
import { describe, expect, it } from 'vitest';

/** A metric as one flat list of numbers, of columns with an entry a sample, the last of weights. */
type Flat<Column> = (truth: number[], judged: Column[], sampleWeight?: number[]) => number[];

/** Numbers of a result, however deep. */
function flat(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(flat) : [];
}

const ofMatrix = (metric: (matrix: ConfusionMatrix<number>) => unknown): Flat<number> => (truth, guess, sampleWeight) =>
  flat(metric(confusionMatrix(truth, guess, { labels: [0, 1, 2], sampleWeight })));
const average = 'macro';
const byLabel: Record<string, Flat<number>> = {
  confusionMatrix: ofMatrix(({ values }) => values), accuracy: ofMatrix(accuracy), balancedAccuracy: ofMatrix(balancedAccuracy),
  matthewsCorrelation: ofMatrix(matthewsCorrelation), cohenKappa: ofMatrix(cohenKappa),
  quadraticKappa: ofMatrix((matrix) => cohenKappa(matrix, { weights: 'quadratic' })),
  precision: ofMatrix((matrix) => precision(matrix, { average })), sensitivity: ofMatrix((matrix) => sensitivity(matrix, { average })),
  specificity: ofMatrix((matrix) => specificity(matrix, { average })), fScore: ofMatrix((matrix) => fScore(matrix, { average, beta: 2 })),
  negativePredictiveValue: ofMatrix((matrix) => negativePredictiveValue(matrix, { average })),
  weightedPrecision: ofMatrix((matrix) => precision(matrix, { average: 'weighted', zeroDivision: 0 })),
  classificationReport: ofMatrix(classificationReport),
};
const bits = (labels: number[]) => labels.map((label) => label % 2);
const byScore: Record<string, Flat<number>> = {
  rocAuc: (t, s, sampleWeight) => [rocAuc(bits(t), s, { sampleWeight })],
  partialAuc: (t, s, sampleWeight) => flat(partialAuc(bits(t), s, { sampleWeight, minSensitivity: 0.7 })),
  averagePrecision: (t, s, sampleWeight) => [averagePrecision(bits(t), s, { sampleWeight })],
  rocCurve: (t, s, sampleWeight) => flat({ ...rocCurve(bits(t), s, { sampleWeight }), thresholds: [] }),
  precisionRecallCurve: (t, s, sampleWeight) => flat({ ...precisionRecallCurve(bits(t), s, { sampleWeight }), thresholds: [] }),
  detCurve: (t, s, sampleWeight) => flat({ ...detCurve(bits(t), s, { sampleWeight }), thresholds: [] }),
  thresholdCurve: (t, s, sampleWeight) => flat({ ...thresholdCurve(bits(t), s, { sampleWeight }), thresholds: [] }),
  operatingPoint: (t, s, sampleWeight) => flat({ ...operatingPoint(bits(t), s, { kind: 'youden' }, { sampleWeight }), threshold: 0 }),
};
const byProbability: Record<string, Flat<number>> = {
  brierScore: (t, p, sampleWeight) => [brierScore(bits(t), p, { sampleWeight })],
  logLoss: (t, p, sampleWeight) => [logLoss(bits(t), p, { sampleWeight })],
  reliabilityCurve: (t, p, sampleWeight) => flat(reliabilityCurve(bits(t), p, { sampleWeight, bins: 4 })),
};
const byRow: Record<string, Flat<number[]>> = {
  multiclassAuc: (t, p, sampleWeight) => [multiclassAuc(t, p, { sampleWeight })],
  multiclassAveragePrecision: (t, p, sampleWeight) => [multiclassAveragePrecision(t, p, { sampleWeight, average: 'weighted' })],
  topKAccuracy: (t, p, sampleWeight) => [topKAccuracy(t, p, { sampleWeight, k: 2 })],
  confidenceCurve: (t, p, sampleWeight) => flat(confidenceCurve(t, p, { sampleWeight })),
  brierOfRows: (t, p, sampleWeight) => [brierScore(t, p, { sampleWeight })],
  logLossOfRows: (t, p, sampleWeight) => [logLoss(t, p, { sampleWeight })],
  temperature: (t, p, sampleWeight) => [fitTemperature(t, p, { sampleWeight }).lossAfter],
};

const sample = fc.record({
  truth: fc.integer({ min: 0, max: 2 }), guess: fc.integer({ min: 0, max: 2 }), probability: fc.integer({ min: 0, max: 8 }).map((n) => n / 8),
  row: fc.tuple(fc.nat(4), fc.nat(4), fc.nat(4)).map((row) => row.map((n) => (n + 1) / (row[0] + row[1] + row[2] + 3))),
});
const samples = fc.array(sample, { minLength: 1, maxLength: 30 });
type Sample = { truth: number; guess: number; probability: number; row: number[] };

const table: [string, (chosen: Sample[], weights?: number[]) => number[]][] = [
  ...Object.entries(byLabel).map(([name, metric]) => [name, (chosen: Sample[], weights?: number[]) =>
    metric(chosen.map(({ truth }) => truth), chosen.map(({ guess }) => guess), weights)] as [string, never]),
  ...Object.entries({ ...byScore, ...byProbability }).map(([name, metric]) => [name, (chosen: Sample[], weights?: number[]) =>
    metric(chosen.map(({ truth }) => truth), chosen.map(({ probability }) => probability), weights)] as [string, never]),
  ...Object.entries(byRow).map(([name, metric]) => [name, (chosen: Sample[], weights?: number[]) =>
    metric(chosen.map(({ truth }) => truth), chosen.map(({ row }) => row), weights)] as [string, never]),
];

function expectClose(a: number[], b: number[]): void {
  expect(a).toHaveLength(b.length);
  a.forEach((value, i) => {
    if (value !== b[i] && !(Number.isNaN(value) && Number.isNaN(b[i]))) expect(value).toBeCloseTo(b[i], 10);
  });
}

describe.each(table)('%s', (_, metric) => {
  it('does not depend on the order of samples', () => {
    fc.assert(fc.property(samples, fc.integer(), (chosen, by) => {
      const places = chosen.map((each, i) => ({ each, key: Math.imul(i + 1, by | 1) }));
      expectClose(metric(places.sort((a, b) => a.key - b.key).map(({ each }) => each)), metric(chosen));
    }), { numRuns: 30 });
  });

  it('takes a sample of weight 2 as two, and none of weight 0', () => {
    fc.assert(fc.property(samples, (chosen) => {
      const weights = chosen.map((_each, i) => (i === 0 ? 1 : i % 3));
      expectClose(metric(chosen, weights), metric(chosen.flatMap((each, i) => Array.from({ length: weights[i] }, () => each))));
    }), { numRuns: 30 });
  });

  it('takes weights of 1 as none', () => {
    fc.assert(fc.property(samples, (chosen) => expectClose(metric(chosen, chosen.map(() => 1)), metric(chosen))), { numRuns: 15 });
  });
});

describe.each(Object.entries(byScore))('%s', (_, metric) => {
  it('sees the order of scores only', () => {
    fc.assert(fc.property(samples, (chosen) => {
      const truth = chosen.map((each) => each.truth), scores = chosen.map(({ probability }) => probability);
      expect(metric(truth, scores.map((s) => Math.exp(40 * s) - 1e9))).toEqual(metric(truth, scores));
    }), { numRuns: 30 });
  });
});

describe('swapped', () => {
  it('classes and signs leave the AUC, signs alone turn it round', () => {
    fc.assert(fc.property(samples, (chosen) => {
      const truth = bits(chosen.map((each) => each.truth)), scores = chosen.map(({ probability }) => probability);
      const turned = scores.map((s) => -s), other = truth.map((bit) => 1 - bit);
      const auc = rocAuc(truth, scores);
      expectClose([rocAuc(other, turned), 1 - rocAuc(truth, turned), rocAuc(truth, scores, { positive: 1 })], [auc, auc, auc]);
    }));
  });

  it('labels change nothing but their order; truth and prediction swap precision and sensitivity', () => {
    fc.assert(fc.property(samples, (chosen) => {
      const truth = chosen.map((each) => each.truth), guess = chosen.map((each) => each.guess);
      const names = ['b', 'c', 'a'];
      const matrix = confusionMatrix(truth, guess, { labels: [0, 1, 2] });
      const named = confusionMatrix(truth.map((k) => names[k]), guess.map((k) => names[k]), { labels: names });
      expect(named.values).toEqual(matrix.values);
      const transposed = confusionMatrix(guess, truth, { labels: [0, 1, 2] });
      expectClose(precision(matrix, { average: 'none' }), sensitivity(transposed, { average: 'none' }));
      for (const same of [matthewsCorrelation, cohenKappa, accuracy]) expectClose([same(matrix)], [same(transposed)]);
    }));
  });

  it('one yes-or-no decision is a label of two classes', () => {
    fc.assert(fc.property(samples, (chosen) => {
      const truth = bits(chosen.map((each) => each.truth)), scores = chosen.map(({ probability }) => probability);
      expectClose([multilabelAuc(truth.map((bit) => [bit]), scores.map((s) => [s]))], [rocAuc(truth, scores)]);
      const [counts] = multilabelCounts(truth.map((bit) => [bit]), scores.map((s) => [Number(s >= 0.5)]));
      expectClose([accuracy(counts)], [accuracy(confusionMatrix(truth, scores.map((s) => Number(s >= 0.5))))]);
    }));
  });
});

describe('batch by batch', () => {
  const cuts = (n: number) => [0, Math.floor(n / 3), Math.floor(n / 2), n];
  const batches = <T>(values: T[]) => cuts(values.length).slice(1).map((end, i) => values.slice(cuts(values.length)[i], end)).filter(({ length }) => length > 0);

  it('any metric is the same to the bit', () => {
    fc.assert(fc.property(samples, (chosen) => {
      const sum = accumulate((truth: number[], scores: Float32Array, rows: number[][], weights: number[]) => [
        rocAuc(bits(truth), scores, { sampleWeight: weights }), multiclassAuc(truth, rows), logLoss(bits(truth), scores),
        reliabilityCurve(bits(truth), scores).ece,
      ]);
      const columns = (part: Sample[]) => [
        part.map(({ truth }) => truth), Float32Array.from(part, ({ probability }) => probability), part.map(({ row }) => row),
        part.map(({ guess }) => guess / 7),
      ] as [number[], Float32Array, number[][], number[]];
      for (const part of batches(chosen)) sum.add(...columns(part));
      const [truth, scores, rows, weights] = columns(chosen);
      expect(sum.result()).toEqual([
        rocAuc(bits(truth), scores, { sampleWeight: weights }), multiclassAuc(truth, rows), logLoss(bits(truth), scores),
        reliabilityCurve(bits(truth), scores).ece,
      ]);
    }));
  });

  it('confusion matrices too, with labels that come late and fractional weights', () => {
    fc.assert(fc.property(samples, (chosen) => {
      const counts = confusionAccumulator<string>();
      const columns = (part: Sample[]) => [
        part.map(({ truth }) => `class ${truth}`), part.map(({ guess }) => `class ${guess}`), part.map(({ probability }) => probability / 3),
      ] as [string[], string[], number[]];
      counts.add(['x'], ['y']);
      counts.reset();
      expect(() => counts.result()).toThrow('Invalid `truth` in confusionMatrix: expected at least one value, received 0.');
      for (const part of batches(chosen)) counts.add(...columns(part));
      const [truth, guess, sampleWeight] = columns(chosen);
      expect(counts.result()).toEqual(confusionMatrix(truth, guess, { sampleWeight }));
    }));
  });

  it('keeps copies, forgets on reset, and wants batches that fit', () => {
    const auc = accumulate((truth: number[], scores: Float32Array) => rocAuc(truth, scores));
    expect(() => auc.result()).toThrow('Invalid `batches` in accumulate: expected at least one value, received 0.');
    const scores = Float32Array.of(0.1, 0.9);
    auc.add([0, 1], scores);
    scores.fill(0);
    expect(auc.result()).toBe(1);
    expect(() => auc.add([0, 1], Float32Array.of(1))).toThrow('Invalid `inputs[1]` in accumulate: expected 2 values, received 1.');
    auc.reset();
    auc.add([1, 0], Float32Array.of(0.1, 0.9));
    expect(auc.result()).toBe(0);
  });
});
