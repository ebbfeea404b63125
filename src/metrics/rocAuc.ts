/** Area under the ROC curve, whole or in part. */
import { invalid } from '../shapes/check';
import { checkNumbers, positives, type Label } from './inputs';
import { rocArea } from './rocCurve';
import { countByThreshold, thresholdCounts, type BinaryOptions, type ThresholdCounts } from './thresholdCounts';

/**
 * Area under the ROC curve: the chance that a positive scores above a negative. A ranking that is perfectly wrong has 0.
 *
 * @param truth [N] labels: 0 and 1, false and true, or any with `positive`
 * @param scores [N] finite numbers, higher for positives
 * @param options.maxFpr the area up to this false positive rate only, in (0, 1], scaled by McClish so that chance is .5 and the
 *   best 1; default 1, the whole area
 * @returns NaN where the truth has one class only
 * @throws where the lengths differ, there is no sample, or a score, weight, label or `maxFpr` is none
 * @example
 * rocAuc([0, 0, 1, 1], [.1, .4, .35, .8]);                                               // .75
 * rocAuc(['nevus', 'melanoma'], [.2, .7], { positive: 'melanoma' });                     // 1
 */
export function rocAuc(
  truth: ArrayLike<Label>, scores: ArrayLike<number>, options: BinaryOptions & { readonly maxFpr?: number } = {},
): number {
  const { maxFpr = 1 } = options;
  checkNumbers('rocAuc', { maxFpr }, '(0, 1]');
  const area = rocArea(thresholdCounts('rocAuc', truth, scores, options), maxFpr);
  return maxFpr === 1 ? area : mcClish(area, maxFpr);
}

/** An area under a part of the ROC curve. */
export interface PartialAuc {
  /** The area itself, at most the width of the part. */
  readonly raw: number;
  /** McClish's: .5 for chance, 1 for the best. */
  readonly scaled: number;
  /** Why both are NaN, where they are. */
  readonly reason?: string;
}

/**
 * Partial area under the ROC curve: left of a false positive rate, or above a sensitivity, as the score of ISIC 2024 (floor .8).
 *
 * D. K. McClish (1989), "Analyzing a portion of the ROC curve".
 *
 * @param options.maxFpr in (0, 1]: the part left of it …
 * @param options.minSensitivity in [0, 1): … or the part above it; one of the two
 * @throws as {@link rocAuc}, and unless exactly one of the two is given
 * @example
 * partialAuc([0, 0, 1, 1], [.1, .4, .35, .8], { minSensitivity: .8 });     // raw .1, scaled .7222
 */
export function partialAuc(
  truth: ArrayLike<Label>, scores: ArrayLike<number>,
  options: BinaryOptions & ({ readonly maxFpr: number } | { readonly minSensitivity: number }),
): PartialAuc {
  const where = 'partialAuc';
  const { maxFpr, minSensitivity } = options as { maxFpr?: number; minSensitivity?: number };
  if ((maxFpr === undefined) === (minSensitivity === undefined)) {
    throw invalid('options', where, 'either `maxFpr` or `minSensitivity`', { maxFpr, minSensitivity });
  }
  const width = maxFpr ?? 1 - minSensitivity!;
  checkNumbers(where, { [maxFpr === undefined ? '1 - minSensitivity' : 'maxFpr']: width }, '(0, 1]');
  const counts = thresholdCounts(where, truth, scores, options), { reason } = counts;
  const raw = rocArea(maxFpr === undefined ? turned(truth, scores, options) : counts, width);
  return { raw, scaled: mcClish(raw, width), ...(reason && { reason }) };
}

/** Seen from (1, 1): negatives found from the lowest score up, against positives lost. */
function turned(truth: ArrayLike<Label>, scores: ArrayLike<number>, { positive, sampleWeight }: BinaryOptions): ThresholdCounts {
  const isNegative = positives('partialAuc', truth, positive).map((isPositive) => 1 - isPositive);
  return countByThreshold(isNegative, Float64Array.from(scores, (score) => -score), sampleWeight);
}

function mcClish(area: number, width: number): number {
  const least = width * width / 2;
  return (1 + (area - least) / (width - least)) / 2;
}
