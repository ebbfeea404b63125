/** Sums and means. */
import { checkWeights, undefinedBecause, type UndefinedOptions } from './inputs';

export function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i];
  return total;
}

/** Σ weight · value / Σ weight; values of weight 0 do not enter. */
export function weightedMean(values: readonly number[], weights: readonly number[]): number {
  return sum(values.map((value, k) => (weights[k] === 0 ? 0 : weights[k] * value))) / sum(weights);
}

/** The mean of a number that each of n samples has, by their weights. */
export function sampleMean(
  where: string, n: number, options: UndefinedOptions & { readonly sampleWeight?: ArrayLike<number> }, of: (sample: number) => number,
): number {
  const { sampleWeight } = options;
  checkWeights(where, sampleWeight, n);
  let sum = 0, total = 0;
  for (let i = 0; i < n; i++) {
    const weight = sampleWeight?.[i] ?? 1;
    sum += weight * of(i);
    total += weight;
  }
  return total > 0 ? sum / total : undefinedBecause(where, 'all weights are 0', options);
}
