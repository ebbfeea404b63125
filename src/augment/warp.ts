/**
 * Resampling: every pixel of the result looks up its place in the source.
 *
 * A place between pixels is the weighted mean of the four around it (bilinear), or takes the closest (nearest).
 * Along a row of the result the places lie on a line, so the pixels whose four neighbours all exist are one interval;
 * in there no border is checked.
 */
import { invert, type Matrix } from './matrix';
import type { Raster } from './sample';

/**
 * What lies outside the source: its mirror image about the outermost pixels (dcb|abcd|cba), or one level.
 */
export type Border = 'reflect' | { readonly kind: 'constant'; readonly fill: number; readonly fillMask: number };

/** Level outside the source, or its mirror image. */
export type Outside = number | 'reflect';

/** The raster moved by the matrix; levels between pixels are weighted means of the four around, rounded. */
export function warpBilinear(source: Raster, matrix: Matrix, outside: Outside): Raster {
  const [a, b, c, d, e, f] = invert(matrix);
  if ([a, b, c, d, e, f].every(Number.isInteger)) return warpNearest(source, matrix, outside);
  const { data, height, width, channels } = source;
  const warped = new Uint8Array(data.length);
  const down = width * channels;
  for (let y = 0, to = 0; y < height; y++) {
    const startX = b * y + c, startY = e * y + f;
    const [from, until] = interior(a, startX, d, startY, width, height);
    for (let x = 0; x < width; x++) {
      const atX = a * x + startX, atY = d * x + startY;
      const left = Math.floor(atX), top = Math.floor(atY);
      const u = atX - left, v = atY - top;
      if (x >= from && x < until) {
        let i = top * down + left * channels;
        for (let k = 0; k < channels; k++, i++) {
          const above = data[i] + u * (data[i + channels] - data[i]);
          const below = data[i + down] + u * (data[i + down + channels] - data[i + down]);
          warped[to++] = above + v * (below - above) + 0.5;
        }
      } else {
        const i00 = offset(source, left, top, outside), i01 = offset(source, left + 1, top, outside);
        const i10 = offset(source, left, top + 1, outside), i11 = offset(source, left + 1, top + 1, outside);
        for (let k = 0; k < channels; k++) {
          const above = (1 - u) * level(data, i00, k, outside) + u * level(data, i01, k, outside);
          const below = (1 - u) * level(data, i10, k, outside) + u * level(data, i11, k, outside);
          warped[to++] = above + v * (below - above) + 0.5;
        }
      }
    }
  }
  return { ...source, data: warped };
}

/** The raster moved by the matrix; each pixel takes the closest level, so no new ones arise. */
export function warpNearest(source: Raster, matrix: Matrix, outside: Outside): Raster {
  const [a, b, c, d, e, f] = invert(matrix);
  const { data, height, width, channels } = source;
  const warped = new Uint8Array(data.length);
  for (let y = 0, to = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const nearX = Math.floor(a * x + b * y + c + 0.5), nearY = Math.floor(d * x + e * y + f + 0.5);
      const isInside = nearX >= 0 && nearX < width && nearY >= 0 && nearY < height;
      const i = isInside ? (nearY * width + nearX) * channels : offset(source, nearX, nearY, outside);
      for (let k = 0; k < channels; k++) warped[to++] = level(data, i, k, outside);
    }
  }
  return { ...source, data: warped };
}

/** Columns [from, until) of one row whose places have all four neighbours: 0 ≤ x < width − 1, 0 ≤ y < height − 1. */
function interior(
  a: number, startX: number, d: number, startY: number, width: number, height: number,
): [from: number, until: number] {
  const isInside = (x: number) => {
    const atX = a * x + startX, atY = d * x + startY;
    return atX >= 0 && atX < width - 1 && atY >= 0 && atY < height - 1;
  };
  const [fromX, untilX] = crossing(a, startX, width), [fromY, untilY] = crossing(d, startY, height);
  let from = Math.max(0, fromX, fromY), until = Math.min(width, untilX, untilY);
  while (from < until && !isInside(from)) from++;
  while (from < until && !isInside(until - 1)) until--;
  return [from, until];
}

/** Whole numbers [from, until) that include every x with 0 ≤ slope·x + start < size − 1. */
function crossing(slope: number, start: number, size: number): [from: number, until: number] {
  if (Math.abs(slope) < 1e-9) return [-Infinity, Infinity];
  const first = -start / slope, last = (size - 1 - start) / slope;
  return [Math.floor(Math.min(first, last)), Math.ceil(Math.max(first, last)) + 1];
}

/** Where the pixel (x, y) starts in the data; −1 if it lies outside and is not mirrored. */
function offset({ height, width, channels }: Raster, x: number, y: number, outside: Outside): number {
  if (outside === 'reflect') return (mirror(y, height) * width + mirror(x, width)) * channels;
  return x >= 0 && x < width && y >= 0 && y < height ? (y * width + x) * channels : -1;
}

function level(data: Uint8Array, start: number, channel: number, outside: Outside): number {
  return start < 0 ? Number(outside) : data[start + channel];
}

/** Reflects a coordinate about the outermost pixels, as often as it takes. */
function mirror(at: number, size: number): number {
  if (size === 1) return 0;
  const period = 2 * (size - 1);
  const folded = ((at % period) + period) % period;
  return folded < size ? folded : period - folded;
}
