/**
 * Agreement of truth and prediction beyond chance, from a confusion matrix.
 *
 * With the sums t of its rows, p of its columns, c of its diagonal and n of all:
 *
 *     Matthews = (c·n − t·p) / √((n² − p·p) (n² − t·t))         kappa = 1 − Σ w·C / Σ w·(t pᵀ / n)
 */
import { checkOneOf } from '../shapes/check';
import { substitute, type ZeroDivisionOptions } from './averages';
import { counted, margins, type ConfusionMatrix } from './confusionMatrix';

/**
 * Matthews' correlation coefficient of any number of classes, in [−1, 1].
 *
 * B. W. Matthews (1975); J. Gorodkin (2004), "Comparing two K-category assignments by a K-category correlation coefficient".
 *
 * @returns NaN, or `zeroDivision`, where truth or prediction has one class only (scikit-learn: 0)
 * @example
 * matthewsCorrelation(confusionMatrix([1, 1, 1, 0], [1, 0, 1, 0]));     // .57735
 */
export function matthewsCorrelation(matrix: ConfusionMatrix, options: ZeroDivisionOptions = {}): number {
  const { rows, columns, diagonal, total } = margins(counted('matthewsCorrelation', matrix));
  const covariance = diagonal * total - dot(rows, columns);
  const spread = (total ** 2 - dot(columns, columns)) * (total ** 2 - dot(rows, rows));
  if (hasSpread(rows) && hasSpread(columns) && spread > 0) return covariance / Math.sqrt(spread);
  return substitute('matthewsCorrelation', 'truth or prediction has one class only', options);
}

/**
 * Cohen's kappa: agreement beyond what the marginal shares give by chance, in [−1, 1].
 *
 * J. Cohen (1960), "A coefficient of agreement for nominal scales"; (1968) with weights.
 *
 * @param options.weights of a disagreement of classes i and j, in the order of the labels: `'none'` (default) 1,
 *   `'linear'` |i − j|, `'quadratic'` (i − j)²
 * @returns NaN, or `zeroDivision`, where truth and prediction have one and the same class only
 * @example
 * cohenKappa(confusionMatrix([0, 1, 2, 0, 1, 2], [0, 2, 1, 0, 0, 1]), { weights: 'quadratic' });     // .5
 */
export function cohenKappa(
  matrix: ConfusionMatrix, options: ZeroDivisionOptions & { weights?: 'none' | 'linear' | 'quadratic' } = {},
): number {
  const { weights = 'none' } = options;
  checkOneOf('cohenKappa', 'weights', weights, ['none', 'linear', 'quadratic']);
  const { rows, columns, total } = margins(counted('cohenKappa', matrix));
  const weight = (i: number, j: number) => ({ none: i === j ? 0 : 1, linear: Math.abs(i - j), quadratic: (i - j) ** 2 })[weights];
  let observed = 0, expected = 0;
  matrix.values.forEach((row, i) => row.forEach((value, j) => {
    observed += weight(i, j) * value;
    expected += weight(i, j) * (rows[i] * columns[j] / total);
  }));
  if (expected > 0) return 1 - observed / expected;
  return substitute('cohenKappa', 'truth and prediction have one class only', options);
}

/** Whether more than one is above 0: exact, where n² − Σ t² may be rounded. */
function hasSpread(sums: readonly number[]): boolean {
  return sums.filter((sum) => sum > 0).length > 1;
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * b[i], 0);
}
