/**
 * The gradient that nine taps of a depthwise filter, three neighbours of up to three rows, give to a row of the image, by
 * four channels. What a number of dy gives to pixels that are not complete yet stays in registers.
 */
import { madd } from './arithmetic';
import { addTo } from './depthwise';

/** Weight of filter row `i` for the tap; zero where there are fewer rows. */
@inline
function weight(rows: i32, i: i32, filter: usize, next: usize): v128 {
  return i < rows ? v128.load(filter + i * next) : f32x4.splat(0);
}

/** Sum over the rows of dy of weight times number. */
@inline
function sum(rows: i32, f: v128, a: v128, g: v128, b: v128, h: v128, c: v128): v128 {
  let s = f32x4.mul(f, a);
  if (rows > 1) s = madd(s, g, b);
  if (rows > 2) s = madd(s, h, c);
  return s;
}

/** The number of dy `i` rows above, if there are so many. */
@inline
function above(rows: i32, i: i32, dy: usize, up: usize): v128 {
  return i < rows ? v128.load(dy - i * up) : f32x4.splat(0);
}

/**
 * Stride 1, four channels of `count` pixels from `dx` on, the first of which the first tap takes from `dy`; of the
 * numbers of dy, `before` lie before that, and of the pixels, `after` after the last.
 */
@inline
export function slide(
  rows: i32, dx: usize, from: usize, fromPixel: usize, dy: usize, pixel: usize, up: usize, count: i32, filter: usize, next: usize, before: i32,
  after: i32,
): void {
  const f0 = weight(rows, 0, filter, next), g0 = weight(rows, 1, filter, next), h0 = weight(rows, 2, filter, next);
  filter += pixel;
  const f1 = weight(rows, 0, filter, next), g1 = weight(rows, 1, filter, next), h1 = weight(rows, 2, filter, next);
  filter += pixel;
  const f2 = weight(rows, 0, filter, next), g2 = weight(rows, 1, filter, next), h2 = weight(rows, 2, filter, next);
  // What dy gave to the next pixel, and to the one after it.
  let s = f32x4.splat(0), t = s;
  for (let lead = min(before, 2); lead > 0; lead--) {
    const p = dy - <usize>lead * pixel;
    const a = v128.load(p), b = above(rows, 1, p, up), c = above(rows, 2, p, up);
    s = f32x4.add(t, sum(rows, f1, a, g1, b, h1, c));
    t = sum(rows, f2, a, g2, b, h2, c);
  }
  for (; count > 0; count--, dx += pixel, from += fromPixel, dy += pixel) {
    const a = v128.load(dy), b = above(rows, 1, dy, up), c = above(rows, 2, dy, up);
    v128.store(dx, f32x4.add(v128.load(from), f32x4.add(s, sum(rows, f0, a, g0, b, h0, c))));
    s = f32x4.add(t, sum(rows, f1, a, g1, b, h1, c));
    t = sum(rows, f2, a, g2, b, h2, c);
  }
  if (after > 0) addTo(dx, s);
  if (after > 1) addTo(dx + pixel, t);
}

/**
 * Stride 2: each number of dy gives to the pixel at `dx`, the next and the one after, where the next column of dy begins.
 * `start` is the column of the first pixel; `more` says whether dy goes on after `count` columns.
 */
@inline
export function slideByTwo(
  rows: i32, dx: usize, from: usize, fromPixel: usize, dy: usize, pixel: usize, up: usize, count: i32, filter: usize, next: usize, before: i32,
  start: i32, after: i32, more: bool,
): void {
  const f0 = weight(rows, 0, filter, next), g0 = weight(rows, 1, filter, next), h0 = weight(rows, 2, filter, next);
  filter += pixel;
  const f1 = weight(rows, 0, filter, next), g1 = weight(rows, 1, filter, next), h1 = weight(rows, 2, filter, next);
  filter += pixel;
  const f2 = weight(rows, 0, filter, next), g2 = weight(rows, 1, filter, next), h2 = weight(rows, 2, filter, next);
  let s = f32x4.splat(0);
  if (before > 0) {
    const p = dy - pixel;
    const a = v128.load(p), b = above(rows, 1, p, up), c = above(rows, 2, p, up);
    if (start == 1) addTo(dx - pixel, sum(rows, f1, a, g1, b, h1, c));
    s = sum(rows, f2, a, g2, b, h2, c);
  }
  for (; count > 0; count--, dx += 2 * pixel, from += 2 * fromPixel, dy += pixel) {
    const a = v128.load(dy), b = above(rows, 1, dy, up), c = above(rows, 2, dy, up);
    v128.store(dx, f32x4.add(v128.load(from), f32x4.add(s, sum(rows, f0, a, g0, b, h0, c))));
    v128.store(dx + pixel, f32x4.add(v128.load(from + fromPixel), sum(rows, f1, a, g1, b, h1, c)));
    s = sum(rows, f2, a, g2, b, h2, c);
  }
  if (after == 0) return;
  if (more) s = f32x4.add(s, sum(rows, f0, v128.load(dy), g0, above(rows, 1, dy, up), h0, above(rows, 2, dy, up)));
  addTo(dx, s);
}

/**
 * Stride 2, nine taps, four channels of two rows that hold zeros: `dx` is in the row that the first filter row reaches from the
 * row of `dy`, and the third from the row above; the row that lies `below` is reached by the second filter row. Else as
 * `slideByTwo`. A number of dy is loaded once for both.
 */
@inline
export function slideTwoRows(
  dx: usize, below: usize, dy: usize, pixel: usize, up: usize, count: i32, filter: usize, before: i32, start: i32, after: i32, more: bool,
): void {
  const f0 = v128.load(filter), f1 = v128.load(filter + pixel), f2 = v128.load(filter + 2 * pixel);
  filter += 3 * pixel;
  const g0 = v128.load(filter), g1 = v128.load(filter + pixel), g2 = v128.load(filter + 2 * pixel);
  filter += 3 * pixel;
  const h0 = v128.load(filter), h1 = v128.load(filter + pixel), h2 = v128.load(filter + 2 * pixel);
  // What dy gave to the next pixel of either row.
  let s = f32x4.splat(0), t = s;
  if (before > 0) {
    const a = v128.load(dy - pixel), b = v128.load(dy - pixel - up);
    if (start == 1) {
      v128.store(dx - pixel, madd(f32x4.mul(f1, a), h1, b));
      v128.store(dx - pixel + below, f32x4.mul(g1, a));
    }
    s = madd(f32x4.mul(f2, a), h2, b);
    t = f32x4.mul(g2, a);
  }
  for (; count > 0; count--, dx += 2 * pixel, dy += pixel) {
    const a = v128.load(dy), b = v128.load(dy - up);
    v128.store(dx, f32x4.add(s, madd(f32x4.mul(f0, a), h0, b)));
    v128.store(dx + pixel, madd(f32x4.mul(f1, a), h1, b));
    s = madd(f32x4.mul(f2, a), h2, b);
    const lower = dx + below;
    v128.store(lower, madd(t, g0, a));
    v128.store(lower + pixel, f32x4.mul(g1, a));
    t = f32x4.mul(g2, a);
  }
  if (after == 0) return;
  if (more) {
    const a = v128.load(dy), b = v128.load(dy - up);
    s = f32x4.add(s, madd(f32x4.mul(f0, a), h0, b));
    t = madd(t, g0, a);
  }
  v128.store(dx, s);
  v128.store(dx + below, t);
}
