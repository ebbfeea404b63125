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
import { checkLength, checkWeights, type Label } from './inputs';
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
  const { labels, values } = counted(where, matrix);
  const { rows, columns, total } = margins(matrix);
  const divisor = (i: number, j: number) => ({ true: rows[i], pred: columns[j], all: total })[over];
  return { labels, values: values.map((row, i) => row.map((value, j) => value / divisor(i, j))), normalized: over };
}

/**
 * Each class against all others.
 *
 * @returns [K] counts in the order of the labels
 */
export function classCounts(matrix: ConfusionMatrix): Counts[] {
  const { values } = counted('classCounts', matrix);
  const { rows } = margins(matrix);
  return values.map((row, k) => {
    let fp = 0, fn = 0, tn = 0;
    row.forEach((value, i) => {
      if (i === k) return;
      fn += value;
      fp += values[i][k];
      tn += rows[i] - values[i][k]; // Not from the sum of all: weights must not leave a rest where there is none.
    });
    return { tp: row[k], fp, fn, tn };
  });
}

/** Sums of the rows (truth), of the columns (prediction), of the diagonal, and of all. */
export function margins({ values }: ConfusionMatrix): { rows: number[]; columns: number[]; diagonal: number; total: number } {
  const rows = values.map(sum);
  return {
    rows, columns: values.map((_, j) => sum(values.map((row) => row[j]))), diagonal: sum(values.map((row, i) => row[i])), total: sum(rows),
  };
}

/** The matrix, unless it holds shares, of which rates cannot be made. */
export function counted<M extends ConfusionMatrix>(where: string, matrix: M): M {
  if (matrix.normalized === undefined) return matrix;
  throw invalid('matrix', where, 'a matrix of counts', `one normalized over ${matrix.normalized}`);
}
