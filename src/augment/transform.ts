/**
 * A transform says what is random about it; drawing from a stream turns it into steps, plain data that
 * can be stored as JSON and replayed on any sample of the same size.
 */
import type { Stream } from '../random/stream';
import { invalid } from '../shapes/check';
import type { Size } from './sample';
import type { Step } from './steps';

/** One kind of random change. `JSON.stringify` writes its name and options, from which `transformsFromJson` makes it again. */
export interface Transform {
  readonly name: string;
  /** As they were given. */
  readonly options: object;
  /** Draws the change of one sample: no step where nothing happens. */
  draw(random: Stream, size: Size): Step[];
}

/** What every transform takes beside its own options. */
export interface Chance {
  /** Probability that it acts on a sample; default 1. */
  readonly probability?: number;
}

/** A transform from what it draws where it acts. The numbers it takes from the stream do not depend on whether it acts. */
export function transform(
  name: string, options: Chance, draw: (random: Stream, size: Size) => Step | readonly Step[],
): Transform {
  const { probability = 1 } = options;
  checkProbability(name, 'probability', probability);
  return {
    name,
    options,
    draw(random, size) {
      const acts = probability === 1 || random.bernoulli(probability);
      const steps = [draw(random, size)].flat() as Step[];
      return acts ? steps : [];
    },
  };
}

/** Two ends of a uniform draw, low ≤ high. */
export type Range = readonly [low: number, high: number];

/** The range itself, if it is one and stays within the limits. */
export function checkedRange(where: string, name: string, range: Range, least = -Infinity, most = Infinity): Range {
  const [low, high] = Array.isArray(range) ? range : [NaN, NaN];
  const isRange = range.length === 2 && Number.isFinite(low) && Number.isFinite(high) && low <= high;
  if (isRange && low >= least && high <= most) return range;
  const from = least === -Infinity ? '' : ` from ${least}`, to = most === Infinity ? '' : ` to ${most}`;
  const shown = Array.isArray(range) ? `[${range.join(', ')}]` : JSON.stringify(range);
  throw new Error(`Invalid \`${name}\` in ${where}: expected [low, high]${from}${to}, received ${shown}.`);
}

/** Throws unless it is in [0, 1]. */
export function checkProbability(where: string, name: string, value: number): void {
  if (value >= 0 && value <= 1) return;
  throw invalid(name, where, 'a probability in [0, 1]', value);
}

/** Throws unless the number is one from `least` to `most`. */
export function checkNumber(where: string, name: string, value: number, least: number, most: number): void {
  if (typeof value === 'number' && value >= least && value <= most) return;
  throw invalid(name, where, `a number from ${least} to ${most}`, value);
}
