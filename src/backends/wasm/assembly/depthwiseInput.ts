/**
 * Gradient of the depthwise convolution by its input, one image at a time: output channel
 * c·multiplier + q is input channel c times filter[tap, c, q].
 *
 * A row of the image gathers from up to three rows of dy at once. Along the row, three neighbouring taps go together at
 * stride 1 or 2: a number of dy is loaded once, and what it gives to pixels that are not complete yet stays in registers.
 * With nine taps and stride 2, two rows of the image go together.
 * Other taps go one by one. Taps that lie outside the image are left out.
 */
import { madd } from './arithmetic';
import { endOutput, firstOutput, Geometry, inThrees, loadApart } from './depthwise';
import { slide, slideByTwo, slideTwoRows } from './depthwiseInputThree';

/** dx[p, c] = Σ over taps and q of filter[tap, c, q] · dy[p - tap, c, q]; `sizes` are the numbers of a `Geometry`. */
export function depthwiseInput(dx: usize, dy: usize, filter: usize, sizes: usize): void {
  const g = changetype<Geometry>(sizes);
  const rowBytes = <usize>(g.inWidth * g.channels) * 4;
  // Each hop-th row of the filter meets the same row of the image, at rows of dy that lie `rise` apart.
  let hop = 1;
  while (hop * g.dilationHeight % g.strideHeight != 0) hop++;
  const rise = hop * g.dilationHeight / g.strideHeight;
  for (let y = 0; y < g.inHeight; y++, dx += rowBytes) {
    if (twoRows(g, dx, dy, filter, y)) {
      y++;
      dx += rowBytes;
      continue;
    }
    let fresh = inThrees(g) > 0 && g.channels % 4 == 0;
    if (!fresh) memory.fill(dx, 0, rowBytes);
    for (let kh = 0; kh < g.filterHeight;) {
      const from = y + g.top - kh * g.dilationHeight;
      if (from < 0) break;
      const row = from / g.strideHeight;
      if (from % g.strideHeight != 0 || row >= g.outHeight) {
        kh++;
        continue;
      }
      const rows = min(3, min((g.filterHeight - kh + hop - 1) / hop, row / rise + 1));
      gather(g, dx, dy, filter, row, rise, rows, kh, hop, fresh);
      fresh = false;
      kh += rows * hop;
    }
    if (fresh) memory.fill(dx, 0, rowBytes);
  }
}

/** Rows `y` and `y + 1` of the image; returns whether they go together. */
function twoRows(g: Geometry, dx: usize, dy: usize, filter: usize, y: i32): bool {
  if (inThrees(g) != 3 || g.filterWidth != 3 || g.filterHeight != 3 || g.channels % 4 != 0) return false;
  if (g.strideHeight != 2 || g.strideWidth != 2 || g.dilationHeight != 1) return false;
  const row = (y + g.top) / 2;
  if ((y + g.top) % 2 != 0 || row == 0 || row >= g.outHeight || y + 1 == g.inHeight) return false;
  const first = firstOutput(-g.left, 2);
  const count = endOutput(1 - g.left, 2, g.inWidth, g.outWidth) - first;
  if (count <= 0) return false;
  const pixel = <usize>g.channels * 4;
  const below = <usize>g.inWidth * pixel;
  const up = <usize>g.outWidth * pixel;
  const start = first * 2 - g.left;
  const after = g.inWidth - start - count * 2;
  memory.fill(dx, 0, 2 * below);
  dx += <usize>start * pixel;
  dy += <usize>row * up + <usize>first * pixel;
  const more = first + count < g.outWidth;
  for (let channel = 0; channel < g.channels; channel += 4, dx += 16, dy += 16, filter += 16) {
    slideTwoRows(dx, below, dy, pixel, up, count, filter, first, start, after, more);
  }
  return true;
}

