/** The four counts of each class of a label map, every class against the rest. */
import { checkPositiveIntegers, invalid } from '../shapes/check';
import { classCounts } from './confusionMatrix';
import type { Counts } from './counts';
import { checkLengths, checkNumbers } from './inputs';

/**
 * Counts the agreements of a true and a predicted label map.
 *
 * @param truth N labels, integers in [0, classes)
 * @param prediction N labels, in the same order
 * @param options.classes how many classes there are, at most 4096
 * @param options.ignore label of pixels to leave out where the truth has it: 255, say
 * @returns counts of each class
 * @throws where the lengths differ, there is no pixel, or a label is none of the classes
 * @example
 * const counts = images.map(({ truth, prediction }) => labelMapCounts(truth, prediction, { classes: 3, ignore: 255 }));
 * reduceCounts(counts, dice, { reduction: 'macro' });
 */
export function labelMapCounts(
  truth: ArrayLike<number>, prediction: ArrayLike<number>, options: { classes: number; ignore?: number },
): Counts[] {
  const { classes, ignore } = Object(options) as typeof options;
  const where = 'labelMapCounts';
  checkPositiveIntegers(where, { classes });
  checkNumbers(where, { classes }, '[1, 4096]');
  if (ignore !== undefined) checkNumbers(where, { ignore });
  checkLengths(where, { truth, prediction });
  const values = Array.from({ length: classes }, () => Array.from({ length: classes }, () => 0));      // rows are truth
  const checked = (argument: string, labels: ArrayLike<number>, i: number) => {
    if (Number.isInteger(labels[i]) && labels[i] >= 0 && labels[i] < classes) return labels[i];
    throw invalid(`${argument}[${i}]`, where, `a class below ${classes}`, labels[i]);
  };
  for (let i = 0; i < truth.length; i++) {
    if (truth[i] !== ignore) values[checked('truth', truth, i)][checked('prediction', prediction, i)]++;
  }
  return classCounts({ labels: [], values });
}
