/** The four counts of each class of a label map, every class against the rest. */
import { checkPositiveIntegers, invalid } from '../shapes/check';
import type { Counts } from './counts';
import { checkLengths } from './masks';

/**
 * Counts the agreements of a true and a predicted label map.
 *
 * @param truth N labels, integers in [0, classes)
 * @param prediction N labels, in the same order
 * @param options.classes how many classes there are
 * @param options.ignore label of pixels to leave out where the truth has it: 255, say
 * @returns counts of each class
 * @throws where the lengths differ, there is no pixel, or a label is none of the classes
 * @example
 * const counts = images.map(({ truth, prediction }) => labelMapCounts(truth, prediction, { classes: 3, ignore: 255 }));
 * reduceCounts(counts, dice, { reduction: 'macro' });
 */
export function labelMapCounts(
  truth: ArrayLike<number>, prediction: ArrayLike<number>, { classes, ignore }: { classes: number; ignore?: number },
): Counts[] {
  checkPositiveIntegers('labelMapCounts', { classes });
  checkLengths('labelMapCounts', truth, prediction);
  const matrix = new Float64Array(classes * classes);      // rows are truth, columns prediction
  for (let i = 0; i < truth.length; i++) {
    const t = truth[i], p = prediction[i];
    if (t === ignore) continue;
    if (!(Number.isInteger(t) && t >= 0 && t < classes)) throw invalid(`truth[${i}]`, 'labelMapCounts', `a class below ${classes}`, t);
    if (!(Number.isInteger(p) && p >= 0 && p < classes)) throw invalid(`prediction[${i}]`, 'labelMapCounts', `a class below ${classes}`, p);
    matrix[t * classes + p]++;
  }
  const all = matrix.reduce((a, b) => a + b, 0);
  return Array.from({ length: classes }, (_, c) => {
    let truly = 0, predicted = 0;
    for (let other = 0; other < classes; other++) {
      truly += matrix[c * classes + other];
      predicted += matrix[other * classes + c];
    }
    const tp = matrix[c * classes + c];
    return { tp, fp: predicted - tp, fn: truly - tp, tn: all - truly - predicted + tp };
  });
}
