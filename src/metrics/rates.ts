/**
 * Rates of decisions, from their counts. A rate of nothing (no positive to find, nothing predicted) is undefined, hence NaN:
 * neither 0 nor 1, unless `zeroDivision` says so.
 *
 *     precision = tp / (tp + fp)                          sensitivity (recall) = tp / (tp + fn)
 *     negativePredictiveValue = tn / (tn + fn)            specificity = tn / (tn + fp)
 *     fScore = (1 + β²) · tp / ((1 + β²) · tp + β² · fn + fp)
 *
 * Of two classes take the counts of one decision; of many, a confusion matrix (or the counts of several labels) and an
 * average.
 */
import { averaged, meanRate, ratio, type ClassAverage, type Classes, type ZeroDivisionOptions } from './averages';
import { classCounts, margins, type ConfusionMatrix } from './confusionMatrix';
import type { Counts } from './counts';
import { quotient, wholeNumbers } from './exact';
import { checkNumbers, undefinedBecause } from './inputs';

/** A rate, of one decision or of classes. */
export interface Rate<Options = object> {
  /** Of one decision. */
  (counts: Counts, options?: ZeroDivisionOptions & Options): number;
  /** Of each class against the others. */
  (classes: Classes, options: ZeroDivisionOptions & Options & { average: 'none' }): number[];
  /** Of all classes. */
  (classes: Classes, options: ZeroDivisionOptions & Options & { average: Exclude<ClassAverage, 'none'> }): number;
}

type RateOptions = ZeroDivisionOptions & { average?: ClassAverage };

/** The share of the right ones among right and wrong. */
function rate(name: string, of: (counts: Counts) => readonly [right: number, wrong: number]): Rate {
  const fraction = (counts: Counts) => {
    const [right, wrong] = of(counts);
    return [right, right + wrong] as const;
  };
  return ((counts: Counts | Classes, options: RateOptions = {}) => averaged(name, fraction, counts, options)) as Rate;
}

/**
 * Share of the true positives that were found, tp / (tp + fn): the recall.
 *
 * @throws where classes are given without an average
 * @example
 * sensitivity({ tp: 3, fp: 0, fn: 1, tn: 6 });                                              // .75
 * sensitivity(confusionMatrix([0, 0, 1, 2], [0, 1, 1, 2]), { average: 'none' });            // [.5, 1, 1]
 */
export const sensitivity = /* @__PURE__ */ rate('sensitivity', ({ tp, fn }) => [tp, fn]);

/** Share of the true negatives that were left alone, tn / (tn + fp). */
export const specificity = /* @__PURE__ */ rate('specificity', ({ tn, fp }) => [tn, fp]);

/** Share of the predicted positives that are true, tp / (tp + fp): the positive predictive value. */
export const precision = /* @__PURE__ */ rate('precision', ({ tp, fp }) => [tp, fp]);

/** Share of the predicted negatives that are true, tn / (tn + fn). */
export const negativePredictiveValue = /* @__PURE__ */ rate('negativePredictiveValue', ({ tn, fn }) => [tn, fn]);

/**
 * F1, the harmonic mean of precision and sensitivity; with `beta` Fβ, which takes sensitivity β times as important.
 * The macro F1 is the mean of the classes' F1.
 *
 * C. J. van Rijsbergen (1979), "Information retrieval".
 *
 * @param options.beta above 0; default 1
 * @throws where beta is not above 0, or classes are given without an average
 * @example
 * fScore({ tp: 2, fp: 1, fn: 1, tn: 0 });                                                   // 2 / 3
 * fScore(confusionMatrix([0, 1, 2, 0, 1, 2], [0, 2, 1, 0, 0, 1]), { average: 'macro' });    // .26667
 */
export const fScore = ((of: Counts | Classes, { beta = 1, ...options }: RateOptions & { beta?: number } = {}) => {
  checkNumbers('fScore', { beta }, '(0, ∞)');
  const square = beta * beta;
  return averaged('fScore', ({ tp, fp, fn }) => [(1 + square) * tp, square * (tp + fn) + tp + fp], of, options);
}) as Rate<{ beta?: number }>;

/**
 * Share of all decisions that are right: (tp + tn) / (tp + fp + fn + tn), or the diagonal of a confusion matrix over its sum.
 *
 * @example
 * accuracy(confusionMatrix(['cat', 'dog'], ['cat', 'cat']));     // .5
 */
export function accuracy(of: Counts | ConfusionMatrix, options: ZeroDivisionOptions = {}): number {
  if ('tp' in Object(of)) {
    const { tp, fp, fn, tn } = of as Counts;
    return ratio('accuracy', [tp + tn, tp + fp + fn + tn], options);
  }
  const { diagonal, total } = margins('accuracy', of as ConfusionMatrix);
  return ratio('accuracy', [diagonal, total], options);
}

/**
 * Balanced accuracy: the mean sensitivity of the classes that occur in the truth (scikit-learn's, and ISIC's).
 * K. H. Brodersen et al. (2010), "The balanced accuracy and its posterior distribution".
 *
 * @param options.adjusted scaled so that chance is 0: (b − 1/K) / (1 − 1/K) with the K classes that occur; default false
 * @example
 * balancedAccuracy(confusionMatrix([0, 0, 0, 1], [0, 0, 0, 0]));     // .5
 */
export function balancedAccuracy(matrix: ConfusionMatrix, options: ZeroDivisionOptions & { adjusted?: boolean } = {}): number {
  const present = classCounts(matrix).filter(({ tp, fn }) => tp + fn > 0);
  if (!options.adjusted || present.length === 0) {
    return meanRate('sensitivity', present.map(({ tp, fn }) => tp / (tp + fn)), present.map(() => 1), options);
  }
  if (present.length === 1) return undefinedBecause('The adjusted balancedAccuracy', 'the truth has one class only', options);
  // (Σ tp / (tp + fn) − 1) / (K − 1), as a fraction of whole numbers: near chance the difference would cancel
  const counts = wholeNumbers(present.flatMap(({ tp, fn }) => [tp, fn]));
  let above = -1n, below = 1n;
  present.forEach((_, k) => {
    const [tp, fn] = counts.slice(2 * k);
    above = above * (tp + fn) + tp * below;
    below *= tp + fn;
  });
  return quotient(above, below * BigInt(present.length - 1));
}
