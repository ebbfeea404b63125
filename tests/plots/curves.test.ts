/** What the curves are made of: thinning, averaging, axes in normal deviates; and how wrong input is refused. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  confusionPlot, detPlot, learningCurve, maskGrid, precisionRecallPlot, reliabilityPlot, rocPlot, thresholdPlot, validationCurve,
} from 'tfjs-blocks/plots';
import { averageCurve, meanAndDeviation, valuesAt } from '../../src/plots/averageCurve';
import { normalQuantile } from '../../src/metrics/normal';
import { thin } from '../../src/plots/thin';
import { bins, history, pr, roc, worse } from './everyFigure';

describe('thin', () => {
  it('keeps all of few points', () => {
    expect(thin([0, 1, NaN], [0, 1, 2])).toEqual([0, 1, 2]);
  });

  it('keeps a million points to a few thousand, with the ends and the extremes', () => {
    const n = 1_000_000;
    const x = Float64Array.from({ length: n }, (_, i) => i / n);
    const y = Float64Array.from({ length: n }, (_, i) => Math.sqrt(x[i]) + (i === 777_777 ? 1 : 0));
    const kept = thin(x, y);
    expect(kept.length).toBeLessThanOrEqual(2400);
    expect(kept).toEqual([...new Set(kept)].sort((a, b) => a - b));
    expect([kept[0], kept[kept.length - 1], kept.includes(777_777)]).toEqual([0, n - 1, true]);
  });

  it('keeps one of a run of NaN, and what lies on both of its sides', () => {
    const x = Float64Array.from({ length: 5000 }, (_, i) => i);
    const y = x.map((value) => (value >= 1000 && value < 2000 ? NaN : value));
    const kept = thin(x, y);
    expect(kept.filter((i) => Number.isNaN(y[i]))).toEqual([1000]);
    expect(kept).toEqual(expect.arrayContaining([999, 2000]));
  });

  it('loses no height of any monotone curve: each point lies within a column of one that is kept', () => {
    fc.assert(fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 3000, maxLength: 4000 }), (steps) => {
      const x = steps.toSorted((a, b) => a - b), y = x.map((value) => value ** 2);
      const kept = thin(x, y);
      const reached = valuesAt(x, { x: kept.map((i) => x[i]), y: kept.map((i) => y[i]) }, 'linear');
      return reached.every((value, i) => Math.abs(value - y[i]) < 0.01);
    }), { numRuns: 10 });
  });
});

describe('averageCurve', () => {
  it('reads curves between their points, and at a rise its upper end', () => {
    expect(valuesAt([0, 0.25, 0.5, 1], { x: roc.fpr, y: roc.tpr }, 'linear')).toEqual([0.5, 0.5, 1, 1]);
    expect(valuesAt([0, 0.5, 1], { x: worse.fpr, y: worse.tpr }, 'linear')).toEqual([0, 0.25, 1]);
  });

  it('reads steps at the next point to the right, whatever the order', () => {
    const { recall: x, precision: y } = pr;
    expect(valuesAt([0, 0.25, 0.5, 0.75, 1], { x, y }, 'step')).toEqual([1, 1, 1, 2 / 3, 2 / 3]);
  });

  it('is the mean, with a band of a standard deviation that stays in [0, 1]', () => {
    const line = averageCurve('a', [{ x: [0, 1], y: [0, 1] }, { x: [0, 1], y: [0, 0.5] }], 'linear');
    expect([line.x[100], line.y[100]]).toEqual([0.5, 0.375]);
    expect(line.high![100]).toBeCloseTo(0.375 + Math.sqrt(2) / 8, 14);
    expect([line.low![0], line.high![200]]).toEqual([0, 1]);
    expect(meanAndDeviation([1, 2, 3, 4])).toEqual({ mean: 2.5, deviation: Math.sqrt(5 / 3) });
  });
});

it('normalQuantile agrees with SciPy', () => {
  // scipy.stats.norm.ppf of SciPy 1.17.1
  const golden = [[0.001, -3.090232306167813], [0.02, -2.053748910631823], [0.3, -0.5244005127080407], [0.5, 0], [0.975, 1.959963984540054]];
  for (const [share, deviate] of golden) expect(Math.abs(normalQuantile(share) - deviate)).toBeLessThan(1e-8);
  expect([normalQuantile(0), normalQuantile(1)]).toEqual([-Infinity, Infinity]);
});

describe('tables', () => {
  it('hold areas and rates', () => {
    expect(rocPlot({ a: roc, b: worse }).toString().split('\n').slice(-2)).toEqual([
      'a    0.750            0.500           0.500           0.500',
      'b    0.375            0.025           0.050           0.100',
    ]);
  });

  it('hold the rates at the threshold, of what scores at least as much', () => {
    expect(thresholdPlot(roc, { at: 0.4 }).toString()).toMatch(/sensitivity +0.500\ncurve {2}specificity +0.500$/);
    expect(thresholdPlot(roc, { at: Infinity }).toString()).toMatch(/sensitivity +0\ncurve {2}specificity +1$/);
    expect(thresholdPlot(roc, { at: -Infinity }).toString()).toMatch(/sensitivity +1\ncurve {2}specificity +0$/);
    expect(JSON.stringify(thresholdPlot(roc, { at: Infinity }))).not.toContain('threshold Infinity');
    expect(thresholdPlot(roc, { at: 0.41 }).toString()).toMatch(/sensitivity +0.500\ncurve {2}specificity +1.000$/);
  });

  it('say why something is undefined', () => {
    expect(rocPlot({ fpr: [0, 1], tpr: [NaN, NaN], auc: NaN, reason: 'no positive' }).toString()).toContain('AUC undefined\nundefined: no positive\n');
    expect(learningCurve(history.map((log, i) => ({ ...log, loss: i === 0 ? NaN : 1 }))).toString()).toContain('Training: 1 of 3 points undefined');
  });
});

const item = { id: 'a', image: { data: new Uint8Array(12), height: 2, width: 2, channels: 3 }, truth: new Uint8Array(4), prediction: new Uint8Array(3) };

it.each<[string, () => unknown]>([
  ['`tpr` in rocPlot: expected 2 numbers, as many as `fpr` has, received 1', () => rocPlot({ fpr: [0, 1], tpr: [0] })],
  ['`a.tpr` in rocPlot: expected 2 numbers, as many as `fpr` has, received 1', () => rocPlot({ a: { fpr: [0, 1], tpr: [0] } })],
  ['`fpr` in rocPlot: expected at least one number, received []', () => rocPlot({ fpr: [], tpr: [] })],
  ['`fpr[1]` in rocPlot: expected a number, received "x"', () => rocPlot({ fpr: [0, 'x' as never], tpr: [0, 1] })],
  ['`runs` in rocPlot: expected at least one run, received {}', () => rocPlot({})],
  ['`runs["a"]` in rocPlot: expected a result with `fpr`, or several, received ["tpr"]', () => rocPlot({ a: { tpr: [1] } as never })],
  ['`recall` in precisionRecallPlot: expected at least one number, received []', () => precisionRecallPlot({ recall: [], precision: [] })],
  ['`fnr` in detPlot: expected 1 numbers, as many as `fpr` has, received 2', () => detPlot({ fpr: [1], fnr: [1, 0] })],
  ['`count` in reliabilityPlot: expected 4 numbers, as many as `low` has, received 1', () => reliabilityPlot({ ...bins, count: [1] })],
  ['`runs` in thresholdPlot: expected an array of rates beside `thresholds`, received undefined', () => thresholdPlot({ thresholds: [1] })],
  ['`at` in thresholdPlot: expected a number, received NaN', () => thresholdPlot(roc, { at: NaN })],
  ['`values[0]` in validationCurve: expected a positive number on a log scale, received 0', () => validationCurve({ values: [0], validation: [1] }, { scale: 'log' })],
  ['`training` in validationCurve: expected 1 numbers, as many as `values` has, received 2', () => validationCurve({ values: [0], training: [1, 2], validation: [1] })],
  ['`figures` in learningCurve: expected some of loss, jaccard, received "dice"', () => learningCurve([{ epoch: 1, loss: 1, jaccard: 1 }], { figures: ['dice'] })],
  ['`history["a"]` in learningCurve: expected at least one epoch, received none', () => learningCurve({ a: [] })],
  ['`runs.values` in confusionPlot: expected 2 rows, one a label, received 1', () => confusionPlot({ labels: [0, 1], values: [[1, 2]] })],
  ['`runs["a"].values[1]` in confusionPlot: expected 2 numbers, one a label, received 1', () => confusionPlot({ a: { labels: [0, 1], values: [[1, 2], [1]] } })],
])('says Invalid %s', (message, act) => {
  expect(act).toThrow(`Invalid ${message}.`);
});

it.each<[string, Parameters<typeof maskGrid>]>([
  ['`items` in maskGrid: expected at least one picture, received []', [[]]],
  ['`columns` in maskGrid: expected a positive integer, received 0', [[item], { columns: 0 }]],
  ['`prediction` in maskOutline: expected 2 × 2 bytes, received 3', [[item]]],
])('says Invalid %s', async (message, values) => {
  await expect(maskGrid(...values)).rejects.toThrow(`Invalid ${message}.`);
});
