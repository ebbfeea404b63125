/**
 * A transform says what is random about it; drawing from a stream turns it into steps, plain data that
 * can be stored as JSON and replayed on any sample of the same size.
 */
import type { Stream } from '../random/stream';
import { checkOneOf, checkPositiveIntegers, invalid } from '../shapes/check';
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

/**
 * Throws unless these are options of such names, or `probability`: a misspelt one is refused with the nearest, and so is null, which is
 * how JSON writes what is no number.
 */
export function checkOptions(where: string, options: unknown, names: readonly string[]): void {
  checkFields(where, 'options', options, [...names, 'probability']);
}

/** Throws unless it is an object with fields of such names only, none of them null. */
export function checkFields(where: string, argument: string, value: unknown, names: readonly string[]): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid(argument, where, 'an object', value);
  for (const [name, inner] of Object.entries(value)) {
    checkOneOf(where, argument, name, names);
    if (inner === null) throw invalid(name, where, 'a value, or none', inner);
  }
}

/** Throws unless it is a list of transforms, at least so many. */
export function checkTransforms(where: string, transforms: unknown, least = 1): void {
  const isTransform = (one: unknown) => typeof (one as Transform | null)?.draw === 'function';
  if (Array.isArray(transforms) && transforms.length >= least && transforms.every(isTransform)) return;
  throw invalid('transforms', where, `a list of transforms${least > 0 ? ', at least one' : ''}`, transforms);
}

/** Most pixels of a result, as of a picture that `decodeImage` reads, and the longest side, that of JPEG. */
const MOST_PIXELS = 100e6, LONGEST = 65_535;

/** Throws unless both sides of a result are positive integers, at most 65,535, of at most 100 million pixels together. */
export function checkSize(where: string, { height, width }: Size): void {
  checkPositiveIntegers(where, { height, width });
  checkInteger(where, 'height', height, 1, LONGEST);
  checkInteger(where, 'width', width, 1, LONGEST);
  if (height * width > MOST_PIXELS) throw invalid('height', where, `at most ${MOST_PIXELS} pixels`, `${height} × ${width}`);
}

/** Largest number that a range or a step may have where nothing narrower holds: beyond, levels and places are rounding errors. */
export const LARGEST = 1e6;

/** Two ends of a uniform draw, low ≤ high. */
export type Range = readonly [low: number, high: number];

/** The range itself, if it is one and stays within the limits. */
export function checkedRange(where: string, name: string, range: Range, least = -Infinity, most = Infinity): Range {
  const [low, high] = Array.isArray(range) && range.length === 2 ? range as unknown[] : [];
  const isRange = Number.isFinite(low) && Number.isFinite(high) && (low as number) <= (high as number);
  const isHuge = isRange && (Math.abs(low as number) > LARGEST || Math.abs(high as number) > LARGEST);
  if (isRange && !isHuge && range[0] >= least && range[1] <= most) return range;
  const from = least === -Infinity ? (isHuge ? ` from ${-LARGEST}` : '') : ` from ${least}`;
  const to = most === Infinity ? (isHuge ? ` to ${LARGEST}` : '') : ` to ${most}`;
  const isNumbers = Array.isArray(range) && range.length < 10 && range.every((end: unknown) => typeof end === 'number');
  if (!isNumbers) throw invalid(name, where, `[low, high]${from}${to}`, range);
  throw new Error(`Invalid \`${name}\` in ${where}: expected [low, high]${from}${to}, received [${range.join(', ')}].`);
}

/** Throws unless it is in [0, 1]. */
export function checkProbability(where: string, name: string, value: number): void {
  if (typeof value === 'number' && value >= 0 && value <= 1) return;
  throw invalid(name, where, 'a probability in [0, 1]', value);
}

/** Throws unless the number is one from `least` to `most`. */
export function checkNumber(where: string, name: string, value: number, least: number, most: number): void {
  if (typeof value === 'number' && value >= least && value <= most) return;
  throw invalid(name, where, `a number from ${least} to ${most}`, value);
}

/** Throws unless the number is an integer from `least` to `most`. */
export function checkInteger(where: string, name: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw invalid(name, where, `an integer from ${least} to ${most}`, value);
}

/** Throws unless it is true or false. */
export function checkBoolean(where: string, name: string, value: unknown): void {
  if (typeof value !== 'boolean') throw invalid(name, where, 'true or false', value);
}
