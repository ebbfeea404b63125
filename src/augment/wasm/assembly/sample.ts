/**
 * One row of a result, each pixel looked up at its place in the source; `../../warp.ts` says what is computed. Four pixels at
 * a time: up to 16 bytes past a row of places are read and written, and as many past a row of the result.
 *
 * The common cases have loops without calls, which stay in registers; the rest is done pixel by pixel.
 */
import { pin } from './pin';

/** floor((slope · i + start) / 2³²) for i from 0. */
export function line(to: usize, count: i32, slope: f64, start: f64): void {
  const by = <i64>slope, from = <i64>start, four = pin(i64x2.splat(4 * by));
  let first = i64x2.replace_lane(i64x2.splat(from), 1, from + by), second = i64x2.add(first, i64x2.splat(2 * by));
  for (; count > 0; count -= 4, to += 16) {
    v128.store(to, v128.shuffle<u32>(first, second, 1, 3, 5, 7));
    first = i64x2.add(first, four);
    second = i64x2.add(second, four);
  }
}

/** floor(scale · place + offset), kept within 32 bits. */
export function quantize(places: usize, to: usize, count: i32, scale: f64, offset: f64): void {
  for (; count > 0; count--, places += 8, to += 4) store<i32>(to, <i32>floor(load<f64>(places) * scale + offset));
}

/** Whether all four are from 0 to the last. */
@inline
function areInside(x: v128, y: v128, lastX: v128, lastY: v128): bool {
  return i32x4.bitmask(v128.or(v128.or(x, i32x4.sub(lastX, x)), v128.or(y, i32x4.sub(lastY, y)))) == 0;
}

/** Reflected about the outermost pixels once, where the period is 2 · (size − 1); negative where once is not enough. */
@inline
function reflected(at: v128, period: v128): v128 {
  const distance = i32x4.abs(at);
  return i32x4.min_s(distance, i32x4.sub(period, distance));
}

/** Weighted means of four pixels of three channels; places in 1/256 pixel. */
export function bilinear(xs: usize, ys: usize, count: i32, from: usize, width: i32, height: i32, outside: i32, to: usize): void {
  for (let i = 0; i < count;) {
    i = inside(xs, ys, i, count, from, width, height, to);
    for (const end = min(i + 4, count); i < end; i++) {
      const x = load<i32>(xs + (i << 2)), y = load<i32>(ys + (i << 2)), left = x >> 8, top = y >> 8, u = x & 255, v = y & 255;
      const w11 = (u * v + 128) >> 8, w01 = u - w11;
      let p00: v128, p01: v128, p10: v128, p11: v128;
      if (outside < 0) {
        const upper = from + 3 * width * mirror(top, height), lower = from + 3 * width * mirror(top + 1, height);
        const x0 = 3 * mirror(left, width), x1 = 3 * mirror(left + 1, width);
        p00 = v128.load32_zero(upper + x0);
        p01 = v128.load32_zero(upper + x1);
        p10 = v128.load32_zero(lower + x0);
        p11 = v128.load32_zero(lower + x1);
      } else {
        p00 = pixel(from, width, height, left, top, outside);
        p01 = pixel(from, width, height, left + 1, top, outside);
        p10 = pixel(from, width, height, left, top + 1, outside);
        p11 = pixel(from, width, height, left + 1, top + 1, outside);
      }
      const sum = weighted(pairs(p00, p01), pairs(p10, p11), i32x4.splat((256 - v - w01) | (w01 << 16)), i32x4.splat((v - w11) | (w11 << 16)));
      storeFour(to + i * 3, sum, sum, sum, sum);
    }
  }
}

/** From pixel i on, as long as four are inside; returns the first pixel left. */
function inside(xs: usize, ys: usize, i: i32, count: i32, from: usize, width: i32, height: i32, to: usize): i32 {
  const fraction = pin(i32x4.splat(255)), lastX = pin(i32x4.splat(width - 2)), lastY = pin(i32x4.splat(height - 2));
  const channels = pin(i32x4.splat(3)), row = pin(i32x4.splat(3 * width)), below = from + 3 * width;
  for (; i < count; i += 4) {
    const x = v128.load(xs + (i << 2)), y = v128.load(ys + (i << 2)), left = i32x4.shr_s(x, 8), top = i32x4.shr_s(y, 8);
    if (!areInside(left, top, lastX, lastY)) return i;
    const u = v128.and(x, fraction), v = v128.and(y, fraction), w11 = product(u, v), w01 = i32x4.sub(u, w11);
    const upper = upperWeights(v, w01), lower = v128.or(i32x4.sub(v, w11), i32x4.shl(w11, 16));
    const at = i32x4.add(i32x4.mul(top, row), i32x4.mul(left, channels));
    const a = <usize>i32x4.extract_lane(at, 0), b = <usize>i32x4.extract_lane(at, 1);
    const c = <usize>i32x4.extract_lane(at, 2), d = <usize>i32x4.extract_lane(at, 3);
    storeFour(to + i * 3,
      weighted(neighbours(from + a), neighbours(below + a), lane0(upper), lane0(lower)),
      weighted(neighbours(from + b), neighbours(below + b), lane1(upper), lane1(lower)),
      weighted(neighbours(from + c), neighbours(below + c), lane2(upper), lane2(lower)),
      weighted(neighbours(from + d), neighbours(below + d), lane3(upper), lane3(lower)));
  }
  return i;
}

/** u · v in 1/256, rounded. */
@inline
function product(u: v128, v: v128): v128 {
  return i32x4.shr_u(i32x4.add(i32x4.mul(u, v), i32x4.splat(128)), 8);
}

