/**
 * Agreement of truth and prediction beyond chance, from a confusion matrix.
 *
 * With the sums t of its rows, p of its columns, c of its diagonal and n of all:
 *
 *     Matthews = (c·n − t·p) / √((n² − p·p) (n² − t·t))         kappa = 1 − n·Σ w·C / Σ w·t pᵀ
 *
 * The differences are taken of whole numbers of any size, so that nothing cancels at the counts of pixels.
 */
import { checkOneOf } from '../shapes/check';
import { substitute, type ZeroDivisionOptions } from './averages';
import { margins, type ConfusionMatrix } from './confusionMatrix';
import { dot, quotient, total, wholeNumbers } from './exact';

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
  const { values, rows, columns, n } = wholeMargins('matthewsCorrelation', matrix);
  const covariance = total(values.map((row, i) => row[i])) * n - dot(rows, columns);
  const spread = (n * n - dot(columns, columns)) * (n * n - dot(rows, rows));
  if (spread > 0n) return Math.sign(Number(covariance)) * Math.sqrt(quotient(covariance * covariance, spread));
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
  const { values, rows, columns, n } = wholeMargins('cohenKappa', matrix);
  const weight = (i: number, j: number) => ({ none: Number(i !== j), linear: Math.abs(i - j), quadratic: (i - j) ** 2 })[weights];
  let observed = 0n, expected = 0n;
  values.forEach((row, i) => row.forEach((value, j) => {
    observed += BigInt(weight(i, j)) * value;
    expected += BigInt(weight(i, j)) * rows[i] * columns[j];
  }));
  if (expected > 0n) return quotient(expected - observed * n, expected);
  return substitute('cohenKappa', 'truth and prediction have one class only', options);
}

/** The matrix, the sums of its rows and columns and of all, in whole numbers. */
function wholeMargins(where: string, matrix: ConfusionMatrix): { values: bigint[][]; rows: bigint[]; columns: bigint[]; n: bigint } {
  margins(where, matrix);
  const classes = matrix.values.length, flat = wholeNumbers(matrix.values.flat());
  const values = matrix.values.map((_, i) => flat.slice(i * classes, (i + 1) * classes));
  const rows = values.map(total);
  return { values, rows, columns: values.map((_, j) => total(values.map((row) => row[j]))), n: total(rows) };
}
