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
import { checkWeights, undefinedBecause, type Label, type Rows, type Table, type UndefinedOptions } from './inputs';
import { classTable, type ClassTable } from './labels';
import { weightedMean } from './mean';
import { labelTables } from './multilabel';
import { stepArea } from './precisionRecall';
import { rocArea } from './rocCurve';
import { countByThreshold, type ThresholdCounts } from './thresholdCounts';

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
type Area = (counts: ThresholdCounts) => number;

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
  const { strategy = 'ovr', average = 'macro', sampleWeight } = options;
  checkOneOf(where, 'strategy', strategy, ['ovr', 'ovo']);
  const table = classTable(where, 'probabilities', truth, probabilities, options);
  if (strategy === 'ovr') return overColumns(where, rocArea, oneHot(table), table, options);
  checkOneOf(where, 'average', average, ['macro', 'weighted']);
  if (sampleWeight) throw invalid('sampleWeight', where, 'none with ovo', sampleWeight);
  return pairwise(table, average === 'weighted', options);
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
  return overColumns(where, rocArea, ...labelTables(where, { truth, scores }, options.samples), options);
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
  const table = classTable(where, 'scores', truth, scores, options);
  return overColumns(where, stepArea, oneHot(table), table, options);
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
  return overColumns(where, stepArea, ...labelTables(where, { truth, scores }, options.samples), options);
}

/** The area of each column, or its average. */
function overColumns(where: string, area: Area, truth: Table, scores: Table, options: ColumnOptions): number | number[] {
  const { average = 'macro', sampleWeight } = options;
  const { classes } = scores;
  checkOneOf(where, 'average', average, ['macro', 'micro', 'weighted', 'none']);
  checkWeights(where, sampleWeight, scores.data.length / classes);
  if (average === 'micro') {
    const weights = sampleWeight && Float64Array.from(scores.data, (_, i) => sampleWeight[Math.floor(i / classes)]);
    const value = area(countByThreshold(truth.data, scores.data, weights));
    return Number.isNaN(value) ? undefinedBecause(where, 'all cells of the truth are equal', options) : value;
  }
  const counts = Array.from({ length: classes }, (_, k) => countByThreshold(column(truth, k), column(scores, k), sampleWeight));
  const values = counts.map((each) => area(each));
  values.forEach((value, k) => {
    if (Number.isNaN(value)) undefinedBecause(`${where} of column ${k}`, 'its truth has one value only', options);
  });
  return average === 'none' ? values : weightedMean(values, counts.map(({ positives }) => (average === 'macro' ? 1 : positives)));
}

/** Hand and Till's: the mean of both views of each pair, over the pairs. */
function pairwise({ data, classes, columns }: ClassTable, isWeighted: boolean, options: UndefinedOptions): number {
  const samples = Array.from({ length: classes }, (_, k) => Array.from(columns.keys()).filter((i) => columns[i] === k));
  const view = (own: number, other: number) => {
    const both = [...samples[own], ...samples[other]];
    return rocArea(countByThreshold(both.map((i) => Number(columns[i] === own)), both.map((i) => data[i * classes + own])));
  };
  const values: number[] = [], shares: number[] = [];
  for (let a = 0; a < classes; a++) {
    for (let b = a + 1; b < classes; b++) {
      values.push((view(a, b) + view(b, a)) / 2);
      shares.push(isWeighted ? samples[a].length + samples[b].length : 1);
    }
  }
  const missing = samples.findIndex((of) => of.length === 0);
  return missing < 0 ? weightedMean(values, shares) : undefinedBecause('multiclassAuc', `the truth has no sample of column ${missing}`, options);
}

function oneHot({ columns, classes }: ClassTable): Table {
  const data = new Uint8Array(columns.length * classes);
  columns.forEach((k, i) => {
    data[i * classes + k] = 1;
  });
  return { data, classes };
}

function column({ data, classes }: Table, k: number): Float64Array {
  return Float64Array.from({ length: data.length / classes }, (_, i) => data[i * classes + k]);
}
