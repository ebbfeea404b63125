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
import { checkConfidence, checkRanking, undefinedInterval, type Interval } from './interval';
import { normalQuantile, normalTail } from './normal';

/** Result of {@link delongTest}; the interval is that of the difference. */
export interface DelongTest extends Interval {
  /** Of the first and the second scores; `estimate` is the first less the second. */
  readonly aucs: readonly [number, number];
  /** The difference in standard errors. */
  readonly z: number;
  /** Of both sides, in [0, 1]. */
  readonly pValue: number;
}

/** How many cases of the other class each case is on the right side of, an equal score counting half; doubled, hence whole. */
interface Placements {
  readonly positives: Float64Array;
  /** Less by the number of positives, which does not change the variance. */
  readonly negatives: Float64Array;
}

/**
 * The AUC with its interval, AUC ± z·SE cut to [0, 1].
 *
 * NaN with a reason where a class is absent; the ends alone are NaN where a class has one case only.
 *
 * @param truth N labels, 0 or 1 (or booleans)
 * @param scores N numbers, higher for positives
 * @param options.confidence default .95
 * @throws where the lengths differ, a label is neither 0 nor 1, or a score is NaN
 * @example
 * const { estimate, low, high } = delongInterval(truth, scores);
 */
export function delongInterval(
  truth: ArrayLike<number | boolean>, scores: ArrayLike<number>, { confidence = 0.95 }: { confidence?: number } = {},
): Interval {
  checkConfidence('delongInterval', confidence);
  checkRanking('delongInterval', truth, { scores });
  const placed = placements(truth, scores);
  const reason = whyUndefined(placed), estimate = area(placed);
  if (reason) return undefinedInterval(confidence, reason, estimate);
  const reach = normalQuantile((1 + confidence) / 2) * standardError(placed);
  return { estimate, low: Math.max(estimate - reach, 0), high: Math.min(estimate + reach, 1), confidence };
}

/**
 * Tests whether two scores of the same cases have the same AUC.
 *
 * NaN with a reason where a class has fewer than two cases, or the difference has no variance, as for two perfect scores.
 *
 * @param truth N labels, 0 or 1 (or booleans)
 * @param first N numbers
 * @param second N numbers, in the same order
 * @param options.confidence of the interval of the difference; default .95
 * @throws where the lengths differ, a label is neither 0 nor 1, or a score is NaN
 * @example
 * const { aucs, estimate, low, high, pValue } = delongTest(truth, ours, theirs);
 */
export function delongTest(
  truth: ArrayLike<number | boolean>, first: ArrayLike<number>, second: ArrayLike<number>,
  { confidence = 0.95 }: { confidence?: number } = {},
): DelongTest {
  checkConfidence('delongTest', confidence);
  checkRanking('delongTest', truth, { first, second });
  const [a, b] = [placements(truth, first), placements(truth, second)];
  const apart = { positives: less(a.positives, b.positives), negatives: less(a.negatives, b.negatives) };
  const estimate = area(apart), aucs = [area(a), area(b)] as const;
  const reason = whyUndefined(a);
  if (reason) return { ...undefinedInterval(confidence, reason, estimate), aucs, z: NaN, pValue: NaN };
  const error = standardError(apart);
  const reach = normalQuantile((1 + confidence) / 2) * error;
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

function placements(truth: ArrayLike<number | boolean>, scores: ArrayLike<number>): Placements {
  const all = Float64Array.from(scores);
  const of = (label: number) => all.filter((_, i) => Number(truth[i]) === label);
  const x = of(1), y = of(0);
  return { positives: countBelow(x, y.slice().sort()), negatives: countBelow(y, x.slice().sort()).map((count) => -count) };
}

/** For each value twice the number of the sorted others below it, equal ones once. */
function countBelow(values: Float64Array, sorted: Float64Array): Float64Array {
  const order = Uint32Array.from(values, (_, i) => i).sort((a, b) => values[a] - values[b]);
  const counts = new Float64Array(values.length);
  let below = 0, upTo = 0;
  for (const i of order) {
    while (below < sorted.length && sorted[below] < values[i]) below++;
    while (upTo < sorted.length && sorted[upTo] <= values[i]) upTo++;
    counts[i] = below + upTo;
  }
  return counts;
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

function sum(values: Float64Array): number {
  return values.reduce((a, b) => a + b, 0);
}
