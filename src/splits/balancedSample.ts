/**
 * A class-balanced order of an epoch: every class is drawn equally often, however rare it is.
 *
 * The classes take turns, each round in a new random order, so that any `size` draws hold each class within one of its
 * share. The members of a class come in random order, all of them before one comes again.
 */
import { checkSeed, invalid } from '../shapes/check';
import { stream } from '../random/stream';
import { checkKeys, checkOptions, gather, MOST, type Key } from './samples';

/** Options of {@link balancedSample}. */
export interface BalancedSampleOptions {
  /** The class of each sample. */
  readonly labels: ArrayLike<Key>;
  /** Which samples to draw from: a split's training part, say; default all. */
  readonly indices?: readonly number[];
  /** How many draws; default as many as `indices`. */
  readonly size?: number;
  /** Integer in [0, 2³²). */
  readonly seed: number;
  /** Number of the epoch, from 0; default 0. */
  readonly epoch?: number;
}

/**
 * Positions to visit in an epoch; the same seed and epoch give the same ones.
 *
 * @throws where a label is missing, an index has no label, there is nothing to draw from, or `size` or `epoch` is no
 *   integer of at least 0
 * @example
 * const indices = balancedSample({ labels, indices: train, seed: 7, epoch });
 * for (const batch of batches({ indices, batchSize: 16, order: 'sequential' })) console.log(batch);
 */
export function balancedSample(options: BalancedSampleOptions): number[] {
  const where = 'balancedSample';
  checkOptions(where, options);
  const { labels, indices, size, seed, epoch = 0 } = options;
  checkKeys(where, 'labels', labels);
  const from = indices ?? Array.from({ length: labels.length }, (_, i) => i);
  const wrong = from.findIndex((i) => !(Number.isInteger(i) && i >= 0 && i < labels.length));
  if (wrong >= 0) throw invalid(`indices[${wrong}]`, where, `a position below ${labels.length}`, from[wrong]);
  if (from.length === 0) throw new Error(`Invalid \`${indices ? 'indices' : 'labels'}\` in ${where}: expected at least one, received none.`);
  checkSeed(where, seed);
  if (Number(size) > MOST) throw invalid('size', where, `at most ${MOST}`, size);
  const draws = size ?? from.length;
  for (const [argument, value] of Object.entries({ size: draws, epoch })) {
    if (!(Number.isInteger(value) && value >= 0)) throw invalid(argument, where, 'an integer of at least 0', value);
  }

  const random = stream(seed, 'balanced', epoch);
  const classes = [...gather(from, labels).values()].map((members) => ({ members, left: [] as number[] }));
  const drawn: number[] = [];
  while (drawn.length < draws) {
    for (const turn of random.shuffle(classes).slice(0, draws - drawn.length)) {
      if (turn.left.length === 0) turn.left = random.shuffle(turn.members);
      drawn.push(turn.left.pop()!);
    }
  }
  return drawn;
}
