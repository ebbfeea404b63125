/**
 * A transform says what is random about it; drawing from a stream turns it into steps, plain data that
 * can be stored as JSON and replayed on any sample of the same size.
 */
import type { Stream } from '../random/stream';
import type { Matrix } from './matrix';

/** Moves pixels: image and mask alike. */
export interface GeometryStep {
  readonly kind: 'geometry';
  readonly name: string;
  /** Takes a pixel's place (x, y) to its new one. */
  readonly matrix: Matrix;
}

/** Changes levels of the image: level → contrast · (level − mean) + mean + 255 · brightness. */
export interface LevelsStep {
  readonly kind: 'levels';
  readonly name: string;
  readonly brightness: number;
  readonly contrast: number;
}

/** What was drawn for one sample. */
export type Step = GeometryStep | LevelsStep;

/** Height and width in pixels. */
export interface Size {
  readonly height: number;
  readonly width: number;
}

/** One kind of random change. */
export interface Transform {
  readonly name: string;
  /** Draws the change of one sample; the number of random numbers it takes never depends on their values. */
  draw(random: Stream, size: Size): Step;
}

/** Two ends of a uniform draw, low ≤ high. */
export type Range = readonly [low: number, high: number];

/** The range itself, if it is one and stays within the limits. */
export function checkedRange(transform: string, name: string, range: Range, least = -Infinity): Range {
  const [low, high] = range;
  if (range.length === 2 && Number.isFinite(low) && Number.isFinite(high) && low <= high && low >= least) return range;
  const from = least === -Infinity ? '' : ` from ${least}`;
  throw new Error(`Invalid \`${name}\` in ${transform}: expected [low, high]${from}, received [${range.join(', ')}].`);
}
