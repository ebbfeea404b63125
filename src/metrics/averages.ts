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
import { sumCounts, type Counts } from './counts';
import { checkLength, checkNumbers, undefinedBecause, type UndefinedOptions } from './inputs';
import { weightedMean } from './mean';

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
  if ('tp' in Object(of)) return ratio(where, fraction(of as Counts), options);
  checkOneOf(where, 'average', options.average, ['macro', 'micro', 'weighted', 'none']);
  const isMatrix = 'labels' in Object(of);
  const counts = isMatrix ? classCounts(of as ConfusionMatrix) : of as readonly Counts[];
  checkLength(where, 'counts', counts);
  counts.forEach((each, k) => {
    const { tp, fp, fn, tn } = Object(each) as Counts;
    for (const [name, value] of Object.entries({ tp, fp, fn, tn })) checkNumbers(where, { [`counts[${k}].${name}`]: value }, '[0, ∞)');
  });
  if (options.average === 'micro') return ratio(where, fraction(sumCounts(counts)), options);
  const names = isMatrix ? (of as ConfusionMatrix).labels : counts.map((_, k) => k);
  const weights = counts.map(({ tp, fn }) => (options.average === 'weighted' ? tp + fn : 1));
  const isNeeded = (k: number) => weights[k] > 0 || options.zeroDivision !== undefined;
  const rates = counts.map((count, k) =>
    (isNeeded(k) ? ratio(`${where} of class ${JSON.stringify(names[k])}`, fraction(count), options) : 0));
  if (options.average === 'none') return rates;
  return meanRate(where, rates, weights, options);
}

export function ratio(where: string, [numerator, denominator]: readonly [number, number], options: ZeroDivisionOptions): number {
  return denominator === 0 ? substitute(where, 'its denominator is 0', options) : numerator / denominator;
}

/** What stands for an undefined value, and the reason told. */
export function substitute(where: string, reason: string, options: ZeroDivisionOptions): number {
  const value = undefinedBecause(where, reason, options);
  return typeof options.zeroDivision === 'number' ? options.zeroDivision : value;
}

/** The mean of those rates that enter it; without weight, where another value is named, all weigh the same. */
export function meanRate(where: string, rates: readonly number[], weights: readonly number[], options: ZeroDivisionOptions): number {
  const { zeroDivision } = options;
  const enters = rates.map((rate, k) => (zeroDivision === 'omit' && Number.isNaN(rate) ? 0 : weights[k]));
  if (enters.some((weight) => weight > 0)) return weightedMean(rates, enters);
  const isSubstituted = zeroDivision !== undefined && weights.includes(0);
  if (isSubstituted) return meanRate(where, rates, rates.map(() => 1), options);
  return undefinedBecause(`The mean of ${where}`, 'no class enters it', options);
}
