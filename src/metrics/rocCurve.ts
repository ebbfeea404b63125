/**
 * Receiver operating characteristic: the sensitivity that each false positive rate buys.
 *
 *     tpr = tp / positives      fpr = fp / negatives      AUC = Σ (fprᵢ − fprᵢ₋₁) (tprᵢ + tprᵢ₋₁) / 2
 *
 * The AUC is the chance that a positive scores above a negative, ties counting half.
 * J. A. Hanley, B. J. McNeil (1982), "The meaning and use of the area under a receiver operating characteristic curve".
 */
import type { Label } from './inputs';
import { thinned, thresholdCounts, type BinaryOptions, type ThresholdCounts } from './thresholdCounts';

/** Of M points from (0, 0) to (1, 1). */
export interface RocCurve {
  /** [M] false positive rates, 1 − specificity. */
  readonly fpr: readonly number[];
  /** [M] true positive rates, the sensitivities. */
  readonly tpr: readonly number[];
  /** [M] falling from ∞: a score at or above it counts as positive. */
  readonly thresholds: readonly number[];
  /** Area under the curve. */
  readonly auc: number;
  /** Why rates and area are NaN, where they are. */
  readonly reason?: string;
}

/**
 * The ROC curve.
 *
 * @param truth [N] labels: 0 and 1, false and true, or any with `positive`
 * @param scores [N] finite numbers, higher for positives
 * @param options.dropIntermediate leaves out points on the line between their neighbours; default true
 * @returns with NaN for the rates of a class that is missing, and for the area
 * @throws where the lengths differ, there is no sample, or a score, weight or label is none
 * @example
 * rocCurve([0, 0, 1, 1], [.1, .4, .35, .8]);
 * // fpr [0, 0, .5, .5, 1], tpr [0, .5, .5, 1, 1], thresholds [∞, .8, .4, .35, .1], auc .75
 */
export function rocCurve(
  truth: ArrayLike<Label>, scores: ArrayLike<number>, options: BinaryOptions & { readonly dropIntermediate?: boolean } = {},
): RocCurve {
  const { dropIntermediate = true } = options;
  const counts = thresholdCounts('rocCurve', truth, scores, options);
  const { thresholds, tp, fp, positives, negatives, reason } = counts;
  const bends = (sums: Float64Array, i: number) => sums[i + 1] - sums[i] !== sums[i] - sums[i - 1];
  const places = thinned(tp.length, (i) => !dropIntermediate || bends(fp, i) || bends(tp, i));
  return {
    fpr: [negatives > 0 ? 0 : NaN, ...places.map((i) => fp[i] / negatives)],
    tpr: [positives > 0 ? 0 : NaN, ...places.map((i) => tp[i] / positives)],
    thresholds: [Infinity, ...places.map((i) => thresholds[i])],
    auc: rocArea(counts),
    ...(reason && { reason }),
  };
}

/** The whole area, or that up to a false positive rate, which may lie between two points; NaN where a class is missing. */
export function rocArea({ tp, fp, positives, negatives }: ThresholdCounts, maxFpr = 1): number {
  const limit = maxFpr * negatives;
  let area = 0, x = 0, y = 0;
  for (let i = 0; i < tp.length && x < limit; i++) {
    const right = Math.min(fp[i], limit);
    const top = fp[i] > limit ? y + (tp[i] - y) * (limit - x) / (fp[i] - x) : tp[i];
    area += (right - x) * (top + y) / 2;
    [x, y] = [right, top];
  }
  return area / (positives * negatives);
}
