/**
 * Separable resampling: result pixel j looks at place slope·j + start of the source through a triangle of half width
 * max(1, |slope|), or 1 where it is not to be widened, its weights made to sum to 1 over the pixels that exist. With a
 * wide triangle this is the antialiasing of Pillow and torchvision.
 */
import { TIE } from './places';
import type { Raster, Size } from './sample';
import { mirror, type Outside } from './warp';

/** Where the pixels of one axis of the result lie in the source: slope·j + start. */
export interface Axis { readonly slope: number; readonly start: number }

/** Columns first, then rows; levels are rounded once, at the end. */
export function resampleAxes(source: Raster, x: Axis, y: Axis, outside: Outside, size: Size, widen: boolean): Raster {
  const { data, height, channels } = source;
  const columns = tapsOf(x, source.width, size.width, outside, widen);
  const rows = tapsOf(y, height, size.height, outside, widen);
  const used = usedRows(rows), wide = size.width * channels;
  const across = new Float32Array(height * wide);
  for (let row = used[0]; row < used[1]; row++) {
    for (let j = 0, to = row * wide; j < size.width; j++) {
      const { first, weights, outer } = columns[j];
      for (let k = 0; k < channels; k++) {
        let sum = outer;
        for (let t = 0, i = (row * source.width + first) * channels + k; t < weights.length; t++, i += channels) {
          sum += weights[t] * data[i];
        }
        across[to++] = sum;
      }
    }
  }
  const result = new Uint8Array(size.height * wide), line = new Float32Array(wide);
  for (let row = 0; row < size.height; row++) {
    const { first, weights, outer } = rows[row];
    line.fill(outer + 0.5);
    for (let t = 0; t < weights.length; t++) {
      const weight = weights[t], from = (first + t) * wide;
      for (let i = 0; i < wide; i++) line[i] += weight * across[from + i];
    }
    for (let i = 0, to = row * wide; i < wide; i++) result[to + i] = line[i];
  }
  return { data: result, height: size.height, width: size.width, channels };
}

/** The same as a matrix [to, from], and what comes from outside [to]. */
export function axisMatrix(axis: Axis, from: number, to: number, outside: Outside, widen: boolean) {
  const matrix = new Float32Array(to * from), outer = new Float32Array(to);
  tapsOf(axis, from, to, outside, widen).forEach((taps, j) => {
    matrix.set(taps.weights, j * from + taps.first);
    outer[j] = taps.outer;
  });
  return { matrix, outer };
}

interface Taps { readonly first: number; readonly weights: Float32Array; readonly outer: number }

/** Of each result pixel; one whose place is outside takes the mirrored place, or the level outside. */
function tapsOf({ slope, start }: Axis, from: number, to: number, outside: Outside, widen: boolean): Taps[] {
  const reach = widen ? Math.max(1, Math.abs(slope)) : 1;
  return Array.from({ length: to }, (_, j) => {
    let centre = slope * j + start;
    if (centre < -0.5 - TIE || centre > from - 0.5 + TIE) {
      if (outside !== 'reflect') return { first: 0, weights: new Float32Array(0), outer: outside };
      const whole = Math.floor(centre + 0.5);
      centre = mirror(whole, from);
    }
    const first = Math.max(0, Math.ceil(centre - reach)), last = Math.min(from - 1, Math.floor(centre + reach));
    const raw = Array.from({ length: last - first + 1 }, (_, k) => Math.max(0, 1 - Math.abs(first + k - centre) / reach));
    const total = raw.reduce((sum, weight) => sum + weight, 0);
    return { first, weights: Float32Array.from(raw, (weight) => weight / total), outer: 0 };
  });
}

/** The rows of the source from the first to the last that any row of the result needs. */
function usedRows(rows: readonly Taps[]): [from: number, until: number] {
  const inside = rows.filter(({ weights }) => weights.length > 0);
  return [
    inside.reduce((least, { first }) => Math.min(least, first), Infinity),
    inside.reduce((most, { first, weights }) => Math.max(most, first + weights.length), 0),
  ];
}