/** To the row `dx`, from `rows` rows of dy, of which the first is `row` and the others lie above. */
function gather(
  g: Geometry, dx: usize, dy: usize, filter: usize, row: i32, rise: i32, rows: i32, kh: i32, hop: i32, fresh: bool,
): void {
  const dyPixel = <usize>(g.channels * g.multiplier) * 4;
  const up = <usize>(rise * g.outWidth) * dyPixel;
  const next = <usize>(hop * g.filterWidth) * dyPixel;
  dy += <usize>(row * g.outWidth) * dyPixel;
  filter += <usize>(kh * g.filterWidth) * dyPixel;
  let kw = 0;
  for (; kw < inThrees(g); kw += 3, filter += 3 * dyPixel) {
    threeTaps(g, dx, dy, up, rows, filter, next, kw - g.left, fresh && kw == 0);
  }
  for (; kw < g.filterWidth; kw++, filter += dyPixel) {
    oneTap(g, dx, dy, up, rows, filter, next, kw * g.dilationWidth - g.left, 0);
  }
}

/** The tap that meets pixel j · stride + offset, for the channels from `channel` on. */
function oneTap(
  g: Geometry, dx: usize, dy: usize, up: usize, rows: i32, filter: usize, next: usize, offset: i32, channel: i32,
): void {
  const first = firstOutput(offset, g.strideWidth);
  const columns = endOutput(offset, g.strideWidth, g.inWidth, g.outWidth) - first;
  const step = <usize>g.multiplier * 4;
  const dxPixel = <usize>(g.channels * g.strideWidth) * 4;
  const dyPixel = <usize>g.channels * step;
  dx += <usize>((first * g.strideWidth + offset) * g.channels + channel) * 4;
  dy += <usize>first * dyPixel + <usize>channel * step;
  filter += <usize>channel * step;
  for (; rows > 0; rows--, dy -= up, filter += next) {
    for (let q: usize = 0; q < step; q += 4) {
      addRow(dx, dxPixel, dy + q, dyPixel, columns, g.channels - channel, step, filter + q);
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
    const f = loadApart(filter, step);
    let a = dx, b = dy;
    for (let n = columns; n > 0; n--, a += dxPixel, b += dyPixel) v128.store(a, madd(v128.load(a), f, loadApart(b, step)));
  }
  for (; channels > 0; channels--, dx += 4, dy += step, filter += step) {
    const f = f32.load(filter);
    let a = dx, b = dy;
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

/** Taps that meet pixels j · stride + offset, + 1 and + 2; into a row that holds nothing yet, if it is `fresh`. */
function threeTaps(
  g: Geometry, dx: usize, dy: usize, up: usize, rows: i32, filter: usize, next: usize, offset: i32, fresh: bool,
): void {
  const pixel = <usize>g.channels * 4;
  const stride = g.strideWidth;
  const first = firstOutput(offset, stride);
  const count = max(0, endOutput(offset + stride - 1, stride, g.inWidth, g.outWidth) - first);
  const start = count > 0 ? first * stride + offset : 0;
  const after = g.inWidth - start - count * stride;
  if (fresh) {
    memory.fill(dx, 0, <usize>start * pixel);
    memory.fill(dx + <usize>(g.inWidth - after) * pixel, 0, <usize>after * pixel);
  }
  let channel = 0;
  if (count > 0) {
    const more = first + count < g.outWidth;
    const fromPixel = fresh ? 0 : pixel;
    for (; channel + 4 <= g.channels; channel += 4) {
      const c = <usize>channel * 4;
      const a = dx + <usize>start * pixel + c;
      const b = dy + <usize>first * pixel + c;
      const f = filter + c;
      const from = fresh ? g.zeros : a;
      if (stride == 1) {
        if (rows == 3) slide(3, a, from, fromPixel, b, pixel, up, count, f, next, first, after);
        else if (rows == 2) slide(2, a, from, fromPixel, b, pixel, up, count, f, next, first, after);
        else slide(1, a, from, fromPixel, b, pixel, up, count, f, next, first, after);
      } else if (rows == 3) slideByTwo(3, a, from, fromPixel, b, pixel, up, count, f, next, first, start, after, more);
      else if (rows == 2) slideByTwo(2, a, from, fromPixel, b, pixel, up, count, f, next, first, start, after, more);
      else slideByTwo(1, a, from, fromPixel, b, pixel, up, count, f, next, first, start, after, more);
    }
  }
  if (channel == g.channels) return;
  for (let tap = 0; tap < 3; tap++, filter += pixel) oneTap(g, dx, dy, up, rows, filter, next, offset + tap, channel);
}
