/** What is no input of a metric is refused in words, not by an error of the engine, by a silent NaN, or by filling the memory. */
import * as metrics from 'tfjs-blocks/metrics';
import * as spatial from 'tfjs-blocks/metrics/spatial';
import { expect, it } from 'vitest';

/** The functions, of anything. */
type Loose = Record<string, (...args: unknown[]) => unknown>;
const {
  accuracy, balancedAccuracy, bootstrapInterval, classCounts, classificationReport, cohenKappa, confidenceCurve, confusionCounts, confusionMatrix,
  labelMapCounts, matthewsCorrelation, normalizeConfusionMatrix, precision, reliabilityCurve, rocAuc, sensitivity,
} = metrics as unknown as Loose;
const { cocoScores, detectionPrecision, distanceTransform, froc, frocCurve, iouMatrix, surfaceDice, surfaceDistances } = spatial as unknown as Loose;
const truth = [0, 0, 1, 1], scores = [.1, .4, .35, .8], matrix = [[1, 2], [3, 4]], box = [0, 0, 1, 1];
const distances = { toTruth: new Float64Array(1), toPrediction: new Float64Array(1) };

it.each<[argument: string, act: () => unknown]>([
  ['truth', () => rocAuc(undefined, scores)], ['scores', () => rocAuc(truth, null)], ['truth', () => confusionMatrix(undefined, truth)],
  ['threshold', () => confusionCounts(truth, scores, { threshold: null })], ['prediction', () => confusionCounts(truth, undefined)],
  ...[accuracy, balancedAccuracy, classCounts, classificationReport, cohenKappa, matthewsCorrelation, normalizeConfusionMatrix].flatMap((metric) =>
    [matrix, undefined, null, {}].map((wrong): [string, () => unknown] => ['matrix', () => metric(wrong, metric === normalizeConfusionMatrix ? 'all' : undefined)])),
  ['counts[0].tp', () => precision(matrix, { average: 'macro' })], ['counts', () => sensitivity(undefined, { average: 'macro' })],
  ['counts[1].fp', () => sensitivity([{ tp: 1, fp: 1, fn: 1, tn: 1 }, { tp: 1 }], { average: 'none' })],
  ['matrix.values[1]', () => accuracy({ labels: [0, 1], values: [[1, 2], undefined] })],
  ['shape[0]', () => surfaceDistances(truth, truth)], ['shape[0]', () => surfaceDistances(truth, truth, {})],
  ['shape[1]', () => surfaceDistances(truth, truth, { shape: [4] })], ['shape[0]', () => surfaceDistances(truth, truth, { shape: 4 })],
  ['spacing', () => surfaceDistances(truth, truth, { shape: [1, 4], spacing: null })],
  ['shape[0]', () => distanceTransform(truth)], ['shape[0]', () => distanceTransform(truth, {})], ['tolerance', () => surfaceDice(distances)],
  ['classes', () => labelMapCounts(truth, truth)],
  ...[froc, detectionPrecision, cocoScores].flatMap((metric): [string, () => unknown][] => [
    ['images', () => metric(undefined)], ['images[0].truth.boxes', () => metric([{}])], ['images[0].truth.boxes', () => metric([null])],
    ['images[0].detections.boxes', () => metric([{ truth: { boxes: [] } }])], ['images[0].truth.boxes[0]', () => metric([{ truth: { boxes: [null] } }])],
    ['images[0].detections.scores', () => metric([{ truth: { boxes: [box] }, detections: { boxes: [box] } }])],
  ]),
  ['images', () => frocCurve(undefined)], ['truePositives', () => frocCurve({ images: 1, lesions: 1 })], ['a', () => iouMatrix(undefined, [])],
  ['bins', () => reliabilityCurve(truth, scores, { bins: 1e9 })], ['bins', () => confidenceCurve([0], [[1, 0]], { bins: 1e9 })],
  ['bins', () => reliabilityCurve(truth, scores, { bins: 1e9, equal: 'mass' })], ['n', () => bootstrapInterval(() => 0, { n: 1e9, seed: 1 })],
  ['draws', () => bootstrapInterval(() => 0, { n: 3, draws: 1e9, seed: 1 })], ['classes', () => labelMapCounts(truth, truth, { classes: 1e9 })],
  ['seed', () => bootstrapInterval(() => 0, { n: 3 })], ['n', () => bootstrapInterval(() => 0, undefined)],
  ['truth[0]', () => confusionMatrix(['a'], ['a'], { labels: ['x'.repeat(5000), 'y'] })],
])('%s: %s', (argument, act) => {
  let error: unknown;
  try {
    act();
  } catch (caught) {
    error = caught;
  }
  expect((error as Error | undefined)?.constructor).toBe(Error);
  expect((error as Error).message).toContain(`Invalid \`${argument}\` in `);
  expect((error as Error).message.length).toBeLessThanOrEqual(600);
});
