/** One of each figure, and the awkward ones, for the tests that all of them must pass. */
import {
  confusionPlot, detPlot, learningCurve, maskGrid, perImage, precisionRecallPlot, reliabilityPlot, rocPlot, thresholdPlot, validationCurve,
  type Figure,
} from 'tfjs-blocks/plots';

export const roc = { fpr: [0, 0, 0.5, 0.5, 1], tpr: [0, 0.5, 0.5, 1, 1], thresholds: [Infinity, 0.8, 0.4, 0.35, 0.1], auc: 0.75 };
export const worse = { fpr: [0, 0.5, 1], tpr: [0, 0.25, 1], thresholds: [Infinity, 0.5, 0.1], auc: 0.375 };
export const pr = { precision: [0.5, 2 / 3, 0.5, 1, 1], recall: [1, 1, 0.5, 0.5, 0], averagePrecision: 5 / 6, prevalence: 0.5 };
const det = { fpr: [0.9, 0.3, 0.1, 0], fnr: [0, 0.1, 0.3, 0.9] };
export const bins = {
  low: [0, 0.25, 0.5, 0.75], high: [0.25, 0.5, 0.75, 1], count: [4, 0, 5, 10], predicted: [0.1, NaN, 0.6, 0.9], observed: [0, NaN, 0.6, 0.8], ece: 0.07,
};
export const history = [0.4, 0.7, 0.65].map((jaccard, index) => ({
  epoch: index + 1, loss: 1 / (index + 1), validationLoss: 1.2 / (index + 1), jaccard, dice: 0.9 * jaccard, thresholdJaccard: 0.5 * jaccard,
}));
const names = ['a name of many words & <signs>', ...Array.from({ length: 9 }, (_, i) => `class ${i}`)];
const scores = (count: number) => Array.from({ length: count }, (_, i) => ({ id: `image ${i}`, value: i === 1 ? NaN : (i % 11) / 10 }));
const image = { data: Uint8Array.from({ length: 6 * 8 * 3 }, (_, i) => (i * 37) % 256), height: 6, width: 8, channels: 3 };
const mask = (from: number) => Uint8Array.from({ length: 48 }, (_, i) => (i % 8 >= from ? 255 : 0));

export const figures: Record<string, () => Figure | Promise<Figure>> = {
  'ROC, one run with an interval': () => rocPlot({ ...roc, interval: { low: 0.6, high: 0.9, confidence: 0.95 } }),
  'ROC, runs and repeats': () => rocPlot({ a: roc, b: [roc, worse] }),
  'ROC, a band': () => rocPlot({ ...roc, band: { low: [0, 0.2, 0.4, 0.9, 1], high: [0, 0.6, 0.7, 1, 1] } }),
  'ROC, a point': () => rocPlot({ fpr: [0.2], tpr: [0.7] }),
  'ROC, undefined': () => rocPlot({ fpr: [0, 1], tpr: [NaN, NaN], auc: NaN, reason: 'no positive' }),
  'precision and recall': () => precisionRecallPlot({ a: pr, b: [pr, pr] }),
  'precision and recall, one': () => precisionRecallPlot(pr),
  'DET': () => detPlot({ a: det, b: { fpr: [], fnr: [], reason: 'no negative' } }),
  'reliability': () => reliabilityPlot({ before: bins, after: bins }),
  'reliability, weighted': () => reliabilityPlot({ ...bins, count: [4.5, 0, 5, 10] }),
  'thresholds': () => thresholdPlot(roc, { at: 0.37 }),
  'thresholds, runs': () => thresholdPlot({ a: roc, b: { thresholds: [0.2, 0.6], f1: [0.5, NaN] } }),
  'learning curve': () => learningCurve(history),
  'learning curve, repeats': () => learningCurve({ a: [history, history.slice(1)], b: history }, { figures: ['validationLoss', 'jaccard'] }),
  'learning curve, from fit': () => learningCurve({ epoch: [0, 1], history: { loss: [2, 1], val_loss: [2, NaN], acc: [0.5, 0.7] } }),
  'validation curve': () => validationCurve(
    { values: [1e-3, 1e-2], training: [0.9, 0.99], validation: [[0.7, 0.8], [0.8, 0.9]] }, { parameter: 'Learning rate', score: 'AUC', scale: 'log' }),
  'confusion': () => confusionPlot({ labels: names, values: names.map((_, i) => names.map((__, j) => (i === 9 ? 0 : i === j ? 20000 : j))) }),
  'confusion, shares of runs': () => confusionPlot({
    a: { labels: [0, 1], values: [[0.5, 0.5], [NaN, NaN]], normalized: 'true' }, b: { labels: [0, 1], values: [[1, 0], [0, 1]], normalized: 'true' },
  }),
  'images': () => perImage(scores(20)),
  'images, many': () => perImage(scores(2000)),
  'images, runs': () => perImage({ a: scores(20), b: scores(30) }, { label: 'HD95 (px)', domain: [0, 60] }),
  'images, none defined': () => perImage([{ id: 'a', value: NaN }]),
  'masks': () => maskGrid([{ id: 'a', image, truth: mask(2), prediction: mask(4), score: 2 / 3 }, { id: 'b', image, truth: mask(8), prediction: mask(1) }]),
};