/** Of the two pixels above: 256 − v − w01 and w01, in 16 bits each. */
@inline
function upperWeights(v: v128, w01: v128): v128 {
  return v128.or(i32x4.sub(i32x4.sub(i32x4.splat(256), v), w01), i32x4.shl(w01, 16));
}

/** Red, green and blue of left and right, times 256. */
@inline
function weighted(above: v128, below: v128, upper: v128, lower: v128): v128 {
  return i32x4.add(i32x4.dot_i16x8_s(above, upper), i32x4.dot_i16x8_s(below, lower));
}

/** Of two pixels that are neighbours in memory, left and right level of each channel side by side in 16 bits. */
@inline
function neighbours(p: usize): v128 {
  const pixels = v128.load8x8_u(p);
  return v128.shuffle<u16>(pixels, v128.shuffle<u16>(pixels, pixels, 3, 4, 5, 6, 7, 8, 9, 10), 0, 8, 1, 9, 2, 10, 3, 11);
}

@inline
function pairs(left: v128, right: v128): v128 {
  return i16x8.extend_low_i8x16_u(v128.shuffle<u8>(left, right, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23));
}

/** Four pixels of three sums each, rounded, in twelve bytes. */
@inline
function storeFour(to: usize, a: v128, b: v128, c: v128, d: v128): void {
  const rounding = i16x8.splat(128);
  const first = i16x8.shr_u(i16x8.add(i16x8.narrow_i32x4_u(a, b), rounding), 8);
  const second = i16x8.shr_u(i16x8.add(i16x8.narrow_i32x4_u(c, d), rounding), 8);
  const pixels = i8x16.swizzle(i8x16.narrow_i16x8_u(first, second), i8x16(0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, -1, -1, -1, -1));
  v128.store64_lane(to, pixels, 0);
  v128.store32_lane(to, pixels, 2, 8);
}

@inline
function lane0(lanes: v128): v128 { return v128.shuffle<u32>(lanes, lanes, 0, 0, 0, 0); }

@inline
function lane1(lanes: v128): v128 { return v128.shuffle<u32>(lanes, lanes, 1, 1, 1, 1); }

@inline
function lane2(lanes: v128): v128 { return v128.shuffle<u32>(lanes, lanes, 2, 2, 2, 2); }

@inline
function lane3(lanes: v128): v128 { return v128.shuffle<u32>(lanes, lanes, 3, 3, 3, 3); }

/** Three levels, or three times that of the outside. */
function pixel(from: usize, width: i32, height: i32, x: i32, y: i32, outside: i32): v128 {
  if (<u32>x >= <u32>width || <u32>y >= <u32>height) return i8x16.splat(<i8>outside);
  return v128.load32_zero(from + (y * width + x) * 3);
}

/** The closest pixel, of one to four channels. */
export function nearest(
  xs: usize, ys: usize, count: i32, from: usize, width: i32, height: i32, channels: i32, outside: i32, to: usize,
): void {
  for (let i = 0; i < count;) {
    i = close(xs, ys, i, count, from, width, height, channels, outside, to);
    for (const end = min(i + 4, count); i < end; i++) {
      const x = load<i32>(xs + (i << 2)), y = load<i32>(ys + (i << 2)), p = to + i * channels;
      if (outside >= 0 && (<u32>x >= <u32>width || <u32>y >= <u32>height)) store<u32>(p, outside * 0x01010101);
      else copy(from + (<usize>mirror(y, height) * width + mirror(x, width)) * channels, channels, p);
    }
  }
}

/** From pixel i on, as long as four are inside or need to be reflected once; returns the first pixel left. */
function close(
  xs: usize, ys: usize, i: i32, count: i32, from: usize, width: i32, height: i32, channels: i32, outside: i32, to: usize,
): i32 {
  const lastX = pin(i32x4.splat(width - 1)), lastY = pin(i32x4.splat(height - 1));
  const pixel = pin(i32x4.splat(channels)), row = pin(i32x4.splat(channels * width));
  for (; i < count; i += 4) {
    let x = v128.load(xs + (i << 2)), y = v128.load(ys + (i << 2));
    if (!areInside(x, y, lastX, lastY)) {
      if (outside >= 0) return i;
      x = reflected(x, i32x4.shl(lastX, 1));
      y = reflected(y, i32x4.shl(lastY, 1));
      if (i32x4.bitmask(v128.or(x, y))) return i;
    }
    const at = i32x4.add(i32x4.mul(y, row), i32x4.mul(x, pixel)), p = to + i * channels;
    const a = from + i32x4.extract_lane(at, 0), b = from + i32x4.extract_lane(at, 1);
    const c = from + i32x4.extract_lane(at, 2), d = from + i32x4.extract_lane(at, 3);
    if (channels == 1) {
      store<u32>(p, <u32>load<u8>(a) | (<u32>load<u8>(b) << 8) | (<u32>load<u8>(c) << 16) | (<u32>load<u8>(d) << 24));
    } else {
      store<u32>(p, load<u32>(a));
      store<u32>(p + channels, load<u32>(b));
      store<u32>(p + 2 * channels, load<u32>(c));
      store<u32>(p + 3 * channels, load<u32>(d));
    }
  }
  return i;
}

function copy(p: usize, channels: i32, to: usize): void {
  if (channels == 1) store<u8>(to, load<u8>(p));
  else store<u32>(to, load<u32>(p));
}

/** Reflected about the outermost pixels, as often as it takes. */
@inline
function mirror(at: i32, size: i32): i32 {
  const distance = abs(at), once = min(distance, 2 * (size - 1) - distance);
  return once >= 0 ? once : folded(at, size);
}

function folded(at: i32, size: i32): i32 {
  if (size == 1) return 0;
  const period = 2 * (size - 1), rest = ((at % period) + period) % period;
  return min(rest, period - rest);
}
