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
 * Stride 2, four channels, or eight if `wide`: each number of dy gives to the pixel at `dx`, the next and the one after,
 * where the next column of dy begins. `start` is the column of the first pixel; `more` says whether dy goes on after
 * `count` columns. Capitals stand for the second four channels.
 */
@inline
export function slideByTwo(
  rows: i32, wide: bool, dx: usize, from: usize, fromPixel: usize, dy: usize, pixel: usize, up: usize, count: i32, filter: usize,
  next: usize, before: i32, start: i32, after: i32, more: bool,
): void {
  const upper = wide ? rows : 0; // Without a second four nothing of it is loaded.
  const f0 = weight(rows, 0, filter, next), g0 = weight(rows, 1, filter, next), h0 = weight(rows, 2, filter, next);
  const F0 = weight(upper, 0, filter + 16, next), G0 = weight(upper, 1, filter + 16, next), H0 = weight(upper, 2, filter + 16, next);
  filter += pixel;
  const f1 = weight(rows, 0, filter, next), g1 = weight(rows, 1, filter, next), h1 = weight(rows, 2, filter, next);
  const F1 = weight(upper, 0, filter + 16, next), G1 = weight(upper, 1, filter + 16, next), H1 = weight(upper, 2, filter + 16, next);
  filter += pixel;
  const f2 = weight(rows, 0, filter, next), g2 = weight(rows, 1, filter, next), h2 = weight(rows, 2, filter, next);
  const F2 = weight(upper, 0, filter + 16, next), G2 = weight(upper, 1, filter + 16, next), H2 = weight(upper, 2, filter + 16, next);
  let s = f32x4.splat(0), S = s;
  if (before > 0) {
    const p = dy - pixel;
    const a = v128.load(p), b = above(rows, 1, p, up), c = above(rows, 2, p, up);
    if (start == 1) addTo(dx - pixel, sum(rows, f1, a, g1, b, h1, c));
    s = sum(rows, f2, a, g2, b, h2, c);
    if (wide) {
      const A = v128.load(p, 16), B = above(rows, 1, p + 16, up), C = above(rows, 2, p + 16, up);
      if (start == 1) addTo(dx - pixel + 16, sum(rows, F1, A, G1, B, H1, C));
      S = sum(rows, F2, A, G2, B, H2, C);
    }
  }
  for (; count > 0; count--, dx += 2 * pixel, from += 2 * fromPixel, dy += pixel) {
    const a = v128.load(dy), b = above(rows, 1, dy, up), c = above(rows, 2, dy, up);
    const A = above(upper, 0, dy + 16, up), B = above(upper, 1, dy + 16, up), C = above(upper, 2, dy + 16, up);
    v128.store(dx, f32x4.add(v128.load(from), f32x4.add(s, sum(rows, f0, a, g0, b, h0, c))));
    if (wide) v128.store(dx, f32x4.add(v128.load(from, 16), f32x4.add(S, sum(rows, F0, A, G0, B, H0, C))), 16);
    v128.store(dx + pixel, f32x4.add(v128.load(from + fromPixel), sum(rows, f1, a, g1, b, h1, c)));
    if (wide) v128.store(dx + pixel, f32x4.add(v128.load(from + fromPixel, 16), sum(rows, F1, A, G1, B, H1, C)), 16);
    s = sum(rows, f2, a, g2, b, h2, c);
    if (wide) S = sum(rows, F2, A, G2, B, H2, C);
  }
  if (after == 0) return;
  if (more) s = f32x4.add(s, sum(rows, f0, v128.load(dy), g0, above(rows, 1, dy, up), h0, above(rows, 2, dy, up)));
  addTo(dx, s);
  if (!wide) return;
  if (more) S = f32x4.add(S, sum(rows, F0, v128.load(dy, 16), G0, above(rows, 1, dy + 16, up), H0, above(rows, 2, dy + 16, up)));
  addTo(dx + 16, S);
}
