/**
 * Resampling: every pixel of the result looks up its place in the source.
 *
 * A place between pixels is the weighted mean of the four around it (bilinear), or takes the closest (nearest). Where all
 * four lie inside no border is asked for, and the weights are whole numbers of 1/2048 a side, so that the sum of four
 * products fits 32 bits. Places are read a row at a time from two buffers, whatever map they come from.
 */
import { invert, isAffine, type Matrix } from './matrix';
import type { Raster, Size } from './sample';

/**
 * What lies outside the source: its mirror image about the outermost pixels (dcb|abcd|cba), or one level.
 */
export type Border = 'reflect' | { readonly kind: 'constant'; readonly fill: number; readonly fillMask: number };

/** Level outside the source, or its mirror image. */
export type Outside = number | 'reflect';

/** Writes the places in the source of row y of the result. */
export type Places = (y: number, xs: Float64Array, ys: Float64Array) => void;

/** Added before rounding to the closest pixel, so that rounding errors do not decide where two are equally close. */
export const TIE = 2 ** -10;

/** The raster moved by the matrix; levels between pixels are weighted means of the four around, rounded. */
export function warpBilinear(source: Raster, matrix: Matrix, outside: Outside, size: Size = source): Raster {
  const back = invert(matrix);
  if (isAffine(back) && back.every(Number.isInteger)) return sampleNearest(source, placesOf(back), outside, size);
  return sampleBilinear(source, placesOf(back), outside, size);
}

/** The raster moved by the matrix; each pixel takes the closest level, so no new ones arise. */
export function warpNearest(source: Raster, matrix: Matrix, outside: Outside, size: Size = source): Raster {
  return sampleNearest(source, placesOf(invert(matrix)), outside, size);
}

/** Weighted means of the four pixels around each place. */
export function sampleBilinear(source: Raster, places: Places, outside: Outside, { height, width }: Size): Raster {
  const { data, channels } = source;
  const lastX = source.width - 1, lastY = source.height - 1, down = source.width * channels;
  const warped = new Uint8Array(height * width * channels);
  const xs = new Float64Array(width), ys = new Float64Array(width);
  for (let y = 0, to = 0; y < height; y++) {
    places(y, xs, ys);
    for (let column = 0; column < width; column++) {
      const atX = xs[column], atY = ys[column];
      if (atX >= 0 && atX < lastX && atY >= 0 && atY < lastY) {
        const left = atX | 0, top = atY | 0;
        const u = ((atX - left) * 2048 + 0.5) | 0, v = ((atY - top) * 2048 + 0.5) | 0;
        const w11 = u * v, w10 = (v << 11) - w11, w01 = (u << 11) - w11, w00 = 4194304 - w10 - w01 - w11;
        let i = top * down + left * channels, j = i + down;
        for (let k = 0; k < channels; k++, i++, j++) {
          warped[to++] = (w00 * data[i] + w01 * data[i + channels] + w10 * data[j] + w11 * data[j + channels] + 2097152) >> 22;
        }
      } else {
        const left = Math.floor(atX), top = Math.floor(atY), u = atX - left, v = atY - top;
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
  return { data: warped, height, width, channels };
}

/** The pixel closest to each place. */
export function sampleNearest(source: Raster, places: Places, outside: Outside, { height, width }: Size): Raster {
  const { data, channels } = source;
  const warped = new Uint8Array(height * width * channels);
  const xs = new Float64Array(width), ys = new Float64Array(width);
  for (let y = 0, to = 0; y < height; y++) {
    places(y, xs, ys);
    for (let column = 0; column < width; column++) {
      const nearX = Math.floor(xs[column] + 0.5 + TIE), nearY = Math.floor(ys[column] + 0.5 + TIE);
      const isInside = nearX >= 0 && nearX < source.width && nearY >= 0 && nearY < source.height;
      const i = isInside ? (nearY * source.width + nearX) * channels : offset(source, nearX, nearY, outside);
      for (let k = 0; k < channels; k++) warped[to++] = level(data, i, k, outside);
    }
  }
  return { data: warped, height, width, channels };
}

/** The places that the matrix from the result to the source gives. */
export function placesOf([a, b, c, d, e, f, g = 0, h = 0]: Matrix): Places {
  return (y, xs, ys) => {
    const startX = b * y + c, startY = e * y + f, startW = h * y + 1;
    if (g === 0 && h === 0) {
      for (let x = 0; x < xs.length; x++) {
        xs[x] = a * x + startX;
        ys[x] = d * x + startY;
      }
      return;
    }
    for (let x = 0; x < xs.length; x++) {
      const over = 1 / (g * x + startW);
      xs[x] = (a * x + startX) * over;
      ys[x] = (d * x + startY) * over;
    }
  };
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
export function mirror(at: number, size: number): number {
  if (size === 1) return 0;
  const period = 2 * (size - 1);
  const folded = ((at % period) + period) % period;
  return folded < size ? folded : period - folded;
}
