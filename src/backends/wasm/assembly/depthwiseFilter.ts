/**
 * Gradient of the depthwise convolution by its filter, one image at a time:
 *
 *   filter[tap, c, q] += Σ over pixels of input[p + tap, c] · dy[p, c·multiplier + q]
 *
 * A run of pixels, along a row or down a column, is summed in registers that begin at zero, and added in at its end:
 * float32 sums stay short. Three neighbouring taps of a filter row go together and share what they load of dy, where all
 * three meet the image; the few columns at the edges where not all do are runs of their own. Taps that lie outside the
 * image are left out.
 */
import { madd } from './arithmetic';
import { endOutput, firstOutput, Geometry, loadApart } from './depthwise';

/** Longest run along a row: what it reads stays in the first-level cache for all taps and channels. */
const RUN = 64;

/** `sizes` are the numbers of a `Geometry`. */
export function accumulateDepthwiseFilter(input: usize, dy: usize, filter: usize, sizes: usize): void {
  const g = changetype<Geometry>(sizes);
  // Taps of a filter row that go by three, the others by one.
  const inThrees = g.multiplier == 1 && g.channels >= 8 ? g.filterWidth / 3 * 3 : 0;
  for (let row = 0; row < g.outHeight; row++) {
    for (let column = 0; column < g.outWidth; column += RUN) {
      for (let kh = 0; kh < g.filterHeight; kh++) {
        const y = row * g.strideHeight + kh * g.dilationHeight - g.top;
        if (y >= 0 && y < g.inHeight) alongRow(g, input, dy, filter, row, column, kh, inThrees);
      }
    }
  }
  for (let kh = 0; kh < g.filterHeight; kh++) {
    for (let kw = 0; kw < inThrees; kw++) downEdges(g, input, dy, filter, kh, kw);
  }
}

/** Runs of output row `row` from `column` on, for the taps of filter row `kh`. */
@inline
function alongRow(
  g: Geometry, input: usize, dy: usize, filter: usize, row: i32, column: i32, kh: i32, inThrees: i32,
): void {
  const pixel = <usize>g.channels * 4;
  const step = <usize>g.multiplier * 4;
  const dyPixel = pixel * g.multiplier;
  const stride = pixel * g.strideWidth;
  const tap = pixel * g.dilationWidth;
  const y = row * g.strideHeight + kh * g.dilationHeight - g.top;
  for (let kw = 0; kw < g.filterWidth;) {
    const taps = kw < inThrees ? 3 : 1;
    const offset = kw * g.dilationWidth - g.left;
    const first = max(column, firstOutput(offset, g.strideWidth));
    const last = offset + (taps - 1) * g.dilationWidth;
    const count = min(column + RUN, endOutput(last, g.strideWidth, g.inWidth, g.outWidth)) - first;
    const x = input + <usize>(y * g.inWidth + first * g.strideWidth + offset) * pixel;
    const d = dy + <usize>(row * g.outWidth + first) * dyPixel;
    const sums = filter + <usize>(kh * g.filterWidth + kw) * dyPixel;
    if (count > 0 && taps == 3) threeTaps(x, stride, d, dyPixel, count, g.channels, sums, tap, dyPixel);
    else if (count > 0) oneTap(x, stride, d, dyPixel, count, g.channels, step, sums);
    kw += taps;
  }
}

/** Runs down the columns of which tap [kh, kw] meets the image, but not all three that go with it. */
@inline
function downEdges(g: Geometry, input: usize, dy: usize, filter: usize, kh: i32, kw: i32): void {
  const pixel = <usize>g.channels * 4;
  const down = kh * g.dilationHeight - g.top;
  const row = firstOutput(down, g.strideHeight);
  const count = endOutput(down, g.strideHeight, g.inHeight, g.outHeight) - row;
  if (count <= 0) return;
  const offset = kw * g.dilationWidth - g.left;
  const least = offset - kw % 3 * g.dilationWidth;
  const inner = firstOutput(least, g.strideWidth);
  const innerEnd = endOutput(least + 2 * g.dilationWidth, g.strideWidth, g.inWidth, g.outWidth);
  const end = endOutput(offset, g.strideWidth, g.inWidth, g.outWidth);
  const sums = filter + <usize>(kh * g.filterWidth + kw) * pixel;
  for (let j = firstOutput(offset, g.strideWidth); j < end; j++) {
    if (j >= inner && j < innerEnd) continue;
    const x = input + <usize>((row * g.strideHeight + down) * g.inWidth + j * g.strideWidth + offset) * pixel;
    const d = dy + <usize>(row * g.outWidth + j) * pixel;
    oneTap(x, <usize>(g.strideHeight * g.inWidth) * pixel, d, <usize>g.outWidth * pixel, count, g.channels, 4, sums);
  }
}

