/**
 * Interval of a proportion: a sensitivity, an accuracy, any share of n independent cases.
 *
 *     (k + z²/2) / (n + z²)  ±  z / (n + z²) · √(k(n − k)/n + z²/4)
 *
 * Unlike k/n ± z·√(…) it stays in [0, 1] and does not shrink to a point where k is 0 or n.
 * E. B. Wilson (1927), "Probable inference, the law of succession, and statistical inference".
 */
import { invalid } from '../shapes/check';
import { checkCounts, reachOf, type Interval } from './interval';

/**
 * Wilson's score interval.
 *
 * @param successes k, in [0, n]
 * @param n number of cases; of none, the proportion and its interval are NaN
 * @param options.confidence default .95
 * @throws where a count is no whole number, or k is above n
 * @example
 * const { tp, fn } = confusionCounts(truth, prediction);
 * wilsonInterval(tp, tp + fn);     // of the sensitivity
 */
export function wilsonInterval(successes: number, n: number, options: { confidence?: number } = {}): Interval {
  const { confidence = 0.95 } = options;
  const where = 'wilsonInterval';
  checkCounts(where, { successes, n });
  const z = reachOf(where, confidence), z2 = z * z;
  if (successes > n) throw invalid('successes', where, `at most n = ${n}`, successes);
  if (n === 0) return { estimate: NaN, low: NaN, high: NaN, confidence, reason: 'there is no case' };
  const centre = successes + z2 / 2;
  const reach = z * Math.sqrt(successes * (n - successes) / n + z2 / 4);
  return {
    estimate: successes / n,
    low: successes * (successes / n) / (centre + reach),      // (centre − reach) / (n + z²), which would cancel
    high: successes === n ? 1 : (centre + reach) / (n + z2),
    confidence,
  };
}
