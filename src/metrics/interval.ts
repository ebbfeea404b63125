/** Confidence intervals. */
import { invalid } from '../shapes/check';

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

/** An interval that is not defined. */
export function undefinedInterval(confidence: number, reason: string, estimate = NaN): Interval {
  return { estimate, low: NaN, high: NaN, confidence, reason };
}

export function checkConfidence(where: string, confidence: number): void {
  if (!(confidence > 0 && confidence < 1)) throw invalid('confidence', where, 'a number between 0 and 1', confidence);
}

/** Throws unless each is a whole number ≥ 0. */
export function checkCounts(where: string, counts: Record<string, number>): void {
  for (const [argument, count] of Object.entries(counts)) {
    if (!(Number.isInteger(count) && count >= 0)) throw invalid(argument, where, 'an integer of at least 0', count);
  }
}

/** Throws unless there are as many scores as labels, at least one, the labels 0 and 1, and no score is NaN. */
export function checkRanking(where: string, truth: ArrayLike<number | boolean>, scores: Record<string, ArrayLike<number>>): void {
  if (truth.length === 0) throw new Error(`Invalid \`truth\` in ${where}: expected at least one label, received none.`);
  for (let i = 0; i < truth.length; i++) {
    if (Number(truth[i]) !== 0 && Number(truth[i]) !== 1) throw invalid(`truth[${i}]`, where, '0 or 1', truth[i]);
  }
  for (const [argument, values] of Object.entries(scores)) {
    if (values.length !== truth.length) {
      throw new Error(`Invalid \`${argument}\` in ${where}: expected ${truth.length} numbers, one a label, received ${values.length}.`);
    }
    for (let i = 0; i < values.length; i++) {
      if (typeof values[i] !== 'number' || Number.isNaN(values[i])) throw invalid(`${argument}[${i}]`, where, 'a number', values[i]);
    }
  }
}
