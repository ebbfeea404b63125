/**
 * Rates of a binary decision, from its counts. A rate of nothing (no positive to find, nothing predicted)
 * is undefined, hence NaN: neither 0 nor 1.
 *
 * @example
 * sensitivity({ tp: 3, fp: 0, fn: 1, tn: 6 });   // .75
 */
import type { Counts } from './counts';

/** Share of the true positives that were found, tp / (tp + fn): the recall. */
export function sensitivity({ tp, fn }: Counts): number {
  return tp / (tp + fn);
}

/** Share of the true negatives that were left alone, tn / (tn + fp). */
export function specificity({ tn, fp }: Counts): number {
  return tn / (tn + fp);
}

/** Share of the predicted positives that are true, tp / (tp + fp). */
export function precision({ tp, fp }: Counts): number {
  return tp / (tp + fp);
}

/** Share of all decisions that are right, (tp + tn) / (tp + fp + fn + tn). */
export function accuracy({ tp, fp, fn, tn }: Counts): number {
  return (tp + tn) / (tp + fp + fn + tn);
}
