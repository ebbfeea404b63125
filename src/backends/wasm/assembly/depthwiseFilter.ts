/**
 * Gradient of the depthwise convolution by its filter, one image at a time:
 *
 *   filter[tap, c, q] += Σ over pixels of input[p + tap, c] · dy[p, c·multiplier + q]
 *
 * A run of pixels along a row is summed in registers that begin at zero, and added in at its end: float32 sums stay
 * short. Three taps of up to three filter rows go together at stride 1 or 2: what is loaded serves all of them. Other taps
 * go one by one; those that lie outside the image are left out.
 */
import { madd } from './arithmetic';
import { addTo, endOutput, firstOutput, Geometry, inThrees, loadApart } from './depthwise';
import { slide, slideByTwo } from './depthwiseFilterThree';

/** Longest run along a row: what it reads stays in the first-level cache for all taps and channels. */
const RUN = 64;

/** `sizes` are the numbers of a `Geometry`. */
export function accumulateDepthwiseFilter(input: usize, dy: usize, filter: usize, sizes: usize): void {
  const g = changetype<Geometry>(sizes);
  for (let row = 0; row < g.outHeight; row++) {
    const y = row * g.strideHeight - g.top;
    const from = firstOutput(y, g.dilationHeight);
    const end = endOutput(y, g.dilationHeight, g.inHeight, g.filterHeight);
    for (let column = 0; column < g.outWidth; column += RUN) {
      const run = min(RUN, g.outWidth - column);
      for (let kh = from; kh < end; kh += 3) {
        correlate(g, input, dy, filter, row, y, column, column + run, kh, min(3, end - kh));
      }
    }
  }
}

/** Columns `column` to `end` of a row of dy, for `rows` rows of the filter. */
function correlate(
  g: Geometry, input: usize, dy: usize, filter: usize, row: i32, y: i32, column: i32, end: i32, kh: i32, rows: i32,
): void {
  const pixel = <usize>g.channels * 4;
  const dyPixel = pixel * g.multiplier;
  const x = input + <usize>((y + kh * g.dilationHeight) * g.inWidth) * pixel;
  const d = dy + <usize>(row * g.outWidth) * dyPixel;
  let sums = filter + <usize>(kh * g.filterWidth) * dyPixel;
  let kw = 0;
  for (; kw < inThrees(g); kw += 3, sums += 3 * pixel) threeTaps(g, x, d, column, end, sums, rows, kw - g.left);
  for (; kw < g.filterWidth; kw++, sums += dyPixel) {
    oneTap(g, x, d, column, end, sums, rows, kw * g.dilationWidth - g.left, 0);
  }
}

/** The tap that meets pixel j · stride + offset, for the channels from `channel` on. */
function oneTap(
  g: Geometry, x: usize, dy: usize, column: i32, end: i32, sums: usize, rows: i32, offset: i32, channel: i32,
): void {
  const first = max(column, firstOutput(offset, g.strideWidth));
  const count = min(end, endOutput(offset, g.strideWidth, g.inWidth, g.outWidth)) - first;
  if (count <= 0) return;
  const pixel = <usize>g.channels * 4;
  const down = <usize>(g.dilationHeight * g.inWidth) * pixel;
  const step = <usize>g.multiplier * 4;
  const dyPixel = <usize>g.channels * step;
  x += <usize>((first * g.strideWidth + offset) * g.channels + channel) * 4;
  dy += <usize>(first * g.channels + channel) * step;
  sums += <usize>channel * step;
  for (; rows > 0; rows--, x += down, sums += <usize>g.filterWidth * dyPixel) {
    addRun(x, pixel * g.strideWidth, dy, dyPixel, count, g.channels - channel, step, sums);
  }
}

/** Channel c of dy, and its sum, begin at c · step bytes. */
function addRun(
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
  addTo(sums, a);
  addTo(sums + 16, b);
  addTo(sums + 32, c);
  addTo(sums + 48, d);
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

function one(x: usize, xStep: usize, dy: usize, dyStep: usize, count: i32, sums: usize): void {
  let sum: f32 = 0;
  for (; count > 0; count--, x += xStep, dy += dyStep) sum += f32.load(x) * f32.load(dy);
  f32.store(sums, f32.load(sums) + sum);
}

/** Taps that meet pixels j · stride + offset, + 1 and + 2. */
function threeTaps(
  g: Geometry, x: usize, dy: usize, column: i32, end: i32, sums: usize, rows: i32, offset: i32,
): void {
  const pixel = <usize>g.channels * 4;
  const down = <usize>(g.dilationHeight * g.inWidth) * pixel;
  const next = <usize>g.filterWidth * pixel;
  const width = g.inWidth;
  let channel = 0;
  for (; channel + 4 <= g.channels; channel += 4) {
    const c = <usize>channel * 4;
    if (g.strideWidth == 1) {
      if (rows == 3) slide(3, x + c, dy + c, pixel, down, width, column, end, offset, sums + c, next);
      else if (rows == 2) slide(2, x + c, dy + c, pixel, down, width, column, end, offset, sums + c, next);
      else slide(1, x + c, dy + c, pixel, down, width, column, end, offset, sums + c, next);
    } else if (rows == 3) slideByTwo(3, x + c, dy + c, pixel, down, width, column, end, offset, sums + c, next);
    else if (rows == 2) slideByTwo(2, x + c, dy + c, pixel, down, width, column, end, offset, sums + c, next);
    else slideByTwo(1, x + c, dy + c, pixel, down, width, column, end, offset, sums + c, next);
  }
  if (channel == g.channels) return;
  for (let tap = 0; tap < 3; tap++, sums += pixel) oneTap(g, x, dy, column, end, sums, rows, offset + tap, channel);
}
