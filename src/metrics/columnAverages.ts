/**
 * Ranking metrics of several classes or labels: a column of scores each.
 *
 *     ovr: each class against the rest      ovo: each pair of classes, the mean of both views
 *
 * `'macro'` is the mean over columns (pairs), `'weighted'` that by the number of positives (by the share of the pair),
 * `'micro'` takes all cells as one column.
 * D. J. Hand, R. J. Till (2001), "A simple generalisation of the area under the ROC curve for multiple class
 * classification problems" (ovo).
 */
import { checkOneOf, invalid } from '../shapes/check';
import type { ClassAverage } from './averages';
import { checkLength, checkProbabilities, checkWeights, toTable, undefinedBecause } from './inputs';
import type { Label, Rows, Table, UndefinedOptions } from './inputs';
import { columnsOf } from './labels';
import { labelTables } from './multilabel';
import { columnAveragePrecision } from './precisionRecall';
import { columnAuc } from './rocAuc';

/** Options of ranking metrics over columns. */
export interface ColumnOptions extends UndefinedOptions {
  /** Default `'macro'`. */
  readonly average?: ClassAverage;
  /** [N], default 1 each. */
  readonly sampleWeight?: ArrayLike<number>;
}

/** Options of ranking metrics of classes. */
export interface MulticlassOptions extends ColumnOptions {
  /** The classes of the columns; default 0 to K − 1. */
  readonly labels?: readonly Label[];
}

/** Options of ranking metrics of labels. */
export interface MultilabelOptions extends ColumnOptions {
  /** N; needed where the rows come in one flat array. */
  readonly samples?: number;
}

type NotNone = Exclude<ClassAverage, 'none'>;
type ColumnMetric = (isPositive: ArrayLike<number>, scores: ArrayLike<number>, sampleWeight?: ArrayLike<number>) => number;

/**
 * AUC of K classes.
 *
 * @param truth [N] labels
 * @param probabilities N rows of K, each summing to 1
 * @param options.strategy `'ovr'` (default) or `'ovo'`, which takes no weights and only macro and weighted averages
 * @returns one number; K with `average: 'none'`; NaN where a class is missing from the truth
 * @throws where shapes differ, a row is no distribution, or a label has no column
 * @example
 * multiclassAuc([0, 1, 2], [[.8, .1, .1], [.2, .5, .3], [.3, .3, .4]]);     // 1
 */
export function multiclassAuc(
  truth: ArrayLike<Label>, probabilities: Rows, options: MulticlassOptions & { strategy?: 'ovr'; average: 'none' },
): number[];
export function multiclassAuc(
  truth: ArrayLike<Label>, probabilities: Rows,
  options?: MulticlassOptions & ({ strategy?: 'ovr'; average?: NotNone } | { strategy: 'ovo'; average?: 'macro' | 'weighted' }),
): number;
export function multiclassAuc(
  truth: ArrayLike<Label>, probabilities: Rows, options: MulticlassOptions & { strategy?: 'ovr' | 'ovo' } = {},
): number | number[] {
  const where = 'multiclassAuc';
  const { strategy = 'ovr', average = 'macro', sampleWeight, labels } = options;
  checkOneOf(where, 'strategy', strategy, ['ovr', 'ovo']);
  checkLength(where, 'truth', truth.length);
  const table = toTable(where, 'probabilities', probabilities, truth.length);
  checkProbabilities(where, 'probabilities', table);
  const columns = columnsOf(where, truth, table.classes, labels);
  if (strategy === 'ovr') return overColumns(where, columnAuc, oneHot(columns, table.classes), table, options);
  checkOneOf(where, 'average', average, ['macro', 'weighted']);
  if (sampleWeight) throw invalid('sampleWeight', where, 'none with ovo', sampleWeight);
  return pairwise(columns, table, average === 'weighted', options);
}

/**
 * AUC of K labels that each sample may have.
 *
 * @param truth N rows of K values, 0 or 1
 * @param scores N rows of K finite numbers
 * @returns one number; K with `average: 'none'`; NaN where a label is on no sample, or on all
 * @throws where shapes differ, or a value is none
 * @example
 * multilabelAuc([[1, 0], [0, 1], [1, 1], [0, 0]], [[.9, .3], [.2, .4], [.6, .2], [.7, .1]]);     // .75
 */
export function multilabelAuc(truth: Rows, scores: Rows, options: MultilabelOptions & { average: 'none' }): number[];
export function multilabelAuc(truth: Rows, scores: Rows, options?: MultilabelOptions & { average?: NotNone }): number;
export function multilabelAuc(truth: Rows, scores: Rows, options: MultilabelOptions = {}): number | number[] {
  const where = 'multilabelAuc';
  return overColumns(where, columnAuc, ...labelTables(where, { truth, scores }, options.samples), options);
}

