/**
 * The four counts of a binary decision, pixel by pixel: what every score of a mask is made of.
 *
 *                    predicted 1   predicted 0
 *     truly 1            tp            fn
 *     truly 0            fp            tn
 */
import { checkLengths, checkNumbers } from './inputs';

/** How often truth and prediction agree and disagree. */
export interface Counts {
  /** True positives: inside both. */
  readonly tp: number;
  /** False positives: predicted, yet outside the truth. */
  readonly fp: number;
  /** False negatives: inside the truth, yet missed. */
  readonly fn: number;
  /** True negatives: outside both. */
  readonly tn: number;
}

/**
 * Counts the agreements of a true and a predicted mask.
 *
 * Without thresholds both sides have to lie in [0, 1] and are cut at .5; any other scale is said, not guessed.
 *
 * @param truth N numbers
 * @param prediction N numbers, in the same order
 * @param options.threshold one number for both sides, or one for each
 * @throws where a side is empty, the lengths differ, or a value is not finite (or outside [0, 1], unless thresholds
 *   are given)
 * @example
 * confusionCounts([1, 1, 0, 0], [.9, .2, .7, .1]);                                            // one of each
 * confusionCounts(mask.data, logits, { threshold: { truth: 128, prediction: 0 } });
 */
export function confusionCounts(
  truth: ArrayLike<number>, prediction: ArrayLike<number>, options: { threshold?: number | Thresholds } = {},
): Counts {
  const cut = thresholdsOf('confusionCounts', truth, prediction, options.threshold);
  let tp = 0, fp = 0, fn = 0;
  for (let i = 0; i < truth.length; i++) {
    const isTrue = truth[i] > cut.truth, isPredicted = prediction[i] > cut.prediction;
    if (isTrue && isPredicted) tp++;
    else if (isPredicted) fp++;
    else if (isTrue) fn++;
  }
  return { tp, fp, fn, tn: truth.length - tp - fp - fn };
}

/** A value counts as positive where it is greater than the threshold of its side. */
export interface Thresholds {
  /** On the scale of the truth: 128 for masks of 0 and 255. */
  readonly truth: number;
  /** On the scale of the prediction: .5 for probabilities, 0 for logits. */
  readonly prediction: number;
}

/** The threshold of each side, once both lists are checked: without one given both have to lie in [0, 1] and are cut at .5. */
export function thresholdsOf(
  where: string, truth: ArrayLike<number>, prediction: ArrayLike<number>, threshold?: number | Thresholds,
): Thresholds {
  const cut = typeof threshold === 'object' ? threshold : { truth: threshold ?? 0.5, prediction: threshold ?? 0.5 };
  checkNumbers(where, { 'threshold.truth': cut.truth, 'threshold.prediction': cut.prediction });
  checkLengths(where, { truth, prediction });
  checkNumbers(where, { truth, prediction }, threshold === undefined ? '[0, 1]' : undefined, 0, ' where no threshold is given');
  return cut;
}

/** All of several images or classes. */
export function sumCounts(counts: readonly Counts[]): Counts {
  return counts.reduce((a, b) => ({ tp: a.tp + b.tp, fp: a.fp + b.fp, fn: a.fn + b.fn, tn: a.tn + b.tn }));
}
