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
import { ranked, type Label } from './inputs';
import { reachOf, type Interval } from './interval';
import { sum, variance } from './mean';
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
  return compared('delongInterval', truth, { scores }, options).interval;
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
  const { interval, aucs, error } = compared('delongTest', truth, { first, second }, options);
  const z = error > 0 ? interval.estimate / error : NaN;
  const reason = error === 0 && 'the difference of the AUCs has no variance';
  return { ...interval, aucs, z, pValue: 2 * normalTail(Math.abs(z)), ...(reason && { reason }) };
}

/** The area under the first scores, less that under the second where there are any. */
function compared(
  where: string, truth: ArrayLike<Label>, scores: Record<string, ArrayLike<number>>, { confidence = 0.95, positive }: DelongOptions,
): { interval: Interval; aucs: [number, number]; error: number } {
  const z = reachOf(where, confidence);
  const isPositive = ranked(where, truth, scores, positive, '[-∞, ∞]');
  const [first, second] = Object.values(scores).map((values) => placements(isPositive, values));
  const apart = second ? first.map((value, i) => value - second[i]) : first;
  const ofClass = (placed: Float64Array, kind: number) => placed.filter((_, i) => isPositive[i] === kind);
  const positives = ofClass(apart, 1), negatives = ofClass(apart, 0), m = positives.length, n = negatives.length;
  const area = (placed: Float64Array) => sum(ofClass(placed, 1)) / (2 * m * n);
  const estimate = area(apart), error = Math.sqrt(variance(positives) / (4 * n * n) / m + variance(negatives) / (4 * m * m) / n);
  const reason = whyUndefined('positive', m) ?? whyUndefined('negative', n);
  const low = Math.max(estimate - z * error, second ? -1 : 0), high = Math.min(estimate + z * error, 1);
  const interval = { estimate, low, high, confidence, ...(reason && { reason }) };
  return { interval, aucs: [area(first), second && area(second)], error };
}

/** Then the variance is NaN. */
function whyUndefined(name: string, cases: number): string | undefined {
  return ([`there is no ${name} case`, `a single ${name} case has no variance`])[cases];
}

/**
 * How many cases of the other class each case is on the right side of, an equal score counting half; doubled, hence whole.
 * From the highest score down, a group of equal scores at a time.
 */
function placements(isPositive: Uint8Array, scores: ArrayLike<number>): Float64Array {
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
