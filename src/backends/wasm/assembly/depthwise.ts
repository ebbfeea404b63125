/**
 * Gradients of the depthwise convolution, some output rows of one image at a time:
 * output channel c·multiplier + q is input channel c times filter[tap, c, q].
 *
 * For each tap a row of pixels, which stays in the first-level cache, is passed once for each q and each block of 16, 4
 * or 1 channels, so that what belongs to these channels stays in registers: the sums of the filter's gradient, the
 * filter in the input's gradient. Taps that lie outside the image are left out.
 */
import { madd } from './arithmetic';

/**
 * filter[tap, c, q] += Σ over pixels of input[p + tap, c] · dy[p, c, q], for the output rows from `row` up to `end`.
 * `sizes` are the numbers of a `Geometry`.
 */
export function accumulateDepthwiseFilter(
  input: usize, dy: usize, filter: usize, row: i32, end: i32, sizes: usize,
): void {
  eachTapRow(input, dy, filter, row, end, sizes, false);
}

/** dx[p + tap, c] += Σ over q of filter[tap, c, q] · dy[p, c, q], for the output rows from `row` up to `end`. */
export function accumulateDepthwiseInput(
  dx: usize, dy: usize, filter: usize, row: i32, end: i32, sizes: usize,
): void {
  eachTapRow(dx, dy, filter, row, end, sizes, true);
}

/** Sizes of a depthwise convolution, in the order in which the caller writes them. */
@unmanaged
class Geometry {
  inHeight: i32;
  inWidth: i32;
  channels: i32;
  multiplier: i32;
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

/** `x` is the image, or its gradient where `toInput`. */
@inline
function eachTapRow(x: usize, dy: usize, filter: usize, row: i32, end: i32, sizes: usize, toInput: bool): void {
  const g = changetype<Geometry>(sizes);
  const step = <usize>g.multiplier * 4;
  const xPixel = <usize>g.channels * 4;
  const dyPixel = <usize>g.channels * step;
  for (; row < end; row++) {
    let weights = filter;
    for (let kh = 0; kh < g.filterHeight; kh++) {
      const y = row * g.strideHeight + kh * g.dilationHeight - g.top;
      for (let kw = 0; kw < g.filterWidth; kw++, weights += dyPixel) {
        // Output column j meets input column j · stride + offset.
        const offset = kw * g.dilationWidth - g.left;
        const first = offset < 0 ? (g.strideWidth - 1 - offset) / g.strideWidth : 0;
        const last = min(g.outWidth, (g.inWidth - offset + g.strideWidth - 1) / g.strideWidth);
        if (y < 0 || y >= g.inHeight || offset >= g.inWidth || last <= first) continue;
        const a = x + (<usize>y * g.inWidth + first * g.strideWidth + offset) * xPixel;
        const b = dy + (<usize>row * g.outWidth + first) * dyPixel;
        for (let q: usize = 0; q < step; q += 4) {
          if (toInput) addRow(a, xPixel * g.strideWidth, b + q, dyPixel, last - first, g.channels, step, weights + q);
          else sumRow(a, xPixel * g.strideWidth, b + q, dyPixel, last - first, g.channels, step, weights + q);
        }
      }
    }
  }
}

function sumRow(
  x: usize, xPixel: usize, dy: usize, dyPixel: usize, columns: i32, channels: i32, step: usize, sums: usize,
): void {
  if (step == 4) {
    for (; channels >= 16; channels -= 16, x += 64, dy += 64, sums += 64) {
      sixteenSums(x, xPixel, dy, dyPixel, columns, sums);
    }
  }
  for (; channels >= 4; channels -= 4, x += 16, dy += 4 * step, sums += 4 * step) {
    fourSums(x, xPixel, dy, dyPixel, columns, step, sums);
  }
  for (; channels > 0; channels--, x += 4, dy += step, sums += step) {
    let sum = f32.load(sums);
    let a = x;
    let b = dy;
    for (let n = columns; n > 0; n--, a += xPixel, b += dyPixel) sum += f32.load(a) * f32.load(b);
    f32.store(sums, sum);
  }
}

function sixteenSums(x: usize, xPixel: usize, dy: usize, dyPixel: usize, columns: i32, sums: usize): void {
  let a = v128.load(sums), b = v128.load(sums, 16), c = v128.load(sums, 32), d = v128.load(sums, 48);
  for (; columns > 0; columns--, x += xPixel, dy += dyPixel) {
    a = madd(a, v128.load(x), v128.load(dy));
    b = madd(b, v128.load(x, 16), v128.load(dy, 16));
    c = madd(c, v128.load(x, 32), v128.load(dy, 32));
    d = madd(d, v128.load(x, 48), v128.load(dy, 48));
  }
  v128.store(sums, a);
  v128.store(sums, b, 16);
  v128.store(sums, c, 32);
  v128.store(sums, d, 48);
}

function fourSums(x: usize, xPixel: usize, dy: usize, dyPixel: usize, columns: i32, step: usize, sums: usize): void {
  let sum = loadApart(sums, step);
  for (; columns > 0; columns--, x += xPixel, dy += dyPixel) sum = madd(sum, v128.load(x), loadApart(dy, step));
  v128.store32_lane(sums, sum, 0);
  v128.store32_lane(sums + step, sum, 1);
  v128.store32_lane(sums + 2 * step, sum, 2);
  v128.store32_lane(sums + 3 * step, sum, 3);
}

/** Four floats `step` bytes apart. */
@inline
function loadApart(p: usize, step: usize): v128 {
  if (step == 4) return v128.load(p);
  let x = v128.load32_zero(p);
  x = v128.load32_lane(p + step, x, 1);
  x = v128.load32_lane(p + 2 * step, x, 2);
  return v128.load32_lane(p + 3 * step, x, 3);
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
