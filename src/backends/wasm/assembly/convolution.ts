/**
 * Convolution of one framed image:
 * output[p, o] = clamp(bias[o] + Σ over taps and channels of input[p + tap, c] · weight).
 *
 * A tile of 4 pixels × 8 outputs stays in eight registers while all taps and channels pass by, and is stored
 * once. Forward pass, input gradient and transposed convolution are this loop with different tables of taps.
 *
 * Four channels are taken in a turn, which saves a sixth of the instructions. The way out after each of them is
 * also what keeps V8 from moving the loads of all four to the front, for which there are not enough registers.
 */
import { loadLanes, madd, storeLanes } from './arithmetic';

/** Pixels treated together, so that their input stays in the first-level cache while the panels pass by. */
const BLOCK = 64;

/**
 * @param table room for BLOCK pairs of addresses
 * @param taps pairs of (byte offset from the pixel, number of floats that follow there)
 * @param bias a number for each output channel, and zeros up to the end of the last panel
 * @param low smallest output, @param high largest
 * @param more 1 to add to what the output holds: deep sums come in passes, so that none of float32 has very many terms
 */
export function convolve(
  input: usize, inputRow: usize, inputColumn: usize,
  output: usize, outputRow: usize, outputColumn: usize, rows: i32, columns: i32, outputs: i32,
  weights: usize, panelBytes: usize, taps: usize, tapCount: i32, table: usize, bias: usize, low: f32, high: f32, more: i32,
): void {
  let row = 0;
  let column = 0;
  let left = rows * columns;
  while (left > 0) {
    const count = min(BLOCK, left);
    left -= count;
    let entry = table;
    for (let i = 0; i < count; i++, entry += 8) {
      store<u32>(entry, <u32>(input + <usize>row * inputRow + <usize>column * inputColumn));
      store<u32>(entry, <u32>(output + <usize>row * outputRow + <usize>column * outputColumn), 4);
      if (++column == columns) {
        column = 0;
        row++;
      }
    }
    const end = entry;
    // The last tile repeats the last pixel, and stores the same value to the same place.
    for (let i = count; (i & 3) != 0; i++, entry += 8) store<u64>(entry, load<u64>(end - 8));
    let panel = weights;
    for (let o = 0; o < outputs; o += 8, panel += panelBytes) {
      const offset = <usize>o * 4;
      for (let p = table; p < end; p += 32) {
        if (outputs - o > 4) tile(p, offset, outputs - o, panel, taps, tapCount, bias + offset, low, high, more);
        else narrowTile(p, offset, outputs - o, panel, taps, tapCount, bias + offset, low, high, more);
      }
    }
  }
}

function tile(
  pixels: usize, offset: usize, outputs: i32, weights: usize, taps: usize, tapCount: i32,
  bias: usize, low: f32, high: f32, more: i32,
): void {
  let a0 = v128.load(bias), a1 = v128.load(bias, 16), b0 = a0, b1 = a1, c0 = a0, c1 = a1, d0 = a0, d1 = a1;
  let w0: v128, w1: v128, x: v128;
  for (; tapCount > 0; tapCount--, taps += 8) {
    const tap = load<usize>(taps);
    let a = load<usize>(pixels) + tap;
    let b = load<usize>(pixels, 8) + tap;
    let c = load<usize>(pixels, 16) + tap;
    let d = load<usize>(pixels, 24) + tap;
    let k = load<i32>(taps, 4);
    // The first pixel comes last: of all orders this one ran fastest.
    while (true) {
      w0 = v128.load(weights), w1 = v128.load(weights, 16);
      x = v128.load32_splat(b), b0 = madd(b0, x, w0), b1 = madd(b1, x, w1);
      x = v128.load32_splat(c), c0 = madd(c0, x, w0), c1 = madd(c1, x, w1);
      x = v128.load32_splat(d), d0 = madd(d0, x, w0), d1 = madd(d1, x, w1);
      x = v128.load32_splat(a), a0 = madd(a0, x, w0), a1 = madd(a1, x, w1);
      if (k == 1) break;
      w0 = v128.load(weights, 32), w1 = v128.load(weights, 48);
      x = v128.load32_splat(b, 4), b0 = madd(b0, x, w0), b1 = madd(b1, x, w1);
      x = v128.load32_splat(c, 4), c0 = madd(c0, x, w0), c1 = madd(c1, x, w1);
      x = v128.load32_splat(d, 4), d0 = madd(d0, x, w0), d1 = madd(d1, x, w1);
      x = v128.load32_splat(a, 4), a0 = madd(a0, x, w0), a1 = madd(a1, x, w1);
      if (k == 2) break;
      w0 = v128.load(weights, 64), w1 = v128.load(weights, 80);
      x = v128.load32_splat(b, 8), b0 = madd(b0, x, w0), b1 = madd(b1, x, w1);
      x = v128.load32_splat(c, 8), c0 = madd(c0, x, w0), c1 = madd(c1, x, w1);
      x = v128.load32_splat(d, 8), d0 = madd(d0, x, w0), d1 = madd(d1, x, w1);
      x = v128.load32_splat(a, 8), a0 = madd(a0, x, w0), a1 = madd(a1, x, w1);
      if (k == 3) break;
      w0 = v128.load(weights, 96), w1 = v128.load(weights, 112);
      x = v128.load32_splat(b, 12), b0 = madd(b0, x, w0), b1 = madd(b1, x, w1);
      x = v128.load32_splat(c, 12), c0 = madd(c0, x, w0), c1 = madd(c1, x, w1);
      x = v128.load32_splat(d, 12), d0 = madd(d0, x, w0), d1 = madd(d1, x, w1);
      x = v128.load32_splat(a, 12), a0 = madd(a0, x, w0), a1 = madd(a1, x, w1);
      if (k == 4) break;
      k -= 4;
      a += 16, b += 16, c += 16, d += 16;
      weights += 128;
    }
    weights += <usize>k << 5;
  }
  const a = load<usize>(pixels, 4) + offset;
  const b = load<usize>(pixels, 12) + offset;
  const c = load<usize>(pixels, 20) + offset;
  const d = load<usize>(pixels, 28) + offset;
  if (more) {
    a0 = f32x4.add(a0, v128.load(a)), a1 = f32x4.add(a1, loadUpTo(a + 16, outputs - 4));
    b0 = f32x4.add(b0, v128.load(b)), b1 = f32x4.add(b1, loadUpTo(b + 16, outputs - 4));
    c0 = f32x4.add(c0, v128.load(c)), c1 = f32x4.add(c1, loadUpTo(c + 16, outputs - 4));
    d0 = f32x4.add(d0, v128.load(d)), d1 = f32x4.add(d1, loadUpTo(d + 16, outputs - 4));
  }
  const least = f32x4.splat(low);
  const most = f32x4.splat(high);
  a0 = clamp(a0, least, most), a1 = clamp(a1, least, most), b0 = clamp(b0, least, most), b1 = clamp(b1, least, most);
  c0 = clamp(c0, least, most), c1 = clamp(c1, least, most), d0 = clamp(d0, least, most), d1 = clamp(d1, least, most);
  if (outputs >= 8) {
    v128.store(a, a0), v128.store(a, a1, 16);
    v128.store(b, b0), v128.store(b, b1, 16);
    v128.store(c, c0), v128.store(c, c1, 16);
    v128.store(d, d0), v128.store(d, d1, 16);
  } else {
    storeLanes(a, a0, a1, outputs);
    storeLanes(b, b0, b1, outputs);
    storeLanes(c, c0, c1, outputs);
    storeLanes(d, d0, d1, outputs);
  }
}

