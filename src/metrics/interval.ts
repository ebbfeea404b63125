/** Confidence intervals. */
import { invalid } from '../shapes/check';
import { checkNumbers } from './inputs';
import { normalQuantile } from './normal';

/** An estimate and how far it can be trusted. */
export interface Interval {
  readonly estimate: number;
  /** Lower end. */
  readonly low: number;
  /** Upper end. */
  readonly high: number;
  /** The share of samples whose interval covers the true value, in (0, 1). */
  readonly confidence: number;
  /** Why a number above is NaN, where one is. */
  readonly reason?: string;
}

/** How many standard errors an interval reaches to both sides. */
export function reachOf(where: string, confidence: number): number {
  checkNumbers(where, { confidence }, '(0, 1)');
  return normalQuantile((1 + confidence) / 2);
}

/** Throws unless each is a whole number ≥ 0. */
export function checkCounts(where: string, counts: Record<string, number>): void {
  for (const [argument, count] of Object.entries(counts)) {
    if (!(Number.isInteger(count) && count >= 0)) throw invalid(argument, where, 'an integer of at least 0', count);
  }
}
