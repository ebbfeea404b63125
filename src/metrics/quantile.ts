import { sum } from './mean';

/**
 * The value below which a share of the sorted values lies, between two of them in proportion: NumPy's default, R's type 7.
 *
 * @param sorted ascending, at least one
 * @param share in [0, 1]
 */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  return between(share * (sorted.length - 1), (rank) => sorted[rank]);
}

/**
 * The same of weighted values. Whole weights count copies: a value of weight 3 is there three times. Others are first scaled to 1 on
 * average, and a rank between the least and the greatest value has the value that holds the middle of its copy.
 *
 * @param sorted ascending, at least one
 * @param weights above 0, one a value
 * @param share in [0, 1]
 */
export function weightedQuantile(sorted: ArrayLike<number>, weights: readonly number[], share: number): number {
  const copies = weights.every(Number.isInteger) ? sum(weights) : weights.length;
  const scale = copies / sum(weights), last = weights.length - 1;
  let reached = 0;
  const ends = weights.map((weight) => scale * (reached += weight));
  const at = (rank: number) => sorted[rank === 0 ? 0 : rank === copies - 1 ? last : ends.findIndex((end) => end > rank + 0.5)];
  return between(share * (copies - 1), at);
}

/** The value at a place among sorted ones, which may lie between two ranks. */
function between(place: number, at: (rank: number) => number): number {
  const low = Math.floor(place), part = place - low;
  const below = at(low), above = part === 0 ? below : at(low + 1);
  if (below === above) return below;
  // from the nearer end, as NumPy does, so that a share of nearly 1 gives the upper value itself
  return part < 0.5 ? below + (above - below) * part : above - (above - below) * (1 - part);
}