/** The same for a last panel of one to four outputs, whose other lanes are padding. */
function narrowTile(
  pixels: usize, offset: usize, outputs: i32, weights: usize, taps: usize, tapCount: i32,
  bias: usize, low: f32, high: f32, more: i32,
): void {
  let a0 = v128.load(bias), b0 = a0, c0 = a0, d0 = a0;
  let w: v128;
  for (; tapCount > 0; tapCount--, taps += 8) {
    const tap = load<usize>(taps);
    let a = load<usize>(pixels) + tap;
    let b = load<usize>(pixels, 8) + tap;
    let c = load<usize>(pixels, 16) + tap;
    let d = load<usize>(pixels, 24) + tap;
    let k = load<i32>(taps, 4);
    while (true) {
      w = v128.load(weights);
      a0 = madd(a0, v128.load32_splat(a), w);
      b0 = madd(b0, v128.load32_splat(b), w);
      c0 = madd(c0, v128.load32_splat(c), w);
      d0 = madd(d0, v128.load32_splat(d), w);
      if (k == 1) break;
      w = v128.load(weights, 32);
      a0 = madd(a0, v128.load32_splat(a, 4), w);
      b0 = madd(b0, v128.load32_splat(b, 4), w);
      c0 = madd(c0, v128.load32_splat(c, 4), w);
      d0 = madd(d0, v128.load32_splat(d, 4), w);
      if (k == 2) break;
      w = v128.load(weights, 64);
      a0 = madd(a0, v128.load32_splat(a, 8), w);
      b0 = madd(b0, v128.load32_splat(b, 8), w);
      c0 = madd(c0, v128.load32_splat(c, 8), w);
      d0 = madd(d0, v128.load32_splat(d, 8), w);
      if (k == 3) break;
      w = v128.load(weights, 96);
      a0 = madd(a0, v128.load32_splat(a, 12), w);
      b0 = madd(b0, v128.load32_splat(b, 12), w);
      c0 = madd(c0, v128.load32_splat(c, 12), w);
      d0 = madd(d0, v128.load32_splat(d, 12), w);
      if (k == 4) break;
      k -= 4;
      a += 16, b += 16, c += 16, d += 16;
      weights += 128;
    }
    weights += <usize>k << 5;
  }
  const a = load<usize>(pixels, 4) + offset;
  const b = load<usize>(pixels, 12) + offset;
  const c = load<usize>(pixels, 20) + offset;
  const d = load<usize>(pixels, 28) + offset;
  if (more) {
    a0 = f32x4.add(a0, loadUpTo(a, outputs)), b0 = f32x4.add(b0, loadUpTo(b, outputs));
    c0 = f32x4.add(c0, loadUpTo(c, outputs)), d0 = f32x4.add(d0, loadUpTo(d, outputs));
  }
  const least = f32x4.splat(low);
  const most = f32x4.splat(high);
  storeLanes(a, clamp(a0, least, most), a0, outputs);
  storeLanes(b, clamp(b0, least, most), b0, outputs);
  storeLanes(c, clamp(c0, least, most), c0, outputs);
  storeLanes(d, clamp(d0, least, most), d0, outputs);
}

function loadUpTo(p: usize, count: i32): v128 {
  return count >= 4 ? v128.load(p) : loadLanes(p, count);
}

/** NaN stays NaN. */
@inline
function clamp(x: v128, least: v128, most: v128): v128 {
  return f32x4.pmin(f32x4.pmax(x, least), most);
}
