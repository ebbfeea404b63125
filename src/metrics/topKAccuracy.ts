import { checkOneOf, checkPositiveIntegers } from '../shapes/check';
import type { Label, Rows, UndefinedOptions } from './inputs';
import { classTable } from './labels';
import { sampleMean } from './mean';

/**
 * Top-k accuracy: the share of samples whose class is among the k highest scores.
 *
 * @param truth [N] labels
 * @param scores N rows of K finite numbers
 * @param options.k default 1
 * @param options.labels the classes of the columns; default 0 to K − 1
 * @param options.ties among equal scores `'last'` (default) puts the last column first, as scikit-learn does; `'first'` the first, as
 *   an argmax; `'wrong'` counts the sample as wrong if the k-th place is shared, as the ISIC scorer does
 * @param options.sampleWeight [N], default 1 each
 * @returns NaN where all weights are 0
 * @throws where shapes differ, a score is not finite, a label has no column, or k is no positive integer
 * @example
 * topKAccuracy([0, 1, 2], [[.5, .3, .2], [.5, .3, .2], [.5, .3, .2]], { k: 2 });     // .6667
 */
export function topKAccuracy(
  truth: ArrayLike<Label>, scores: Rows,
  options: UndefinedOptions & {
    k?: number; labels?: readonly Label[]; ties?: 'last' | 'first' | 'wrong'; sampleWeight?: ArrayLike<number>;
  } = {},
): number {
  const where = 'topKAccuracy';
  const { k = 1, ties = 'last' } = options;
  checkPositiveIntegers(where, { k });
  checkOneOf(where, 'ties', ties, ['last', 'first', 'wrong']);
  const { data, classes, columns } = classTable(where, 'scores', truth, scores, options);
  return sampleMean(where, truth.length, options, (i) => {
    const row = i * classes, own = data[row + columns[i]];
    let before = 0;
    for (let c = 0; c < classes; c++) {
      const isEqual = data[row + c] === own && c !== columns[i];
      const goesFirst = { last: c > columns[i], first: c < columns[i], wrong: true }[ties];
      if (data[row + c] > own || (isEqual && goesFirst)) before++;
    }
    return Number(before < k);
  });
}
