/**
 * DeLong's variance of the AUC and of the difference of two AUCs on the same cases.
 *
 * With X the scores of the m positives, Y those of the n negatives, and ψ = 1, 1/2, 0 where x > y, x = y, x < y:
 *
 *     V10(x) = Σ_y ψ(x, y) / n        V01(y) = Σ_x ψ(x, y) / m        AUC = mean V10 = mean V01
 *     Cov(AUC₁, AUC₂) = cov(V10₁, V10₂) / m + cov(V01₁, V01₂) / n
 *
 * Σ_y ψ(x, y) is the midrank of x among all less that among the positives, so that sorting does.
 * E. DeLong, D. DeLong, D. Clarke-Pearson (1988); X. Sun, W. Xu (2014), "Fast implementation of DeLong's algorithm".
 */
import { checkLengths, checkNumbers, positives, type Label } from './inputs';
import { reachOf, undefinedInterval, type Interval } from './interval';
import { sum } from './mean';
import { normalTail } from './normal';
import { descendingOrder } from './order';

/** Result of {@link delongTest}; the interval is that of the difference. */
export interface DelongTest extends Interval {
  /** Of the first and the second scores; `estimate` is the first less the second. */
  readonly aucs: readonly [number, number];
  /** The difference in standard errors. */
  readonly z: number;
  /** Of both sides, in [0, 1]. */
  readonly pValue: number;
}

/** Options of DeLong's. */
export interface DelongOptions {
  /** Default .95. */
  readonly confidence?: number;
  /** The label of the positives; all others are negatives. Default: 1 or true, against 0 or false. */
  readonly positive?: Label;
}

/** How many cases of the other class each case is on the right side of, an equal score counting half; doubled, hence whole. */
interface Placements {
  readonly positives: Float64Array;
  readonly negatives: Float64Array;
}

/**
 * The AUC with its interval, AUC ± z·SE cut to [0, 1].
 *
 * NaN with a reason where a class is absent; the ends alone are NaN where a class has one case only.
 *
 * @param truth N labels: 0 and 1, false and true, or any with `positive`
 * @param scores N numbers, higher for positives
 * @throws where the lengths differ, a label is neither 0 nor 1 and `positive` is not given, or a score is NaN
 * @example
 * const { estimate, low, high } = delongInterval(truth, scores);
 */
export function delongInterval(
  truth: ArrayLike<Label>, scores: ArrayLike<number>, options: DelongOptions = {},
): Interval {
  const { confidence = 0.95 } = options;
  const z = reachOf('delongInterval', confidence);
  const [placed] = placements('delongInterval', truth, { scores }, options);
  const reason = whyUndefined(placed), estimate = area(placed);
  if (reason) return undefinedInterval(confidence, reason, estimate);
  const reach = z * standardError(placed);
  return { estimate, low: Math.max(estimate - reach, 0), high: Math.min(estimate + reach, 1), confidence };
}

/**
 * Tests whether two scores of the same cases have the same AUC.
 *
 * NaN with a reason where a class has fewer than two cases, or the difference has no variance, as for two perfect scores.
 *
 * @param truth N labels: 0 and 1, false and true, or any with `positive`
 * @param first N numbers
 * @param second N numbers, in the same order
 * @param options.confidence of the interval of the difference
 * @throws where the lengths differ, a label is neither 0 nor 1 and `positive` is not given, or a score is NaN
 * @example
 * const { aucs, estimate, low, high, pValue } = delongTest(truth, ours, theirs);
 */
export function delongTest(
  truth: ArrayLike<Label>, first: ArrayLike<number>, second: ArrayLike<number>, options: DelongOptions = {},
): DelongTest {
  const { confidence = 0.95 } = options;
  const z = reachOf('delongTest', confidence);
  const [a, b] = placements('delongTest', truth, { first, second }, options);
  const apart = { positives: less(a.positives, b.positives), negatives: less(a.negatives, b.negatives) };
  const estimate = area(apart), aucs = [area(a), area(b)] as const;
  const reason = whyUndefined(a);
  if (reason) return { ...undefinedInterval(confidence, reason, estimate), aucs, z: NaN, pValue: NaN };
  const error = standardError(apart);
  const reach = z * error;
  const ends = { estimate, low: Math.max(estimate - reach, -1), high: Math.min(estimate + reach, 1), confidence, aucs };
  if (error === 0) return { ...ends, z: NaN, pValue: NaN, reason: 'the difference of the AUCs has no variance' };
  return { ...ends, z: estimate / error, pValue: 2 * normalTail(Math.abs(estimate / error)) };
}

function whyUndefined({ positives, negatives }: Placements): string | undefined {
  for (const [name, { length }] of Object.entries({ positive: positives, negative: negatives })) {
    if (length === 0) return `there is no ${name} case`;
    if (length === 1) return `a single ${name} case has no variance`;
  }
  return undefined;
}

/** Of each of the scores. */
function placements(
  where: string, truth: ArrayLike<Label>, scores: Record<string, ArrayLike<number>>, { positive }: DelongOptions,
): Placements[] {
  checkLengths(where, { truth, ...scores });
  checkNumbers(where, scores, '[-∞, ∞]');
  const isPositive = positives(where, truth, positive);
  return Object.values(scores).map((values) => {
    const placed = placementOf(isPositive, values);
    return { positives: placed.filter((_, i) => isPositive[i]), negatives: placed.filter((_, i) => !isPositive[i]) };
  });
}

/** The placement of each case, from the highest score down, a group of equal scores at a time. */
function placementOf(isPositive: Uint8Array, scores: ArrayLike<number>): Float64Array {
  const order = descendingOrder(scores), n = order.length, placed = new Float64Array(n);
  const negatives = n - sum(isPositive);
  let above = 0;      // positives with a higher score
  for (let start = 0, end = 0; start < n; start = end) {
    let tied = 0;
    while (end < n && scores[order[end]] === scores[order[start]]) tied += isPositive[order[end++]];
    const below = negatives - (end - above - tied);      // negatives with a lower score
    for (const i of order.subarray(start, end)) placed[i] = isPositive[i] ? 2 * below + (end - start - tied) : 2 * above + tied;
    above += tied;
  }
  return placed;
}

function area({ positives, negatives }: Placements): number {
  return sum(positives) / (2 * positives.length * negatives.length);
}

/** Of the area. */
function standardError({ positives, negatives }: Placements): number {
  const [m, n] = [positives.length, negatives.length];
  return Math.sqrt(variance(positives) / (4 * n * n) / m + variance(negatives) / (4 * m * m) / n);
}

/** With n − 1 in the denominator; exactly 0 where all are the same. */
function variance(values: Float64Array): number {
  const shifted = values.map((value) => value - values[0]);
  const mean = sum(shifted) / values.length;
  return sum(shifted.map((value) => (value - mean) ** 2)) / (values.length - 1);
}

function less(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, i) => value - b[i]);
}
