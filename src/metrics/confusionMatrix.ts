/**
 * Confusion matrix: how often each class was taken for each. Rows are the truth, columns the prediction.
 *
 *     values[i][j] = Σ weight of the samples of class i predicted as class j
 *
 * Every rate of a classifier is a formula over its counts: count first, then ask for `sensitivity`, `fScore`, …
 */
import { invalid, checkOneOf } from '../shapes/check';
import type { Accumulator } from './accumulate';
import type { Counts } from './counts';
import { checkLength, checkNumbers, checkWeights, type Label } from './inputs';
import { labelEncoder, sortedPlaces } from './labels';
import { sum } from './mean';

/** Counts of K classes. Rows are the truth, columns the prediction. */
export interface ConfusionMatrix<L extends Label = Label> {
  /** The classes, in the order of rows and columns. */
  readonly labels: readonly L[];
  /** [K][K] counts, or sums of weights. */
  readonly values: readonly (readonly number[])[];
  /** Over what the values were divided ({@link normalizeConfusionMatrix}); absent where they are counts. */
  readonly normalized?: Normalization;
}

/** Each row by its sum, each column by its sum, or all by the sum of all. */
export type Normalization = 'true' | 'pred' | 'all';

/** Options of {@link confusionMatrix}. */
export interface ConfusionMatrixOptions<L extends Label = Label> {
  /** The classes in their order; default: all that occur, sorted. */
  readonly labels?: readonly L[];
  /** [N], default 1 each. */
  readonly sampleWeight?: ArrayLike<number>;
}

/**
 * Counts true against predicted classes.
 *
 * @param truth [N] numbers, names or booleans
 * @param prediction [N] of the same type
 * @throws where the lengths differ, there is no sample, a label is NaN, of another type or not among `labels`, or a
 *   weight is below zero or not finite
 * @example
 * const { labels, values } = confusionMatrix(['cat', 'dog', 'cat'], ['cat', 'cat', 'cat']);
 * // labels ['cat', 'dog'], values [[2, 0], [1, 0]]
 */
export function confusionMatrix<L extends Label>(
  truth: ArrayLike<L>, prediction: ArrayLike<L>, { labels, sampleWeight }: ConfusionMatrixOptions<L> = {},
): ConfusionMatrix<L> {
  checkLength('confusionMatrix', 'truth', truth);
  const counts = confusionAccumulator<L>({ labels });
  counts.add(truth, prediction, sampleWeight);
  return counts.result();
}

/**
 * Counts batch by batch: only the K × K sums are kept. The result is that of {@link confusionMatrix} of all, to the bit.
 *
 * @example
 * const counts = confusionAccumulator<number>();
 * counts.add([0, 1], [0, 1]);
 * counts.add([1], [0]);
 * sensitivity(counts.result(), { average: 'macro' });     // .75
 */
export function confusionAccumulator<L extends Label>(
  { labels: given }: { readonly labels?: readonly L[] } = {},
): Accumulator<[truth: ArrayLike<L>, prediction: ArrayLike<L>, sampleWeight?: ArrayLike<number>], ConfusionMatrix<L>> {
  const where = 'confusionMatrix';
  let encoder = labelEncoder(where, given);
  let sums: Float64Array = new Float64Array(0);
  let width = 0;
  return {
    add(truth, prediction, sampleWeight) {
      checkLength(where, 'prediction', prediction, truth.length);
      checkWeights(where, sampleWeight, truth.length);
      const rows = encoder.encode('truth', truth), columns = encoder.encode('prediction', prediction);
      [sums, width] = widen(sums, width, encoder.labels.length);
      if (sampleWeight) for (let i = 0; i < rows.length; i++) sums[rows[i] * width + columns[i]] += sampleWeight[i];
      else for (let i = 0; i < rows.length; i++) sums[rows[i] * width + columns[i]]++;
    },
    result() {
      const { labels } = encoder;
      [sums, width] = widen(sums, width, labels.length);
      checkLength(where, 'truth', sums);
      const order = given ? labels.map((_, i) => i) : sortedPlaces(labels);
      return { labels: order.map((i) => labels[i]), values: order.map((i) => order.map((j) => sums[i * width + j])) };
    },
    reset() {
      encoder = labelEncoder(where, given);
      [sums, width] = [new Float64Array(0), 0];
    },
  };
}

