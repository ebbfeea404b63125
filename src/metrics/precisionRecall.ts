/**
 * Precision and recall (sensitivity) by threshold.
 *
 *     precision = tp / (tp + fp)      recall = tp / positives      average precision = Σ (recallᵢ − recallᵢ₋₁) precisionᵢ
 *
 * The average precision is the sum of steps, not the trapezoid, which is too high.
 * J. Davis, M. Goadrich (2006), "The relationship between precision-recall and ROC curves".
 */
import type { Label } from './inputs';
import { thinned, thresholdCounts, type BinaryOptions, type ThresholdCounts } from './thresholdCounts';

/** Of M thresholds, rising, and an end point of recall 0 and precision 1 that has none. */
export interface PrecisionRecallCurve {
  /** [M + 1] */
  readonly precision: readonly number[];
  /** [M + 1], falling to 0; NaN without positives. */
  readonly recall: readonly number[];
  /** [M] rising: a score at or above it counts as positive. */
  readonly thresholds: readonly number[];
  /** Area under the steps. */
  readonly averagePrecision: number;
  /** Share of the positives: the precision of a random ranking. */
  readonly prevalence: number;
  /** Why recall and area are NaN, where they are. */
  readonly reason?: string;
}

/**
 * The precision–recall curve.
 *
 * @param truth [N] labels: 0 and 1, false and true, or any with `positive`
 * @param scores [N] finite numbers, higher for positives
 * @param options.dropIntermediate keeps the first and last point of each recall only; default false
 * @throws where the lengths differ, there is no sample, or a score, weight or label is none
 * @example
 * precisionRecallCurve([0, 0, 1, 1], [.1, .4, .35, .8]);
 * // precision [.5, .6667, .5, 1, 1], recall [1, 1, .5, .5, 0], thresholds [.1, .35, .4, .8], averagePrecision .8333
 */
export function precisionRecallCurve(
  truth: ArrayLike<Label>, scores: ArrayLike<number>, options: BinaryOptions & { readonly dropIntermediate?: boolean } = {},
): PrecisionRecallCurve {
  const { dropIntermediate = false } = options;
  const counts = thresholdCounts('precisionRecallCurve', truth, scores, options, false);
  const { thresholds, tp, fp, positives, negatives, reason } = counts;
  const isInside = (i: number) => tp[i] === tp[i - 1] && tp[i] === tp[i + 1];
  const places = thinned(tp.length, (i) => !dropIntermediate || !isInside(i)).reverse();
  return {
    precision: [...places.map((i) => tp[i] / (tp[i] + fp[i])), 1],
    recall: [...places.map((i) => tp[i] / positives), positives > 0 ? 0 : NaN],
    thresholds: places.map((i) => thresholds[i]),
    averagePrecision: stepArea(counts),
    prevalence: positives / (positives + negatives),
    ...(reason && { reason }),
  };
}

/**
 * Average precision, the area under the steps of the precision–recall curve.
 *
 * @returns NaN where there is no positive (scikit-learn: 0)
 * @throws as {@link precisionRecallCurve}
 * @example
 * averagePrecision([0, 0, 1, 1], [.1, .4, .35, .8]);     // .8333
 */
export function averagePrecision(truth: ArrayLike<Label>, scores: ArrayLike<number>, options: BinaryOptions = {}): number {
  return stepArea(thresholdCounts('averagePrecision', truth, scores, options, false));
}

/** NaN where there is no positive. */
export function stepArea({ tp, fp, positives }: ThresholdCounts): number {
  let area = 0;
  for (let i = 0; i < tp.length; i++) area += (tp[i] - (i > 0 ? tp[i - 1] : 0)) * (tp[i] / (tp[i] + fp[i]));
  return area / positives;
}
