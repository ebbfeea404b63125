/**
 * The depthwise convolution of one image of two channels or more: each times its filter[tap, channel], summed over the
 * taps that meet the image, plus bias, and clamped. Channels go by sixteen, then by four, of which the last may overlap.
 */
import { madd, storeLanes } from './arithmetic';

export function depthwise(
  input: usize, filter: usize, bias: usize, output: usize, height: i32, width: i32, channels: i32,
  outHeight: i32, outWidth: i32, filterHeight: i32, filterWidth: i32, strideHeight: i32, strideWidth: i32,
  dilationHeight: i32, dilationWidth: i32, top: i32, left: i32, low: f32, high: f32,
): void {
  const pixel = <usize>channels * 4;
  const row = <usize>(width * dilationHeight) * pixel;
  const column = <usize>dilationWidth * pixel;
  const filterRow = <usize>filterWidth * pixel;
  for (let i = 0; i < outHeight; i++) {
    const y = i * strideHeight - top;
    const firstRow = firstTap(y, dilationHeight);
    const rows = endTap(y, dilationHeight, filterHeight, height) - firstRow;
    for (let j = 0; j < outWidth; j++, output += pixel) {
      const x = j * strideWidth - left;
      const firstColumn = firstTap(x, dilationWidth);
      const columns = endTap(x, dilationWidth, filterWidth, width) - firstColumn;
      const corner = input + <usize>((y + firstRow * dilationHeight) * width + x + firstColumn * dilationWidth) * pixel;
      const weights = filter + <usize>(firstRow * filterWidth + firstColumn) * pixel;
      let c: usize = 0;
      for (; c + 64 <= pixel; c += 64) {
        sixteen(corner + c, row, column, weights + c, filterRow, pixel, rows, columns, bias + c, output + c, low, high);
      }
      if (pixel < 16) few(corner, row, column, weights, filterRow, pixel, rows, columns, bias, output, low, high);
      else for (; c < pixel; c += 16) {
        const at = min(c, pixel - 16);
        four(
          corner + at, row, column, weights + at, filterRow, pixel, rows, columns, bias + at, output + at, low, high,
        );
      }
    }
  }
}

/** The first tap that meets the image, with tap 0 at position `x`. */
@inline
function firstTap(x: i32, dilation: i32): i32 {
  return x < 0 ? (dilation - 1 - x) / dilation : 0;
}

/** The tap after the last that meets an image of the given size. */
@inline
function endTap(x: i32, dilation: i32, taps: i32, size: i32): i32 {
  if (x + (taps - 1) * dilation < size) return taps;
  return x < size ? (size - x + dilation - 1) / dilation : 0;
}

function sixteen(
  x: usize, row: usize, column: usize, filter: usize, filterRow: usize, tap: usize, rows: i32, columns: i32,
  bias: usize, output: usize, low: f32, high: f32,
): void {
  let a = v128.load(bias), b = v128.load(bias, 16), c = v128.load(bias, 32), d = v128.load(bias, 48);
  for (; rows > 0; rows--, x += row, filter += filterRow) {
    let p = x;
    let w = filter;
    for (let n = columns; n > 0; n--, p += column, w += tap) {
      a = madd(a, v128.load(p), v128.load(w));
      b = madd(b, v128.load(p, 16), v128.load(w, 16));
      c = madd(c, v128.load(p, 32), v128.load(w, 32));
      d = madd(d, v128.load(p, 48), v128.load(w, 48));
    }
  }
  v128.store(output, clamp(a, low, high));
  v128.store(output, clamp(b, low, high), 16);
  v128.store(output, clamp(c, low, high), 32);
  v128.store(output, clamp(d, low, high), 48);
}

function four(
  x: usize, row: usize, column: usize, filter: usize, filterRow: usize, tap: usize, rows: i32, columns: i32,
  bias: usize, output: usize, low: f32, high: f32,
): void {
  let sum = v128.load(bias);
  for (; rows > 0; rows--, x += row, filter += filterRow) {
    let p = x;
    let w = filter;
    for (let n = columns; n > 0; n--, p += column, w += tap) sum = madd(sum, v128.load(p), v128.load(w));
  }
  v128.store(output, clamp(sum, low, high));
}

/** All channels where there are two or three. */
function few(
  x: usize, row: usize, column: usize, filter: usize, filterRow: usize, tap: usize, rows: i32, columns: i32,
  bias: usize, output: usize, low: f32, high: f32,
): void {
  let sum = loadFew(bias, tap);
  for (; rows > 0; rows--, x += row, filter += filterRow) {
    let p = x;
    let w = filter;
    for (let n = columns; n > 0; n--, p += column, w += tap) sum = madd(sum, loadFew(p, tap), loadFew(w, tap));
  }
  sum = clamp(sum, low, high);
  storeLanes(output, sum, sum, <i32>(tap / 4));
}

/** Two or three floats, and zeros. */
@inline
function loadFew(p: usize, bytes: usize): v128 {
  const x = v128.load64_zero(p);
  return bytes == 8 ? x : v128.load32_lane(p + 8, x, 2);
}

/** Into [low, high]; NaN stays. */
@inline
function clamp(x: v128, low: f32, high: f32): v128 {
  return f32x4.pmin(f32x4.pmax(x, f32x4.splat(low)), f32x4.splat(high));
}

/** Each of `count` numbers `times` times in a row; the target needs 16 bytes to spare. */
export function repeatEach(source: usize, target: usize, count: i32, times: i32): void {
  const bytes = <usize>times * 4;
  for (; count > 0; count--, source += 4, target += bytes) {
    const x = v128.load32_splat(source);
    for (let i: usize = 0; i < bytes; i += 16) v128.store(target + i, x);
  }
}
