/** Quantile of the standard normal distribution, for axes in normal deviates. */

/** Powers of the rational functions, from the highest. */
const central = [[-39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269, -30.66479806614716, 2.506628277459239],
  [-54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572, 1]];
const tail = [[-0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734, 4.374664141464968, 2.938163982698783],
  [0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416, 1]];

/**
 * The deviate below which a share of a standard normal distribution lies, to nine digits: −∞ for 0, ∞ for 1.
 *
 * P. J. Acklam (2003), "An algorithm for computing the inverse normal cumulative distribution function".
 */
export function normalQuantile(share: number): number {
  if (share > 0.5) return -normalQuantile(1 - share);
  if (share === 0) return -Infinity;
  const ratio = ([above, below]: number[][], at: number) => polynomial(above, at) / polynomial(below, at);
  if (share < 0.02425) return ratio(tail, Math.sqrt(-2 * Math.log(share)));
  const offset = share - 0.5;
  return offset * ratio(central, offset * offset);
}

function polynomial(coefficients: readonly number[], at: number): number {
  return coefficients.reduce((total, coefficient) => total * at + coefficient, 0);
}
