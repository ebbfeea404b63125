/**
 * Resampling: every pixel of the result looks up its place in the source.
 *
 * A place between pixels is the weighted mean of the four around it (bilinear), or takes the closest (nearest). Weights are
 * whole numbers of 1/256 that sum to 1. Of three channels, two are worked on at once: red and blue 16 bits apart in one
 * number. Places are read a row at a time from two buffers, whatever map they come from. Kernels of WebAssembly do the
 * same where they can.
 */
import { invert, isAffine, type Matrix } from './matrix';
import { placesOf, TIE, type Back, type Rounding } from './places';
import type { Raster, Size } from './sample';
import { resampleInWasm } from './wasm/resample';

/**
 * What lies outside the source: its mirror image about the outermost pixels (dcb|abcd|cba), or one level.
 */
export type Border = 'reflect' | { readonly kind: 'constant'; readonly fill: number; readonly fillMask: number };

/** Level outside the source, or its mirror image. */
export type Outside = number | 'reflect';

/** The raster moved by the matrix; levels between pixels are weighted means of the four around, rounded. */
export function warpBilinear(source: Raster, matrix: Matrix, outside: Outside, size: Size = source): Raster {
  const back = invert(matrix);
  const isExact = isAffine(back) && back.every(Number.isInteger);
  return (isExact ? sampleNearest : sampleBilinear)(source, back, outside, size);
}

/** The raster moved by the matrix; each pixel takes the closest level, so no new ones arise. */
export function warpNearest(source: Raster, matrix: Matrix, outside: Outside, size: Size = source): Raster {
  return sampleNearest(source, invert(matrix), outside, size);
}

/** Weighted means of the four pixels around each place. */
export function sampleBilinear(source: Raster, back: Back, outside: Outside, size: Size): Raster {
  return sample(bilinear, source, back, outside, size);
}

/** The pixel closest to each place. */
export function sampleNearest(source: Raster, back: Back, outside: Outside, size: Size): Raster {
  return sample(nearest, source, back, outside, size);
}

/** Stands for the mirror image among the levels outside. */
const REFLECT = -1;

/** How places become whole numbers, and these a row of the result. */
interface Sampling extends Rounding {
  readonly kernel: 'bilinear' | 'nearest';
  fillRow(source: Raster, xs: Int32Array, ys: Int32Array, outside: number, to: Uint8Array, at: number): void;
}

const bilinear: Sampling = { kernel: 'bilinear', scale: 256, offset: 0.5, fillRow: bilinearRow };
const nearest: Sampling = { kernel: 'nearest', scale: 1, offset: 0.5 + TIE, fillRow: nearestRow };

function sample(how: Sampling, source: Raster, back: Back, outside: Outside, { height, width }: Size): Raster {
  const level = outside === 'reflect' ? REFLECT : Math.round(outside), { channels } = source;
  const quick = resampleInWasm(how.kernel, how, source, back, level, { height, width });
  if (quick) return { data: quick, height, width, channels };
  const data = new Uint8Array(height * width * channels), places = typeof back === 'function' ? back : placesOf(back);
  const xs = new Float64Array(width), ys = new Float64Array(width), atX = new Int32Array(width), atY = new Int32Array(width);
  for (let y = 0; y < height; y++) {
    places(y, xs, ys);
    quantize(xs, atX, how);
    quantize(ys, atY, how);
    how.fillRow(source, atX, atY, level, data, y * width * channels);
  }
  return { data, height, width, channels };
}

/** Kept within 32 bits, where places near a horizon are not. */
function quantize(places: Float64Array, to: Int32Array, { scale, offset }: Rounding): void {
  for (let i = 0; i < to.length; i++) {
    const at = Math.floor(places[i] * scale + offset);
    to[i] = at > 0x7fffffff ? 0x7fffffff : at < -0x80000000 ? -0x80000000 : at;
  }
}

function bilinearRow(source: Raster, xs: Int32Array, ys: Int32Array, outside: number, warped: Uint8Array, to: number): void {
  const { data, height, width, channels } = source, lastX = width - 1, lastY = height - 1;
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength), end = data.length - 4;
  for (let column = 0; column < xs.length; column++) {
    // In 1/256 pixel; a shift rounds down, below 0 as well.
    const atX = xs[column], atY = ys[column], u = atX & 255, v = atY & 255;
    let left = atX >> 8, top = atY >> 8, right = left + 1, bottom = top + 1;
    const w11 = (u * v + 128) >> 8, w10 = v - w11, w01 = u - w11, w00 = 256 - v - w01;
    if (left < 0 || top < 0 || right > lastX || bottom > lastY) {
      if (outside !== REFLECT) {
        const at = (y: number, x: number, k: number) =>
          (y < 0 || y > lastY || x < 0 || x > lastX ? outside : data[(y * width + x) * channels + k]);
        for (let k = 0; k < channels; k++) {
          warped[to++] = (w00 * at(top, left, k) + w01 * at(top, right, k)
            + w10 * at(bottom, left, k) + w11 * at(bottom, right, k) + 128) >> 8;
        }
        continue;
      }
      left = mirror(left, width);
      right = mirror(right, width);
      top = mirror(top, height);
      bottom = mirror(bottom, height);
    }
    const i00 = (top * width + left) * channels, i01 = (top * width + right) * channels;
    const i10 = (bottom * width + left) * channels, i11 = (bottom * width + right) * channels;
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

function nearestRow(source: Raster, xs: Int32Array, ys: Int32Array, outside: number, moved: Uint8Array, to: number): void {
  const { data, height, width, channels } = source;
  for (let column = 0; column < xs.length; column++) {
    let x = xs[column], y = ys[column];
    if (x < 0 || x >= width || y < 0 || y >= height) {
      if (outside !== REFLECT) {
        for (let k = 0; k < channels; k++) moved[to++] = outside;
        continue;
      }
      x = mirror(x, width);
      y = mirror(y, height);
    }
    const i = (y * width + x) * channels;
    if (channels === 1) moved[to++] = data[i];
    else for (let k = 0; k < channels; k++) moved[to++] = data[i + k];
  }
}

/** Reflects a coordinate about the outermost pixels, as often as it takes. */
export function mirror(at: number, size: number): number {
  if (at >= 0 && at < size) return at;
  if (size === 1) return 0;
  const period = 2 * (size - 1);
  if (at < 0 && at > -size) return -at;
  if (at >= size && at <= period) return period - at;
  const folded = ((at % period) + period) % period;
  return folded < size ? folded : period - folded;
}
