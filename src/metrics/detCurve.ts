/** Detection error tradeoff: missed positives against false alarms. */
import type { Label } from './inputs';
import { thinned, thresholdCounts, type BinaryOptions } from './thresholdCounts';

/** Of M points; drawn on normal deviate scales as a rule. */
export interface DetCurve {
  /** [M] false positive rates, falling. */
  readonly fpr: readonly number[];
  /** [M] false negative rates, 1 − sensitivity, rising. */
  readonly fnr: readonly number[];
  /** [M] rising: a score at or above it counts as positive. */
  readonly thresholds: readonly number[];
  /** Why there is no point, where there is none. */
  readonly reason?: string;
}

/**
 * The DET curve, from the last point without missed positives to the first without false alarms.
 *
 * A. Martin et al. (1997), "The DET curve in assessment of detection task performance".
 *
 * @param truth [N] labels: 0 and 1, false and true, or any with `positive`
 * @param scores [N] finite numbers, higher for positives
 * @param options.dropIntermediate keeps the first and last point of each false negative rate only; default false
 * @returns without points, but a reason, where the truth has one class only
 * @throws where the lengths differ, there is no sample, or a score, weight or label is none
 * @example
 * detCurve([0, 0, 1, 1], [.1, .4, .35, .8]);     // fpr [.5, .5, 0], fnr [0, .5, .5], thresholds [.35, .4, .8]
 */
export function detCurve(
  truth: ArrayLike<Label>, scores: ArrayLike<number>, options: BinaryOptions & { readonly dropIntermediate?: boolean } = {},
): DetCurve {
  const { dropIntermediate = false } = options;
  const counts = thresholdCounts('detCurve', truth, scores, options);
  const { positives, negatives, reason } = counts;
  if (reason) return { fpr: [], fnr: [], thresholds: [], reason };
  const [tp, fp, thresholds] = [[0, ...counts.tp], [0, ...counts.fp], [Infinity, ...counts.thresholds]];
  const isInside = (i: number) => tp[i] === tp[i - 1] && tp[i] === tp[i + 1];
  const kept = thinned(tp.length, (i) => !dropIntermediate || !isInside(i));
  const first = kept.findLastIndex((i) => fp[i] === 0), last = kept.findIndex((i) => tp[i] === positives);
  const places = kept.slice(first, last + 1).reverse();
  return {
    fpr: places.map((i) => fp[i] / negatives),
    fnr: places.map((i) => (positives - tp[i]) / positives),
    thresholds: places.map((i) => thresholds[i]),
  };
}
