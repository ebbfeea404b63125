/**
 * McNemar's test: are two classifiers, judged on the same cases, equally often right?
 *
 *     exact        2·P(X ≤ min(b, c)), X binomial with b + c trials and probability 1/2; at most 1
 *     corrected    χ² = (|b − c| − 1)² / (b + c), one degree of freedom
 *     asymptotic   χ² = (b − c)² / (b + c)
 *
 * b and c count the cases that only the first or only the second gets right; the others say nothing.
 * Q. McNemar (1947); the correction is by A. L. Edwards (1948).
 */
import { checkOneOf } from '../shapes/check';
import { checkEach, checkLengths, isLabel, type Label } from './inputs';
import { checkCounts } from './interval';
import { normalTail } from './normal';

/** Cases by which of two classifiers is right. */
export interface Discordance {
  readonly both: number;
  readonly onlyFirst: number;
  readonly onlySecond: number;
  readonly neither: number;
}

/** Result of {@link mcnemarTest}. */
export interface McNemarTest {
  /** min(b, c) of the exact test, χ² of the others. */
  readonly statistic: number;
  /** Of both sides, in [0, 1]. */
  readonly pValue: number;
  /** Why a number above is NaN, where one is. */
  readonly reason?: string;
}

/**
 * Counts who is right.
 *
 * @param truth N labels
 * @param first N labels of the first classifier
 * @param second N labels of the second, in the same order
 * @throws where the lengths differ, there is no label, or one is missing
 */
export function discordance<L extends Label>(truth: ArrayLike<L>, first: ArrayLike<L>, second: ArrayLike<L>): Discordance {
  const lists = { truth, first, second };
  checkLengths('discordance', lists);
  for (const [argument, labels] of Object.entries(lists)) {
    checkEach('discordance', argument, labels, isLabel, 'a label');
  }
  const counts = [0, 0, 0, 0];
  for (let i = 0; i < truth.length; i++) counts[Number(first[i] !== truth[i]) * 2 + Number(second[i] !== truth[i])]++;
  const [both, onlyFirst, onlySecond, neither] = counts;
  return { both, onlyFirst, onlySecond, neither };
}

/**
 * Tests whether b and c differ by more than chance.
 *
 * @param options.method default `'exact'`, right for any number of cases
 * @throws where a count is no whole number
 * @example
 * mcnemarTest(discordance(truth, ours, theirs)).pValue;
 * mcnemarTest({ onlyFirst: 10, onlySecond: 2 }).pValue;                           // .0386
 * mcnemarTest({ onlyFirst: 10, onlySecond: 2 }, { method: 'corrected' }).pValue;  // .0433
 */
export function mcnemarTest(
  { onlyFirst, onlySecond }: Pick<Discordance, 'onlyFirst' | 'onlySecond'>,
  options: { method?: 'exact' | 'corrected' | 'asymptotic' } = {},
): McNemarTest {
  const { method = 'exact' } = options;
  checkCounts('mcnemarTest', { onlyFirst, onlySecond });
  checkOneOf('mcnemarTest', 'method', method, ['exact', 'corrected', 'asymptotic']);
  const n = onlyFirst + onlySecond;
  const least = Math.min(onlyFirst, onlySecond);
  if (method === 'exact') return { statistic: least, pValue: Math.min(1, 2 * fairTail(least, n)) };
  if (n === 0) return { statistic: NaN, pValue: NaN, reason: 'no case is right with one and wrong with the other' };
  const statistic = (Math.abs(onlyFirst - onlySecond) - Number(method === 'corrected')) ** 2 / n;
  return { statistic, pValue: 2 * normalTail(Math.sqrt(statistic)) };
}

/** P(X ≤ k) of n throws of a fair coin. */
function fairTail(k: number, n: number): number {
  // C(n, k) / 2ⁿ: the halvings go in between, so that nothing overflows
  let term = 1, halvings = n;
  for (let i = 1; i <= k; i++) {
    term *= (n - k + i) / i;
    while (term > 1 && halvings > 0) {
      term /= 2;
      halvings--;
    }
  }
  term *= 2 ** -halvings;
  let sum = 0;
  for (let i = k; i >= 0 && sum + term !== sum; i--) {
    sum += term;
    term *= i / (n - i + 1);
  }
  return sum;
}
