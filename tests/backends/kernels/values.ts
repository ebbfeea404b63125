/** Numbers for the inputs of kernels, and how far results are from what is expected. */
import { stream, type Stream } from 'tfjs-blocks/random';

export type Values = Float64Array | Float32Array | Int32Array | Uint8Array;

/** A tensor in numbers, without tfjs. */
export interface Numbers {
  shape: number[];
  values: Values;
  /** Default: float32. */
  dtype?: 'float32' | 'int32' | 'bool';
  /** What errors are relative to. Default: the largest magnitude among the values. */
  scale?: number;
}

export const sizeOf = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);

const pool = (() => {
  const random = stream(11, 'values');
  return Float32Array.from({ length: 65521 }, () => random.normal());
})();

/** Normal numbers: a stretch of 65521 of them that begins at a drawn place. */
export function normal(random: Stream, shape: readonly number[]): Numbers {
  const start = random.integer(pool.length);
  const values = new Float32Array(sizeOf(shape));
  for (let i = 0; i < values.length; i++) values[i] = pool[(start + i) % pool.length];
  return { shape: [...shape], values };
}

/** The same number everywhere. */
export function constant(value: number, shape: readonly number[]): Numbers {
  return { shape: [...shape], values: new Float32Array(sizeOf(shape)).fill(value) };
}

/** A whole number from `low` to `high`. */
export function between(random: Stream, low: number, high: number): number {
  return low + random.integer(high - low + 1);
}

export function pick<T>(random: Stream, items: readonly T[]): T {
  return items[random.integer(items.length)];
}

/** Mostly few channels, sometimes up to 131. */
export function channels(random: Stream): number {
  return between(random, 1, pick(random, [9, 9, 40, 131]));
}

/** Put NaN, ∞ or −∞ at one to three drawn places. */
export function spoil({ shape, values, dtype }: Numbers, random: Stream): Numbers {
  const spoilt = values.slice();
  const count = between(random, 1, 3);
  for (let i = 0; i < count; i++) spoilt[random.integer(values.length)] = pick(random, [NaN, Infinity, -Infinity]);
  return { shape, values: spoilt, dtype };
}

/** For each element of `shape`, its place in an array of the sizes `own`, which is stretched where they are 1. */
export function placesIn(own: readonly number[], shape: readonly number[]): Int32Array {
  const sizes = [...Array<number>(shape.length - own.length).fill(1), ...own];
  return Int32Array.from({ length: sizeOf(shape) }, (_, flat) => {
    let [place, step, rest] = [0, 1, flat];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      if (sizes[axis] > 1) place += (rest % shape[axis]) * step;
      step *= sizes[axis];
      rest = Math.floor(rest / shape[axis]);
    }
    return place;
  });
}

/** Largest magnitude that is finite. */
export function largest(values: Values): number {
  let scale = 0;
  for (const value of values) if (Number.isFinite(value)) scale = Math.max(scale, Math.abs(value));
  return scale;
}

/**
 * Largest difference, relative to the scale of what is expected. NaN and ±∞ must stand where they are expected. With
 * several readings of what is expected, each number may agree with any one of them.
 */
export function relativeError(actual: Values, readings: readonly Numbers[]): number {
  if (readings.some(({ values }) => values.length !== actual.length)) return Infinity;
  const scale = Math.max(...readings.map((reading) => reading.scale ?? largest(reading.values)));
  let difference = 0;
  for (let i = 0; i < actual.length; i++) {
    let least = Infinity;
    for (const { values } of readings) least = Math.min(least, distance(actual[i], values[i]));
    difference = Math.max(difference, least);
  }
  return scale === 0 ? difference : difference / scale;
}

function distance(a: number, b: number): number {
  if (Object.is(a, b) || a === b) return 0;
  return Number.isFinite(a) && Number.isFinite(b) ? Math.abs(a - b) : Infinity;
}
