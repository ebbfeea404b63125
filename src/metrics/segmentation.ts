/**
 * Overlap of a predicted and a true mask, from their counts.
 *
 *     Jaccard = tp / (tp + fp + fn)        Dice = 2·tp / (2·tp + fp + fn) = 2J / (1 + J)
 *
 * Both are 1 where both masks are empty: nothing was there and nothing was claimed.
 * P. Jaccard (1912), "The distribution of the flora in the alpine zone"; L. R. Dice (1945).
 */
import { sumCounts, type Counts } from './counts';
import { checkLength, checkNumbers } from './inputs';
import { sum } from './mean';

/** Jaccard index, the intersection over the union, in [0, 1]. */
export function jaccard({ tp, fp, fn }: Counts): number {
  const union = tp + fp + fn;
  return union === 0 ? 1 : tp / union;
}

/** Dice coefficient, the F1 score of the pixels, in [0, 1]. */
export function dice({ tp, fp, fn }: Counts): number {
  const sizes = 2 * tp + fp + fn;
  return sizes === 0 ? 1 : (2 * tp) / sizes;
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
  return index >= floor ? index : 0;
}

/** Overlap scores of a set of images, each in [0, 1]. */
export interface SegmentationScores {
  readonly jaccard: number;
  readonly dice: number;
  readonly thresholdJaccard: number;
}

/**
 * Scores of a set of images.
 *
 * @param counts one entry an image
 * @param options.reduction `'image'` (default): the mean of the images' scores, each image weighing the same;
 *   `'micro'`: the scores of the summed counts, each pixel weighing the same
 * @param options.floor of the threshold Jaccard; default .65
 * @throws where there is no image
 * @example
 * segmentationScores(images.map(({ truth, prediction }) => confusionCounts(truth, prediction)));
 */
export function segmentationScores(
  counts: readonly Counts[], options: { reduction?: 'image' | 'micro'; floor?: number } = {},
): SegmentationScores {
  const { reduction = 'image', floor } = options;
  checkLength('segmentationScores', 'counts', counts);
  const judged = reduction === 'micro' ? [sumCounts(counts)] : counts;
  const mean = (score: (image: Counts) => number) => sum(judged.map(score)) / judged.length;
  return {
    jaccard: mean(jaccard),
    dice: mean(dice),
    thresholdJaccard: mean((image) => thresholdJaccard(jaccard(image), { floor })),
  };
}
