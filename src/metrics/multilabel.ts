/** Several labels at once: each sample has K yes-or-no decisions. */
import { checkOneOf, invalid } from '../shapes/check';
import type { Counts } from './counts';
import { checkEach, checkLength, checkWeights, toTable, type Rows, type Table } from './inputs';

/**
 * The four counts of each label, or of each sample, for the rates with an average: `'macro'` of counts by sample is
 * scikit-learn's `'samples'`.
 *
 * @param truth N rows of K values, 0 or 1
 * @param prediction N rows of K values, 0 or 1
 * @param options.by `'label'` (default): K counts; `'sample'`: N counts
 * @param options.samples N; needed where the rows come in one flat array
 * @param options.sampleWeight [N], default 1 each
 * @throws where the shapes differ, or a value is neither 0 nor 1
 * @example
 * fScore(multilabelCounts([[1, 0, 1], [0, 1, 1]], [[1, 1, 1], [0, 1, 0]]), { average: 'micro' });     // .75
 */
export function multilabelCounts(
  truth: Rows, prediction: Rows,
  options: { by?: 'label' | 'sample'; samples?: number; sampleWeight?: ArrayLike<number> } = {},
): Counts[] {
  const where = 'multilabelCounts';
  const { by = 'label', sampleWeight } = options;
  checkOneOf(where, 'by', by, ['label', 'sample']);
  const [a, b] = labelTables(where, { truth, prediction }, options.samples);
  checkBits(where, 'prediction', b);
  const samples = a.data.length / a.classes;
  checkWeights(where, sampleWeight, samples);
  const counts = Array.from({ length: by === 'label' ? a.classes : samples }, () => ({ tp: 0, fp: 0, fn: 0, tn: 0 }));
  for (let i = 0; i < a.data.length; i++) {
    const sample = Math.floor(i / a.classes);
    const cell = a.data[i] ? (b.data[i] ? 'tp' : 'fn') : b.data[i] ? 'fp' : 'tn';
    counts[by === 'label' ? i % a.classes : sample][cell] += sampleWeight ? sampleWeight[sample] : 1;
  }
  return counts;
}

/** The truth, of 0 and 1, and what is judged, in one shape. */
export function labelTables(where: string, rows: { truth: Rows } & Record<string, Rows>, samples?: number): [truth: Table, judged: Table] {
  const { truth } = rows;
  const n = samples ?? truth.length;
  checkLength(where, 'truth', truth);
  if (samples === undefined && typeof truth[0] !== 'object') throw invalid('samples', where, 'their number where rows are flat', samples);
  const [a, b] = Object.entries(rows).map(([argument, values]) => toTable(where, argument, values, n));
  const judged = Object.keys(rows)[1];
  if (a.classes !== b.classes) throw invalid(judged, where, `rows of ${a.classes}, as \`truth\` has`, `rows of ${b.classes}`);
  checkBits(where, 'truth', a);
  return [a, b];
}

function checkBits(where: string, argument: string, { data, classes }: Table): void {
  checkEach(where, argument, data, (bit) => bit === 0 || bit === 1, '0 or 1', classes);
}
