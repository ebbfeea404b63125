/**
 * The four counts of a binary decision, pixel by pixel: what every score of a mask is made of.
 *
 *                    predicted 1   predicted 0
 *     truly 1            tp            fn
 *     truly 0            fp            tn
 */
import { checkOneOf } from '../shapes/check';
import { checkLengths, checkNumbers } from './inputs';
import { maskBits } from './mask';

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
 * Without a threshold a side is a mask, of 0 and 1, 0 and 255 or false and true alike, or of probabilities in [0, 1], which are positive
 * from .5; any other scale is said, not guessed.
 *
 * @param truth N values
 * @param prediction N values, in the same order
 * @param options.threshold of the prediction, or one for each side: a score is positive if it is at least as high. −∞ and ∞ are thresholds
 * @throws if a side is empty, the lengths differ, a value is not finite, or it is neither of a mask nor in [0, 1] without a threshold
 * @example
 * confusionCounts([1, 1, 0, 0], [.9, .2, .7, .1]);                       // one of each
 * confusionCounts(mask.data, logits, { threshold: 0 });                  // a logit of 0 is a probability of .5
 * confusionCounts(binaryMask(jpeg, { levels: true }).data, probabilities);
 */
export function confusionCounts(
  truth: ArrayLike<number | boolean>, prediction: ArrayLike<number | boolean>, options: { threshold?: number | Thresholds } = {},
): Counts {
  const [isTrue, isPredicted] = bothSides('confusionCounts', truth, prediction, options.threshold);
  let tp = 0, fp = 0, fn = 0;
  for (let i = 0; i < isTrue.length; i++) {
    if (isTrue[i] && isPredicted[i]) tp++;
    else if (isPredicted[i]) fp++;
    else if (isTrue[i]) fn++;
  }
  return { tp, fp, fn, tn: isTrue.length - tp - fp - fn };
}

/** A value counts as positive if it is at least the threshold of its side. */
export interface Thresholds {
  /** On the scale of the truth; default: the truth is a mask or of probabilities. */
  readonly truth?: number;
  /** On the scale of the prediction: .5 for probabilities, 0 for logits; default: the prediction is a mask or of probabilities. */
  readonly prediction?: number;
}

/** 1 for the positives of each side and 0 for the rest, once both lists and thresholds are checked. */
export function bothSides(
  where: string, truth: ArrayLike<number | boolean>, prediction: ArrayLike<number | boolean>, threshold?: number | Thresholds,
): [truth: Uint8Array, prediction: Uint8Array] {
  const isPair = !!threshold && typeof threshold === 'object';
  const cut = isPair ? threshold : { prediction: threshold };
  checkLengths(where, { truth, prediction });
  for (const [argument, value] of Object.entries(cut) as [string, number | undefined][]) {
    checkOneOf(where, 'threshold', argument, ['truth', 'prediction']);
    if (value !== undefined) checkNumbers(where, { [isPair ? `threshold.${argument}` : 'threshold']: value }, '[-∞, ∞]');
  }
  return [side(where, 'truth', truth, cut.truth), side(where, 'prediction', prediction, cut.prediction)];
}

function side(where: string, argument: string, values: ArrayLike<number | boolean>, threshold?: number): Uint8Array {
  if (threshold === undefined && !Array.prototype.every.call(values, isProbability)) {
    const expected = 'a mask of 0 and 1 or of 0 and 255, or probabilities in [0, 1], as it has no `threshold`';
    return maskBits(`\`${argument}\` in ${where}`, values, { expected });
  }
  checkNumbers(where, { [argument]: values as ArrayLike<number> });
  const least = threshold ?? 0.5;
  return Uint8Array.from(values as ArrayLike<number>, (value) => Number(value >= least));
}

const isProbability = (value: unknown) => typeof value === 'number' && value >= 0 && value <= 1;

/** All of several images or classes. */
export function sumCounts(counts: readonly Counts[]): Counts {
  return counts.reduce((a, b) => ({ tp: a.tp + b.tp, fp: a.fp + b.fp, fn: a.fn + b.fn, tn: a.tn + b.tn }));
}