/** Taps `tap` bytes apart in the image and `sumTap` in the sums: eight channels of three, the rest one by one. */
function threeTaps(
  x: usize, xStep: usize, dy: usize, dyStep: usize, count: i32, channels: i32, sums: usize, tap: usize, sumTap: usize,
): void {
  for (; channels >= 8; channels -= 8, x += 32, dy += 32, sums += 32) {
    eightOfThree(x, xStep, dy, dyStep, count, sums, tap, sumTap);
  }
  if (channels == 0) return;
  for (let i = 0; i < 3; i++, x += tap, sums += sumTap) oneTap(x, xStep, dy, dyStep, count, channels, 4, sums);
}

function eightOfThree(
  x: usize, xStep: usize, dy: usize, dyStep: usize, count: i32, sums: usize, tap: usize, sumTap: usize,
): void {
  let a0 = f32x4.splat(0), a1 = a0, b0 = a0, b1 = a0, c0 = a0, c1 = a0;
  let a = x, b = a + tap, c = b + tap;
  for (; count > 0; count--) {
    const d0 = v128.load(dy), d1 = v128.load(dy, 16);
    a0 = madd(a0, v128.load(a), d0), a1 = madd(a1, v128.load(a, 16), d1);
    b0 = madd(b0, v128.load(b), d0), b1 = madd(b1, v128.load(b, 16), d1);
    c0 = madd(c0, v128.load(c), d0), c1 = madd(c1, v128.load(c, 16), d1);
    a += xStep, b += xStep, c += xStep, dy += dyStep;
  }
  addEight(sums, a0, a1);
  addEight(sums + sumTap, b0, b1);
  addEight(sums + 2 * sumTap, c0, c1);
}

@inline
function addEight(sums: usize, a: v128, b: v128): void {
  v128.store(sums, f32x4.add(v128.load(sums), a));
  v128.store(sums, f32x4.add(v128.load(sums, 16), b), 16);
}

/** Channel c of dy, and its sum, begin at c · step bytes. */
function oneTap(
  x: usize, xStep: usize, dy: usize, dyStep: usize, count: i32, channels: i32, step: usize, sums: usize,
): void {
  if (step == 4) {
    for (; channels >= 16; channels -= 16, x += 64, dy += 64, sums += 64) sixteen(x, xStep, dy, dyStep, count, sums);
  }
  for (; channels >= 4; channels -= 4, x += 16, dy += 4 * step, sums += 4 * step) {
    for (let q: usize = 0; q < step; q += 4) four(x, xStep, dy + q, dyStep, count, step, sums + q);
  }
  for (; channels > 0; channels--, x += 4, dy += step, sums += step) {
    for (let q: usize = 0; q < step; q += 4) one(x, xStep, dy + q, dyStep, count, sums + q);
  }
}

function sixteen(x: usize, xStep: usize, dy: usize, dyStep: usize, count: i32, sums: usize): void {
  let a = f32x4.splat(0), b = a, c = a, d = a;
  for (; count > 0; count--, x += xStep, dy += dyStep) {
    a = madd(a, v128.load(x), v128.load(dy));
    b = madd(b, v128.load(x, 16), v128.load(dy, 16));
    c = madd(c, v128.load(x, 32), v128.load(dy, 32));
    d = madd(d, v128.load(x, 48), v128.load(dy, 48));
  }
  addEight(sums, a, b);
  addEight(sums + 32, c, d);
}

function four(x: usize, xStep: usize, dy: usize, dyStep: usize, count: i32, step: usize, sums: usize): void {
  let sum = f32x4.splat(0);
  for (; count > 0; count--, x += xStep, dy += dyStep) sum = madd(sum, v128.load(x), loadApart(dy, step));
  sum = f32x4.add(loadApart(sums, step), sum);
  v128.store32_lane(sums, sum, 0);
  v128.store32_lane(sums + step, sum, 1);
  v128.store32_lane(sums + 2 * step, sum, 2);
  v128.store32_lane(sums + 3 * step, sum, 3);
}

function one(x: usize, xStep: usize, dy: usize, dyStep: usize, count: i32, sum: usize): void {
  let a: f32 = 0;
  for (; count > 0; count--, x += xStep, dy += dyStep) a += f32.load(x) * f32.load(dy);
  f32.store(sum, f32.load(sum) + a);
}
