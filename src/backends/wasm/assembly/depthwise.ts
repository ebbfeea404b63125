/**
 * Gradient of the depthwise convolution by its input, one image at a time: output channel
 * c·multiplier + q is input channel c times filter[tap, c, q].
 *
 * For each tap a row of pixels, which stays in the first-level cache, is passed once for each q and each block of 16, 4
 * or 1 channels, so that the filter of these channels stays in registers. Taps that lie outside the image are left out.
 */
import { madd } from './arithmetic';

/** Sizes of a depthwise convolution, in the order in which the caller writes them. */
@unmanaged
export class Geometry {
  inHeight: i32;
  inWidth: i32;
  channels: i32;
  multiplier: i32;
  outHeight: i32;
  outWidth: i32;
  filterHeight: i32;
  filterWidth: i32;
  strideHeight: i32;
  strideWidth: i32;
  dilationHeight: i32;
  dilationWidth: i32;
  top: i32;
  left: i32;
}

/** Along an axis, output j meets input j · stride + offset: the first that lies inside. */
@inline
export function firstOutput(offset: i32, stride: i32): i32 {
  return offset < 0 ? (stride - 1 - offset) / stride : 0;
}

/** The output after the last that lies inside. */
@inline
export function endOutput(offset: i32, stride: i32, size: i32, outputs: i32): i32 {
  return offset < size ? min(outputs, (size - offset + stride - 1) / stride) : 0;
}

/** dx[p + tap, c] += Σ over q of filter[tap, c, q] · dy[p, c, q]; `sizes` are the numbers of a `Geometry`. */
export function accumulateDepthwiseInput(dx: usize, dy: usize, filter: usize, sizes: usize): void {
  const g = changetype<Geometry>(sizes);
  const step = <usize>g.multiplier * 4;
  const xPixel = <usize>g.channels * 4;
  const dyPixel = <usize>g.channels * step;
  for (let row = 0; row < g.outHeight; row++) {
    let weights = filter;
    for (let kh = 0; kh < g.filterHeight; kh++) {
      const y = row * g.strideHeight + kh * g.dilationHeight - g.top;
      for (let kw = 0; kw < g.filterWidth; kw++, weights += dyPixel) {
        const offset = kw * g.dilationWidth - g.left;
        const first = firstOutput(offset, g.strideWidth);
        const last = endOutput(offset, g.strideWidth, g.inWidth, g.outWidth);
        if (y < 0 || y >= g.inHeight || last <= first) continue;
        const a = dx + (<usize>y * g.inWidth + first * g.strideWidth + offset) * xPixel;
        const b = dy + (<usize>row * g.outWidth + first) * dyPixel;
        for (let q: usize = 0; q < step; q += 4) {
          addRow(a, xPixel * g.strideWidth, b + q, dyPixel, last - first, g.channels, step, weights + q);
        }
      }
    }
  }
}

function addRow(
  dx: usize, dxPixel: usize, dy: usize, dyPixel: usize, columns: i32, channels: i32, step: usize, filter: usize,
): void {
  if (step == 4) {
    for (; channels >= 16; channels -= 16, dx += 64, dy += 64, filter += 64) {
      addSixteen(dx, dxPixel, dy, dyPixel, columns, filter);
    }
  }
  for (; channels >= 4; channels -= 4, dx += 16, dy += 4 * step, filter += 4 * step) {
    addFour(dx, dxPixel, dy, dyPixel, columns, step, filter);
  }
  for (; channels > 0; channels--, dx += 4, dy += step, filter += step) {
    const f = f32.load(filter);
    let a = dx;
    let b = dy;
    for (let n = columns; n > 0; n--, a += dxPixel, b += dyPixel) f32.store(a, f32.load(a) + f * f32.load(b));
  }
}

function addSixteen(dx: usize, dxPixel: usize, dy: usize, dyPixel: usize, columns: i32, filter: usize): void {
  const a = v128.load(filter), b = v128.load(filter, 16), c = v128.load(filter, 32), d = v128.load(filter, 48);
  for (; columns > 0; columns--, dx += dxPixel, dy += dyPixel) {
    v128.store(dx, madd(v128.load(dx), a, v128.load(dy)));
    v128.store(dx, madd(v128.load(dx, 16), b, v128.load(dy, 16)), 16);
    v128.store(dx, madd(v128.load(dx, 32), c, v128.load(dy, 32)), 32);
    v128.store(dx, madd(v128.load(dx, 48), d, v128.load(dy, 48)), 48);
  }
}

function addFour(
  dx: usize, dxPixel: usize, dy: usize, dyPixel: usize, columns: i32, step: usize, filter: usize,
): void {
  const f = loadApart(filter, step);
  for (; columns > 0; columns--, dx += dxPixel, dy += dyPixel) {
    v128.store(dx, madd(v128.load(dx), f, loadApart(dy, step)));
  }
}

/** Four floats `step` bytes apart. */
@inline
export function loadApart(p: usize, step: usize): v128 {
  if (step == 4) return v128.load(p);
  let x = v128.load32_zero(p);
  x = v128.load32_lane(p + step, x, 1);
  x = v128.load32_lane(p + 2 * step, x, 2);
  return v128.load32_lane(p + 3 * step, x, 3);
}
