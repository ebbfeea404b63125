/** An order of an epoch in which some samples come more often than others. */
import { stream } from '../random/stream';
import { checkPositiveIntegers, checkSeed, invalid } from '../shapes/check';

/** Options of {@link weightedSample}. */
export interface WeightedSampleOptions {
  /** How often each sample should come, up to a factor: numbers of at least 0. */
  readonly weights: ArrayLike<number>;
  /** How many draws; default as many as there are weights. */
  readonly size?: number;
  /** Integer in [0, 2³²). */
  readonly seed: number;
  /** Number of the epoch, from 0; default 0. */
  readonly epoch?: number;
}

/**
 * Positions drawn with replacement, each with a probability in proportion to its weight.
 *
 * @throws where a weight is negative or not finite, or all are 0
 * @example
 * const order = (epoch: number) => weightedSample({ weights: [1, 1, 5], seed: 7, epoch });
 * const loader = sampleLoader({ dataset, batchSize: 8, order });
 */
export function weightedSample({ weights, size = weights.length, seed, epoch = 0 }: WeightedSampleOptions): number[] {
  const where = 'weightedSample';
  checkPositiveIntegers(where, { size });
  checkSeed(where, seed);
  const sums = new Float64Array(weights.length);
  for (let i = 0, sum = 0; i < weights.length; i++) {
    if (!(weights[i] >= 0 && weights[i] < Infinity)) throw invalid(`weights[${i}]`, where, 'a number of at least 0', weights[i]);
    sums[i] = sum += weights[i];
  }
  const total = sums[sums.length - 1];
  if (!(total > 0)) throw invalid('weights', where, 'one above 0', total);
  const random = stream(seed, 'weighted', epoch);
  return Array.from({ length: size }, () => firstAbove(sums, random.uniform(0, total)));
}

/** The first place of an ascending list whose number is above the value. */
function firstAbove(sums: Float64Array, value: number): number {
  let [low, high] = [0, sums.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sums[middle] > value) high = middle;
    else low = middle + 1;
  }
  return low;
}
