/** Every figure with names of one's choice: of classes, runs, rates and images. */
import {
  confusionPlot, detPlot, learningCurve, maskGrid, perImage, precisionRecallPlot, reliabilityPlot, rocPlot, thresholdPlot, validationCurve,
  type Figure,
} from 'tfjs-blocks/plots';

/** Names that objects, Vega's expressions and field paths, XML or HTML give a meaning of their own. */
export const oddNames = [
  'constructor', 'if', 'toString', '__proto__', 'hasOwnProperty', 'length', 'a.b', 'a[0]', 'a\\.b', 'datum.share', "it's", '"quoted"', '`', '${1}',
  '<script>alert(1)</script>', '</svg>', ']]>', '&amp;', '&#0;', 'x\u2028y', 'x\u2029y\u2029z', 'null', 'NaN', '0', '-1', '日本語', 'e\u0301', '🙂', '%', '#',
];

/** Numbers to draw: `numbers(n)` gives n of them. */
export type Numbers = (count: number) => number[];

const byName = <T>(names: readonly string[], make: (name: string) => T) => Object.fromEntries(names.map((name) => [name, make(name)]));
const image = { data: new Uint8Array(64 * 64 * 3), height: 64, width: 64, channels: 3 };
const mask = new Uint8Array(64 * 64).map((_, i) => (i > 7 ? 255 : 0));

export const namedFigures: Record<string, (names: readonly string[], numbers: Numbers, length: number) => Figure | Promise<Figure>> = {
  'confusionPlot': (names, numbers) => confusionPlot({ labels: names, values: names.map(() => numbers(names.length)) }),
  'confusionPlot, runs': (names, numbers) => confusionPlot(byName(names, () => ({ labels: [0, 1], values: [numbers(2), numbers(2)] }))),
  'rocPlot': (names, numbers, n) => rocPlot(byName(names, () => ({ fpr: numbers(n), tpr: numbers(n), auc: numbers(1)[0] }))),
  'precisionRecallPlot': (names, numbers, n) => precisionRecallPlot(byName(names, () => ({ precision: numbers(n), recall: numbers(n), averagePrecision: numbers(1)[0] }))),
  'detPlot': (names, numbers, n) => detPlot(byName(names, () => ({ fpr: numbers(n), fnr: numbers(n) }))),
  'reliabilityPlot': (names, numbers, n) => reliabilityPlot(byName(names, () => (
    { low: numbers(n), high: numbers(n), count: numbers(n), predicted: numbers(n), observed: numbers(n) }))),
  'thresholdPlot': (names, numbers, n) => thresholdPlot(byName(names, () => ({ thresholds: numbers(n), f1: numbers(n) }))),
  'thresholdPlot, rates': (names, numbers, n) => thresholdPlot({ ...byName(names, () => numbers(n)), thresholds: numbers(n) }),
  'learningCurve': (names, numbers, n) => learningCurve(byName(names, () => numbers(n).map((loss, i) => ({ epoch: i + 1, loss, jaccard: numbers(1)[0] })))),
  'validationCurve': (names, numbers, n) => validationCurve(byName(names, () => ({ values: numbers(n), validation: numbers(n) }))),
  'perImage': (names, numbers) => perImage(numbers(names.length).map((value, i) => ({ id: names[i], value }))),
  'perImage, runs': (names, numbers, n) => perImage(byName(names, () => numbers(n).map((value, i) => ({ id: String(i), value })))),
  'maskGrid': (names, numbers) => maskGrid(numbers(names.length).map((score, i) => ({ id: names[i], image, truth: mask, prediction: mask, score }))),
};

/** Every text in the data and scales of a figure. */
export function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : [];
}