/**
 * Average precision of K classes, each against the rest.
 *
 * @param truth [N] labels
 * @param scores N rows of K finite numbers
 * @returns one number; K with `average: 'none'`; NaN where a class is missing from the truth
 * @throws where shapes differ, a score is not finite, or a label has no column
 */
export function multiclassAveragePrecision(
  truth: ArrayLike<Label>, scores: Rows, options: MulticlassOptions & { average: 'none' },
): number[];
export function multiclassAveragePrecision(
  truth: ArrayLike<Label>, scores: Rows, options?: MulticlassOptions & { average?: NotNone },
): number;
export function multiclassAveragePrecision(
  truth: ArrayLike<Label>, scores: Rows, options: MulticlassOptions = {},
): number | number[] {
  const where = 'multiclassAveragePrecision';
  checkLength(where, 'truth', truth.length);
  const table = toTable(where, 'scores', scores, truth.length);
  const columns = columnsOf(where, truth, table.classes, options.labels);
  return overColumns(where, columnAveragePrecision, oneHot(columns, table.classes), table, options);
}

/**
 * Average precision of K labels that each sample may have.
 *
 * @param truth N rows of K values, 0 or 1
 * @param scores N rows of K finite numbers
 * @returns one number; K with `average: 'none'`; NaN where a label is on no sample
 * @throws where shapes differ, or a value is none
 */
export function multilabelAveragePrecision(truth: Rows, scores: Rows, options: MultilabelOptions & { average: 'none' }): number[];
export function multilabelAveragePrecision(truth: Rows, scores: Rows, options?: MultilabelOptions & { average?: NotNone }): number;
export function multilabelAveragePrecision(truth: Rows, scores: Rows, options: MultilabelOptions = {}): number | number[] {
  const where = 'multilabelAveragePrecision';
  return overColumns(where, columnAveragePrecision, ...labelTables(where, { truth, scores }, options.samples), options);
}

/** The metric of each column, or its average. */
function overColumns(where: string, metric: ColumnMetric, truth: Table, scores: Table, options: ColumnOptions): number | number[] {
  const { average = 'macro', sampleWeight } = options;
  const { classes } = scores, n = scores.data.length / classes;
  checkOneOf(where, 'average', average, ['macro', 'micro', 'weighted', 'none']);
  checkWeights(where, sampleWeight, n);
  if (average === 'micro') {
    const weights = sampleWeight && Float64Array.from(scores.data, (_, i) => sampleWeight[Math.floor(i / classes)]);
    const value = metric(truth.data, scores.data, weights);
    return Number.isNaN(value) ? undefinedBecause(`${where} is undefined: all cells of the truth are equal.`, options) : value;
  }
  const columns = Array.from({ length: classes }, (_, k) => k);
  const values = columns.map((k) => {
    const isPositive = column(truth, k);
    const value = metric(isPositive, column(scores, k), sampleWeight);
    return Number.isNaN(value) ? undefinedBecause(`${where} of column ${k} is undefined: its truth has one value only.`, options) : value;
  });
  if (average === 'none') return values;
  const support = (k: number) => column(truth, k).reduce((sum, bit, i) => sum + bit * (sampleWeight?.[i] ?? 1), 0);
  return mean(values, columns.map((k) => (average === 'macro' ? 1 : support(k))));
}

/** Hand and Till's: the mean of both views of each pair, over the pairs. */
function pairwise(columns: Uint32Array, table: Table, isWeighted: boolean, options: UndefinedOptions): number {
  const counts = new Float64Array(table.classes);
  columns.forEach((k) => counts[k]++);
  const values: number[] = [], shares: number[] = [];
  for (let a = 0; a < table.classes; a++) {
    for (let b = a + 1; b < table.classes; b++) {
      const samples = columns.map((_, i) => i).filter((i) => columns[i] === a || columns[i] === b);
      const seen = [a, b].map((k) =>
        columnAuc(samples.map((i) => Number(columns[i] === k)), Float64Array.from(samples, (i) => table.data[i * table.classes + k])));
      values.push((seen[0] + seen[1]) / 2);
      shares.push(isWeighted ? counts[a] + counts[b] : 1);
    }
  }
  const missing = counts.indexOf(0);
  return missing < 0 ? mean(values, shares) : undefinedBecause(`multiclassAuc is undefined: the truth has no sample of column ${missing}.`, options);
}

/** Values of weight 0 do not enter. */
function mean(values: readonly number[], weights: readonly number[]): number {
  const total = weights.reduce((a, b) => a + b, 0);
  return values.reduce((sum, value, k) => (weights[k] === 0 ? sum : sum + weights[k] * value), 0) / total;
}

function oneHot(columns: Uint32Array, classes: number): Table {
  const data = new Uint8Array(columns.length * classes);
  columns.forEach((k, i) => {
    data[i * classes + k] = 1;
  });
  return { data, classes };
}

function column({ data, classes }: Table, k: number): Float64Array {
  return Float64Array.from({ length: data.length / classes }, (_, i) => data[i * classes + k]);
}