/** Room for more classes: rows and columns of zeros. */
function widen(sums: Float64Array, width: number, wider: number): [Float64Array, number] {
  if (wider === width) return [sums, width];
  const result = new Float64Array(wider * wider);
  for (let row = 0; row < width; row++) result.set(sums.subarray(row * width, (row + 1) * width), row * wider);
  return [result, wider];
}

/**
 * Shares in place of counts.
 *
 * @param over `'true'`: each row sums to 1 (the diagonal holds the sensitivities); `'pred'`: each column (the precisions);
 *   `'all'`: the whole
 * @returns the shares; NaN in a row or column without samples (scikit-learn writes 0)
 * @example
 * normalizeConfusionMatrix(confusionMatrix([0, 0, 1], [0, 1, 1]), 'true').values;     // [[.5, .5], [0, 1]]
 */
export function normalizeConfusionMatrix<L extends Label>(matrix: ConfusionMatrix<L>, over: Normalization): ConfusionMatrix<L> {
  const where = 'normalizeConfusionMatrix';
  checkOneOf(where, 'over', over, ['true', 'pred', 'all']);
  const { rows, columns, total } = margins(where, matrix);
  const { labels, values } = matrix;
  const divisor = (i: number, j: number) => ({ true: rows[i], pred: columns[j], all: total })[over];
  return { labels, values: values.map((row, i) => row.map((value, j) => value / divisor(i, j))), normalized: over };
}

/**
 * Each class against all others.
 *
 * @returns [K] counts in the order of the labels
 */
export function classCounts(matrix: ConfusionMatrix): Counts[] {
  margins('classCounts', matrix);
  const { values } = matrix;
  const withoutColumn = values.map(sumsOfOthers);
  return values.map((row, k) => {
    let fp = 0, tn = 0;
    row.forEach((_, i) => {
      if (i === k) return;
      fp += values[i][k];
      tn += withoutColumn[i][k];
    });
    return { tp: row[k], fp, fn: withoutColumn[k][k], tn };
  });
}

/** For each value the sum of all others: from both ends, as a difference from the sum of all would cancel. */
function sumsOfOthers(values: readonly number[]): number[] {
  const others = values.map(() => 0);
  let before = 0, after = 0;
  for (let k = 0, last = values.length - 1; k <= last; k++) {
    others[k] += before;
    others[last - k] += after;
    before += values[k];
    after += values[last - k];
  }
  return others;
}

/**
 * Sums of the rows (truth), of the columns (prediction), of the diagonal, and of all; throws for shares, of which no rate is made, and
 * for what is no square of numbers ≥ 0.
 */
export function margins(
  where: string, matrix: ConfusionMatrix,
): { rows: number[]; columns: number[]; diagonal: number; total: number } {
  const { values, normalized } = Object(matrix) as ConfusionMatrix;
  if (!Array.isArray(values as unknown)) throw invalid('matrix', where, 'a confusion matrix', matrix);
  if (normalized) throw invalid('matrix', where, 'a matrix of counts', `one normalized over ${normalized}`);
  values.forEach((row, i) => {
    checkLength(where, `matrix.values[${i}]`, row, values.length, 'as many as rows');
    checkNumbers(where, { [`matrix.values[${i}]`]: row }, '[0, ∞)');
  });
  const rows = values.map(sum);
  return {
    rows, columns: values.map((_, j) => sum(values.map((row) => row[j]))), diagonal: sum(values.map((row, i) => row[i])), total: sum(rows),
  };
}
