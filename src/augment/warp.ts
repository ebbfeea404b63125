/**
 * Resampling: every pixel of the result looks up its place in the source.
 *
 * A place between pixels is the weighted mean of the four around it (bilinear), or takes the closest (nearest). Weights are
 * whole numbers of 1/256 that sum to 1. Of three channels, two are worked on at once: red and blue 16 bits apart in one
 * number. Places are read a row at a time from two buffers, whatever map they come from.
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
  const { data, channels } = source, row = source.width;
  const lastX = row - 1, lastY = source.height - 1;
  const warped = new Uint8Array(height * width * channels);
  const xs = new Float64Array(width), ys = new Float64Array(width);
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength), end = data.length - 4;
  for (let y = 0, to = 0; y < height; y++) {
    places(y, xs, ys);
    for (let column = 0; column < width; column++) {
      // In 1/256 pixel; a shift rounds down, below 0 as well.
      const atX = Math.round(xs[column] * 256), atY = Math.round(ys[column] * 256);
      let left = atX >> 8, top = atY >> 8, right = left + 1, bottom = top + 1;
      const u = atX & 255, v = atY & 255;
      if (left < 0 || top < 0 || right > lastX || bottom > lastY) {
        if (outside !== 'reflect') {
          for (let k = 0; k < channels; k++) warped[to++] = blend(source, left, top, k, u / 256, v / 256, outside);
          continue;
        }
        left = mirror(left, row);
        right = mirror(right, row);
        top = mirror(top, source.height);
        bottom = mirror(bottom, source.height);
      }
      const w11 = (u * v + 128) >> 8, w10 = v - w11, w01 = u - w11, w00 = 256 - v - w01;
      const i00 = (top * row + left) * channels, i01 = (top * row + right) * channels;
      const i10 = (bottom * row + left) * channels, i11 = (bottom * row + right) * channels;
      if (channels === 3 && i00 <= end && i01 <= end && i10 <= end && i11 <= end) {
        const p00 = view.getInt32(i00, true), p01 = view.getInt32(i01, true);
        const p10 = view.getInt32(i10, true), p11 = view.getInt32(i11, true);
        const redBlue = Math.imul(p00 & 0xff00ff, w00) + Math.imul(p01 & 0xff00ff, w01) +
          Math.imul(p10 & 0xff00ff, w10) + Math.imul(p11 & 0xff00ff, w11) + 0x800080 | 0;
        const green = ((p00 >> 8) & 255) * w00 + ((p01 >> 8) & 255) * w01 + ((p10 >> 8) & 255) * w10 + ((p11 >> 8) & 255) * w11;
        warped[to] = redBlue >> 8;
        warped[to + 1] = (green + 128) >> 8;
        warped[to + 2] = redBlue >>> 24;
        to += 3;
      } else {
        for (let k = 0; k < channels; k++) {
          warped[to++] = (w00 * data[i00 + k] + w01 * data[i01 + k] + w10 * data[i10 + k] + w11 * data[i11 + k] + 128) >> 8;
        }
      }
    }
  }
  return { data: warped, height, width, channels };
}

/** The pixel closest to each place. */
export function sampleNearest(source: Raster, places: Places, outside: Outside, { height, width }: Size): Raster {
  const { data, channels } = source, row = source.width, rows = source.height;
  const warped = new Uint8Array(height * width * channels);
  const xs = new Float64Array(width), ys = new Float64Array(width);
  for (let y = 0, to = 0; y < height; y++) {
    places(y, xs, ys);
    for (let column = 0; column < width; column++) {
      let nearX = Math.floor(xs[column] + 0.5 + TIE), nearY = Math.floor(ys[column] + 0.5 + TIE);
      if (nearX < 0 || nearX >= row || nearY < 0 || nearY >= rows) {
        if (outside !== 'reflect') {
          for (let k = 0; k < channels; k++) warped[to++] = outside;
          continue;
        }
        nearX = mirror(nearX, row);
        nearY = mirror(nearY, rows);
      }
      const i = (nearY * row + nearX) * channels;
      if (channels === 1) warped[to++] = data[i];
      else for (let k = 0; k < channels; k++) warped[to++] = data[i + k];
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

/** Channel k between four pixels, some of which lie outside and have that level. */
function blend({ data, height, width, channels }: Raster, x: number, y: number, k: number, u: number, v: number, outside: number): number {
  const at = (row: number, column: number) =>
    (row < 0 || row >= height || column < 0 || column >= width ? outside : data[(row * width + column) * channels + k]);
  const above = at(y, x) + u * (at(y, x + 1) - at(y, x)), below = at(y + 1, x) + u * (at(y + 1, x + 1) - at(y + 1, x));
  return above + v * (below - above) + 0.5;
}

/** Reflects a coordinate about the outermost pixels, as often as it takes. */
export function mirror(at: number, size: number): number {
  if (at >= 0 && at < size) return at;
  if (size === 1) return 0;
  if (at < 0 && at > -size) return -at;
  const period = 2 * (size - 1);
  const folded = ((at % period) + period) % period;
  return folded < size ? folded : period - folded;
}
