/**
 * Overlap of a predicted and a true mask, from their counts.
 *
 *     Jaccard = tp / (tp + fp + fn)        Dice = 2·tp / (2·tp + fp + fn) = 2J / (1 + J)
 *
 * Both are 1 if both masks are empty, as ISIC has it: nothing was there and nothing was claimed. So a class that is absent from an image
 * and not predicted raises a mean over classes and images; `ifEmpty` gives it 0 instead, or leaves it out.
 * P. Jaccard (1912), "The distribution of the flora in the alpine zone"; L. R. Dice (1945).
 */
import { checkOneOf } from '../shapes/check';
import { sumCounts, type Counts } from './counts';
import { checkLength, checkNumbers } from './inputs';
import { emptyScore, meanOfDefined, type IfEmpty } from './reduceCounts';
import { isBelow } from './rounding';

/** Options of {@link dice} and {@link jaccard}. */
export interface OverlapOptions {
  /**
   * The overlap of two empty masks: 1 (default), 0, or `'omit'`: NaN, which means leave out and count. MONAI's `ignore_empty` also leaves
   * out an empty truth of which something was predicted; here that is 0.
   */
  readonly ifEmpty?: IfEmpty;
}

/**
 * Jaccard index, the intersection over the union, in [0, 1]; of two empty masks 1, or as `ifEmpty` says.
 *
 * @example
 * jaccard({ tp: 2, fp: 1, fn: 1, tn: 6 });                             // .5
 * jaccard({ tp: 0, fp: 0, fn: 0, tn: 9 }, { ifEmpty: 'omit' });        // NaN
 */
export function jaccard(counts: Counts, options: OverlapOptions = {}): number {
  return overlap('jaccard', counts, 1, options);
}

/**
 * Dice coefficient, the F1 score of the pixels, in [0, 1]; of two empty masks 1, or as `ifEmpty` says.
 *
 * @example
 * dice({ tp: 2, fp: 1, fn: 1, tn: 6 });                                // 2 / 3
 * reduceCounts(counts, (each) => dice(each, { ifEmpty: 'omit' }));     // mean, values and undefinedCount
 */
export function dice(counts: Counts, options: OverlapOptions = {}): number {
  return overlap('dice', counts, 2, options);
}

function overlap(where: string, { tp, fp, fn }: Counts, weight: number, { ifEmpty = 1 }: OverlapOptions): number {
  const sizes = weight * tp + fp + fn, empty = emptyScore(where, ifEmpty);
  return sizes === 0 ? empty : (weight * tp) / sizes;
}

/**
 * Threshold Jaccard of ISIC 2018: a mask below the floor counts as failed.
 *
 * N. Codella et al. (2019), "Skin lesion analysis toward melanoma detection 2018", arXiv:1902.03368.
 *
 * @param index a Jaccard index in [0, 1]
 * @param options `floor`: the least index that still counts; default .65
 * @returns the index where it reaches the floor, else 0
 * @throws where the index is not in [0, 1]
 * @example
 * thresholdJaccard(.65);   // .65
 * thresholdJaccard(.64);   // 0
 */
export function thresholdJaccard(index: number, { floor = 0.65 }: { floor?: number } = {}): number {
  checkNumbers('thresholdJaccard', { index }, '[0, 1]');
  return isBelow(index, floor) ? 0 : index;
}

/** Overlap scores of a set of images, each in [0, 1]; NaN if every image is left out. */
export interface SegmentationScores {
  readonly jaccard: number;
  readonly dice: number;
  readonly thresholdJaccard: number;
  /** How many images are left out of the means: both masks empty, with `ifEmpty: 'omit'`. */
  readonly undefinedCount: number;
  /** Why the scores are NaN, if they are. */
  readonly reason?: string;
}

/**
 * Scores of a set of images.
 *
 * @param counts one entry an image
 * @param options.reduction `'image'` (default): the mean of the images' scores, each image weighing the same;
 *   `'micro'`: the scores of the summed counts, each pixel weighing the same
 * @param options.floor of the threshold Jaccard; default .65
 * @param options.ifEmpty what an image counts whose masks are both empty: 1 (default), 0, or `'omit'`
 * @throws if there is no image
 * @example
 * segmentationScores(images.map(({ truth, prediction }) => confusionCounts(truth, prediction)));
 */
export function segmentationScores(
  counts: readonly Counts[], options: OverlapOptions & { reduction?: 'image' | 'micro'; floor?: number } = {},
): SegmentationScores {
  const { reduction = 'image', floor, ifEmpty } = options;
  const where = 'segmentationScores';
  checkOneOf(where, 'reduction', reduction, ['image', 'micro']);
  checkLength(where, 'counts', counts);
  const judged = reduction === 'micro' ? [sumCounts(counts)] : counts;
  const indices = meanOfDefined(judged.map((image) => jaccard(image, { ifEmpty })));
  return {
    jaccard: indices.mean,
    dice: meanOfDefined(judged.map((image) => dice(image, { ifEmpty }))).mean,
    thresholdJaccard: meanOfDefined(indices.values.map((index) => (Number.isNaN(index) ? NaN : thresholdJaccard(index, { floor })))).mean,
    undefinedCount: indices.undefinedCount,
    ...(indices.reason && { reason: 'both masks of every image are empty' }),
  };
}
