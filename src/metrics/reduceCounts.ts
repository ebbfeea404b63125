/**
 * One score of many images and classes. The four ways are different numbers:
 *
 *     micro            the score of the counts summed over images and classes: every pixel weighs the same
 *     macro            counts summed over images, a score for each class, their mean: every class weighs the same
 *     microImagewise   counts summed over classes, a score for each image, their mean: every image weighs the same
 *     macroImagewise   a score for each class of each image, their mean
 *
 * Scores that are not defined, as the sensitivity if there is nothing to find, are left out of the mean and counted. The overlap of two
 * empty masks is defined: `dice` and `jaccard` are 1, unless `ifEmpty` says otherwise.
 */
import { checkOneOf, invalid } from '../shapes/check';
import { sumCounts, type Counts } from './counts';
import { checkLength } from './inputs';
import { sum } from './mean';

/** What is summed before, and what is averaged after. */
export type Reduction = 'micro' | 'macro' | 'microImagewise' | 'macroImagewise';

/** What a class or image counts that is empty in truth and prediction: a score, or `'omit'`: it is left out of means and counted. */
export type IfEmpty = 1 | 0 | 'omit';

/** The score it stands for; NaN for `'omit'`. */
export function emptyScore(where: string, ifEmpty: IfEmpty): number {
  if (ifEmpty === 1 || ifEmpty === 0) return ifEmpty;
  if (ifEmpty === 'omit') return NaN;
  throw invalid('ifEmpty', where, '1, 0 or "omit"', ifEmpty);
}

/** The mean of those values that are defined. */
export interface DefinedMean {
  /** NaN where no value is defined. */
  readonly mean: number;
  /** All values, NaN where not defined: of the classes for `'macro'`, of the images for `'microImagewise'`. */
  readonly values: readonly number[];
  /** How many are left out of the mean. */
  readonly undefinedCount: number;
  /** Why the mean is NaN, where it is. */
  readonly reason?: string;
}

/**
 * The mean of what is defined.
 *
 * @example
 * meanOfDefined(images.map((image) => hausdorffDistance(image, { percentile: 95 })));     // { mean, undefinedCount, … }
 */
export function meanOfDefined(values: readonly number[]): DefinedMean {
  const defined = values.filter((value) => !Number.isNaN(value));
  return {
    mean: sum(defined) / defined.length, values, undefinedCount: values.length - defined.length,
    ...(defined.length === 0 && { reason: 'no value is defined' }),
  };
}

/**
 * Reduces a score of counts.
 *
 * @param counts for each image the counts of each class
 * @param score of counts: `dice`, `jaccard`, `sensitivity`, `specificity`, `precision`, `accuracy` or your own
 * @param options.reduction default `'macroImagewise'`
 * @param options.ifEmpty what an entry counts of which truth and prediction have nothing (tp + fp + fn = 0): 1, 0 or `'omit'`; default:
 *   what the score says, which for `dice` and `jaccard` is 1
 * @throws if there is no image or no class, or an image has other classes than the first
 * @example
 * reduceCounts(counts, dice, { reduction: 'macro' }).values;      // of each class
 * reduceCounts(counts, dice, { ifEmpty: 'omit' }).undefinedCount;  // classes that an image has not, and none was predicted
 */
export function reduceCounts(
  counts: readonly (readonly Counts[])[], score: (counts: Counts) => number,
  options: { reduction?: Reduction; ifEmpty?: IfEmpty } = {},
): DefinedMean {
  const { reduction = 'macroImagewise', ifEmpty } = options;
  const where = 'reduceCounts';
  checkOneOf(where, 'reduction', reduction, ['micro', 'macro', 'microImagewise', 'macroImagewise']);
  checkLength(where, 'counts', counts);
  checkLength(where, 'counts[0]', counts[0]);
  counts.forEach((image, i) => checkLength(where, `counts[${i}]`, image, counts[0].length, 'as in the first image'));
  const judged = {
    micro: () => [sumCounts(counts.flat())],
    macro: () => counts[0].map((_, c) => sumCounts(counts.map((image) => image[c]))),
    microImagewise: () => counts.map(sumCounts),
    macroImagewise: () => counts.flat(),
  }[reduction]();
  const empty = ifEmpty === undefined ? undefined : emptyScore(where, ifEmpty);
  return meanOfDefined(judged.map((each) => (empty !== undefined && each.tp + each.fp + each.fn === 0 ? empty : score(each))));
}
