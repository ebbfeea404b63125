/**
 * From one rate a class to one number.
 *
 *     macro = mean of the rates      weighted = Σ support · rate / Σ support      micro = the rate of the summed counts
 *
 * A rate without a denominator is undefined: NaN, and so are macro and weighted means that need it. `zeroDivision` names
 * another value, or leaves such classes out of the mean; a weighted mean without support is then the macro one, as
 * scikit-learn's.
 */
import { checkOneOf } from '../shapes/check';
import { classCounts, type ConfusionMatrix } from './confusionMatrix';
import type { Counts } from './counts';
import { checkLength, undefinedBecause, type UndefinedOptions } from './inputs';

/** What stands for an undefined rate. */
export interface ZeroDivisionOptions extends UndefinedOptions {
  /** Value of an undefined rate; `'omit'`: NaN, left out of means (scikit-learn's `zero_division=nan`). Default: NaN, and so the mean. */
  readonly zeroDivision?: number | 'omit';
}

/** `'macro'`: classes weigh the same; `'weighted'`: by their support; `'micro'`: samples weigh the same; `'none'`: one number a class. */
export type ClassAverage = 'macro' | 'micro' | 'weighted' | 'none';

/** Numerator and denominator of a rate. */
type Fraction = (counts: Counts) => readonly [numerator: number, denominator: number];

/** What a rate is taken of: one decision, or classes (each against the others) or labels with an average. */
export type Classes = ConfusionMatrix | readonly Counts[];

/** The rate of one decision, or of classes by `average`. */
export function averaged(
  where: string, fraction: Fraction, of: Counts | Classes, options: ZeroDivisionOptions & { average?: ClassAverage },
): number | number[] {
  if ('tp' in of) return ratio(where, fraction(of), options, '');
  checkOneOf(where, 'average', options.average, ['macro', 'micro', 'weighted', 'none']);
  const isMatrix = 'values' in of && 'labels' in of;
  const counts = isMatrix ? classCounts(of as ConfusionMatrix) : of as readonly Counts[];
  checkLength(where, 'counts', counts.length);
  if (options.average === 'micro') return ratio(where, fraction(sumCounts(counts)), options, '');
  const names = isMatrix ? (of as ConfusionMatrix).labels : counts.map((_, k) => k);
  const weights = counts.map(({ tp, fn }) => (options.average === 'weighted' ? tp + fn : 1));
  const isNeeded = (k: number) => weights[k] > 0 || options.zeroDivision !== undefined;
  const rates = counts.map((count, k) =>
    (isNeeded(k) ? ratio(where, fraction(count), options, ` of class ${JSON.stringify(names[k])}`) : 0));
  if (options.average === 'none') return rates;
  return weightedMean(where, rates, weights, options);
}

function ratio(where: string, [numerator, denominator]: readonly [number, number], options: ZeroDivisionOptions, of: string): number {
  if (denominator !== 0) return numerator / denominator;
  const value = undefinedBecause(`${where}${of} is undefined: its denominator is 0.`, options);
  return typeof options.zeroDivision === 'number' ? options.zeroDivision : value;
}

/** Σ weight · value / Σ weight; values of weight 0 do not enter, and NaNs neither where they are to be omitted. */
export function weightedMean(
  where: string, values: readonly number[], weights: readonly number[], options: ZeroDivisionOptions,
): number {
  let sum = 0, total = 0;
  values.forEach((value, k) => {
    if (weights[k] === 0 || (options.zeroDivision === 'omit' && Number.isNaN(value))) return;
    sum += weights[k] * value;
    total += weights[k];
  });
  if (total > 0) return sum / total;
  const isSubstituted = options.zeroDivision !== undefined && weights.includes(0);
  if (isSubstituted) return weightedMean(where, values, values.map(() => 1), options);
  return undefinedBecause(`The mean of ${where} is undefined: no class enters it.`, options);
}

function sumCounts(counts: readonly Counts[]): Counts {
  const sum = { tp: 0, fp: 0, fn: 0, tn: 0 };
  for (const { tp, fp, fn, tn } of counts) {
    sum.tp += tp;
    sum.fp += fp;
    sum.fn += fn;
    sum.tn += tn;
  }
  return sum;
}
