/** What all ranking metrics are made of: the positives and negatives at or above each threshold. */
import { checkLengths, checkNumbers, checkWeights, positives, undefinedBecause, type Label, type UndefinedOptions } from './inputs';
import { descendingOrder } from './order';

/** Options of metrics of a score and a binary truth. */
export interface BinaryOptions extends UndefinedOptions {
  /** The label of the positives; all others are negatives. Default: 1 or true, against 0 or false. */
  readonly positive?: Label;
  /** [N], default 1 each. Samples of weight 0 are left out. */
  readonly sampleWeight?: ArrayLike<number>;
}

/** One entry for each of M distinct scores, from the highest down: equal scores share a threshold. */
export interface ThresholdCounts {
  readonly thresholds: Float64Array;
  /** Sum of the weights of the positives with score ≥ threshold. */
  readonly tp: Float64Array;
  /** The same of the negatives. */
  readonly fp: Float64Array;
  /** Weight of all positives. */
  readonly positives: number;
  /** Weight of all negatives. */
  readonly negatives: number;
  /** Why rates are undefined: one class is missing. */
  readonly reason?: string;
}

/**
 * Counts by threshold; tells why rates are undefined, if they are.
 *
 * @param needsNegatives whether they are, without negatives, too
 * @throws where the lengths differ, there is no sample, a score is not finite, or a label is neither 0 nor 1 and `positive` is
 *   not given
 */
export function thresholdCounts(
  where: string, truth: ArrayLike<Label>, scores: ArrayLike<number>, options: BinaryOptions, needsNegatives = true,
): ThresholdCounts {
  const { positive, sampleWeight } = options;
  checkLengths(where, { truth, scores });
  const isPositive = positives(where, truth, positive);
  checkNumbers(where, { scores });
  checkWeights(where, sampleWeight, truth.length);
  const counts = countByThreshold(isPositive, scores, sampleWeight, needsNegatives);
  if (counts.reason) undefinedBecause(where, counts.reason, options);
  return counts;
}

/** The same of inputs that were checked. */
export function countByThreshold(
  isPositive: ArrayLike<number>, scores: ArrayLike<number>, sampleWeight?: ArrayLike<number>, needsNegatives = true,
): ThresholdCounts {
  const n = scores.length;
  const thresholds = new Float64Array(n), tp = new Float64Array(n), fp = new Float64Array(n);
  let m = 0, positives = 0, negatives = 0;
  for (const i of descendingOrder(scores)) {
    const weight = sampleWeight ? sampleWeight[i] : 1;
    if (weight === 0) continue;
    if (isPositive[i]) positives += weight;
    else negatives += weight;
    if (m === 0 || thresholds[m - 1] !== scores[i]) thresholds[m++] = scores[i];
    tp[m - 1] = positives;
    fp[m - 1] = negatives;
  }
  const missing = positives === 0 ? 'positive' : needsNegatives && negatives === 0 && 'negative';
  return {
    thresholds: thresholds.subarray(0, m), tp: tp.subarray(0, m), fp: fp.subarray(0, m), positives, negatives,
    ...(missing && { reason: `the truth has no ${missing} sample` }),
  };
}

/** Places of the counts to keep: the first, the last, and those that `keep` names between them. */
export function thinned(m: number, keep: (i: number) => boolean): number[] {
  const places: number[] = [];
  for (let i = 0; i < m; i++) {
    if (i === 0 || i === m - 1 || keep(i)) places.push(i);
  }
  return places;
}
