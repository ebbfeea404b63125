/** The order in which an epoch visits its samples, cut into batches. */
import { stream } from '../random/stream';

/** Options of {@link batches}. */
export interface BatchesOptions {
  /** The samples to visit, as indices into a data set: a split's fold, say. */
  readonly indices: ArrayLike<number>;
  readonly batchSize: number;
  /** `'shuffled'` (default): in the random order of the seed and the epoch; `'sequential'`: as given. */
  readonly order?: 'shuffled' | 'sequential';
  /** Integer in [0, 2³²); default 0. */
  readonly seed?: number;
  /** Number of the epoch, from 0; default 0. */
  readonly epoch?: number;
  /** What becomes of a last batch that is not full; default `'keep'`. */
  readonly remainder?: 'keep' | 'drop';
  /** Batches to pass over at the start, for a run that goes on where it stopped; default 0. */
  readonly startStep?: number;
}

/**
 * The batches of an epoch, each an array of indices. They depend on the seed and the epoch, on nothing drawn before.
 *
 * @throws where `batchSize` is no positive integer or `startStep` no non-negative integer
 * @example
 * for (const batch of batches({ indices: train, batchSize: 16, seed: 7, epoch })) {
 *   const { images, masks } = toTensors(batch.map((i) => samples[i]));
 * }
 */
export function* batches(options: BatchesOptions): Generator<number[]> {
  const { indices, batchSize, order = 'shuffled', seed = 0, epoch = 0, remainder = 'keep', startStep = 0 } = options;
  requireInteger('batchSize', batchSize, 1);
  requireInteger('startStep', startStep, 0);
  const ordered = order === 'shuffled' ? stream(seed, 'order', epoch).shuffle(indices) : Array.from(indices);
  for (let start = startStep * batchSize; start < ordered.length; start += batchSize) {
    const batch = ordered.slice(start, start + batchSize);
    if (batch.length === batchSize || remainder === 'keep') yield batch;
  }
}

function requireInteger(name: string, value: number, least: number): void {
  if (Number.isInteger(value) && value >= least) return;
  throw new Error(`Invalid \`${name}\` in batches: expected an integer of at least ${least}, received ${value}.`);
}
