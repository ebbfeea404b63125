/**
 * The gradient of nine taps of a depthwise filter, three neighbours of up to three rows, by four channels of a run of
 * pixels. Along the row each number of dy stays in registers until the taps that meet it have passed.
 */
import { madd } from './arithmetic';
import { addTo } from './depthwise';

/** Three sums of a filter row, if it is one of `rows`. */
@inline
function addSums(rows: i32, i: i32, sums: usize, sumRow: usize, tap: usize, a: v128, b: v128, c: v128): void {
  if (i >= rows) return;
  const p = sums + i * sumRow;
  addTo(p, a);
  addTo(p + tap, b);
  addTo(p + 2 * tap, c);
}

/** The number of the image `i` filter rows below, if there are so many. */
@inline
function below(rows: i32, i: i32, x: usize, down: usize): v128 {
  return i < rows ? v128.load(x + i * down) : f32x4.splat(0);
}

@inline
function maddIf(wanted: bool, sum: v128, a: v128, b: v128): v128 {
  return wanted ? madd(sum, a, b) : sum;
}

/**
 * Four channels at stride 1: pixel p meets the columns p - offset, - 1 and - 2 of dy. The first and last pixels meet only
 * those that lie in column … end.
 */
@inline
export function slide(
  rows: i32, x: usize, dy: usize, pixel: usize, down: usize, width: i32, column: i32, end: i32, offset: i32,
  sums: usize, next: usize,
): void {
  let a0 = f32x4.splat(0), b0 = a0, c0 = a0, a1 = a0, b1 = a0, c1 = a0, a2 = a0, b2 = a0, c2 = a0;
  let p = max(0, column + offset);
  const all = min(width, end + offset);
  const last = min(width, end + offset + 2);
  x += <usize>p * pixel;
  dy += <usize>(p - offset) * pixel;
  for (let first = column + offset + 2; p < last; p++, x += pixel, dy += pixel) {
    if (p >= first && p < all) {
      // All three columns lie inside, and two of them were there before.
      let d = v128.load(dy - 2 * pixel), e = v128.load(dy - pixel);
      for (; p < all; p++, x += pixel, dy += pixel) {
        const f = v128.load(dy), q = v128.load(x), r = below(rows, 1, x, down), s = below(rows, 2, x, down);
        a0 = madd(a0, q, f), b0 = maddIf(rows > 1, b0, r, f), c0 = maddIf(rows > 2, c0, s, f);
        a1 = madd(a1, q, e), b1 = maddIf(rows > 1, b1, r, e), c1 = maddIf(rows > 2, c1, s, e);
        a2 = madd(a2, q, d), b2 = maddIf(rows > 1, b2, r, d), c2 = maddIf(rows > 2, c2, s, d);
        d = e, e = f;
      }
      if (p == last) break;
    }
    const q = v128.load(x), r = below(rows, 1, x, down), s = below(rows, 2, x, down);
    const j = p - offset;
    if (j < end) {
      const f = v128.load(dy);
      a0 = madd(a0, q, f), b0 = maddIf(rows > 1, b0, r, f), c0 = maddIf(rows > 2, c0, s, f);
    }
    if (j > column && j <= end) {
      const e = v128.load(dy - pixel);
      a1 = madd(a1, q, e), b1 = maddIf(rows > 1, b1, r, e), c1 = maddIf(rows > 2, c1, s, e);
    }
    if (j > column + 1) {
      const d = v128.load(dy - 2 * pixel);
      a2 = madd(a2, q, d), b2 = maddIf(rows > 1, b2, r, d), c2 = maddIf(rows > 2, c2, s, d);
    }
  }
  addSums(rows, 0, sums, next, pixel, a0, a1, a2);
  addSums(rows, 1, sums, next, pixel, b0, b1, b2);
  addSums(rows, 2, sums, next, pixel, c0, c1, c2);
}

/** Stride 2: pixel 2j + offset meets the columns j and j - 1 of dy, the one after it column j. */
@inline
export function slideByTwo(
  rows: i32, x: usize, dy: usize, pixel: usize, down: usize, width: i32, column: i32, end: i32, offset: i32,
  sums: usize, next: usize,
): void {
  let a0 = f32x4.splat(0), b0 = a0, c0 = a0, a1 = a0, b1 = a0, c1 = a0, a2 = a0, b2 = a0, c2 = a0;
  let p = 2 * column + offset;
  const all = min(width - 1, 2 * end + offset);
  const last = min(width, 2 * end + offset + 1);
  x += p * pixel;
  dy += <usize>column * pixel;
  for (; p < last; p += 2, x += 2 * pixel, dy += pixel) {
    if (p >= 0 && p > 2 * column + offset && p < all) {
      let d = v128.load(dy - pixel);
      for (; p < all; p += 2, x += 2 * pixel, dy += pixel) {
        const e = v128.load(dy);
        const q = v128.load(x), r = below(rows, 1, x, down), s = below(rows, 2, x, down);
        a2 = madd(a2, q, d), b2 = maddIf(rows > 1, b2, r, d), c2 = maddIf(rows > 2, c2, s, d);
        a0 = madd(a0, q, e), b0 = maddIf(rows > 1, b0, r, e), c0 = maddIf(rows > 2, c0, s, e);
        const t = v128.load(x + pixel), u = below(rows, 1, x + pixel, down), v = below(rows, 2, x + pixel, down);
        a1 = madd(a1, t, e), b1 = maddIf(rows > 1, b1, u, e), c1 = maddIf(rows > 2, c1, v, e);
        d = e;
      }
      if (p >= last) break;
    }
    const inside = p < 2 * end + offset;
    if (p >= 0) {
      const q = v128.load(x), r = below(rows, 1, x, down), s = below(rows, 2, x, down);
      if (inside) {
        const e = v128.load(dy);
        a0 = madd(a0, q, e), b0 = maddIf(rows > 1, b0, r, e), c0 = maddIf(rows > 2, c0, s, e);
      }
      if (p > 2 * column + offset) {
        const d = v128.load(dy - pixel);
        a2 = madd(a2, q, d), b2 = maddIf(rows > 1, b2, r, d), c2 = maddIf(rows > 2, c2, s, d);
      }
    }
    if (inside && p >= -1 && p + 1 < width) {
      const e = v128.load(dy);
      const t = v128.load(x + pixel), u = below(rows, 1, x + pixel, down), v = below(rows, 2, x + pixel, down);
      a1 = madd(a1, t, e), b1 = maddIf(rows > 1, b1, u, e), c1 = maddIf(rows > 2, c1, v, e);
    }
  }
  addSums(rows, 0, sums, next, pixel, a0, a1, a2);
  addSums(rows, 1, sums, next, pixel, b0, b1, b2);
  addSums(rows, 2, sums, next, pixel, c0, c1, c2);
}
