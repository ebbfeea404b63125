/**
 * Filter gradient of a convolution over some rows of one image:
 * sums[i, o, tap] += Σ over pixels of input[p + tap, i] · dy[p, o], in tiles of 4 input × 8 output channels.
 *
 * Eight registers hold a tile while some hundred pixels pass by, and are then added to its sums in float64: the terms are
 * many, one for each pixel of the batch. Tiles lie as [input panel][output panel][tap][4][8], and the caller clears them
 * first and unpacks them at the end. Four pixels are taken in a turn, with a way out after each as in `convolution.ts`.
 */
import { addToDoubles, madd, storeLanes } from './arithmetic';

/** Bytes of a tile of sums. */
const TILE: usize = 4 * 8 * 8;

/** @param rowsAtOnce rows that all tiles pass over before the next */
export function accumulateFilter(
  input: usize, inputPanel: usize, inputRow: usize, inputColumn: usize, inputPanels: i32,
  dy: usize, dyPanel: usize, dyRow: usize, dyColumn: usize, dyPanels: i32,
  rows: i32, rowsAtOnce: i32, columns: i32, taps: usize, tapCount: i32, sums: usize,
): void {
  for (; rows > 0; rows -= rowsAtOnce, input += inputRow * rowsAtOnce, dy += dyRow * rowsAtOnce) {
    let sum = sums;
    for (let i = 0; i < inputPanels; i++) {
      for (let o = 0; o < dyPanels; o++) {
        for (let t = 0; t < tapCount; t++, sum += TILE) {
          const tap = input + inputPanel * i + load<usize>(taps + (<usize>t << 2));
          tile(tap, inputRow, inputColumn, dy + dyPanel * o, dyRow, dyColumn, min(rows, rowsAtOnce), columns, sum);
        }
      }
    }
  }
}

function tile(
  input: usize, inputRow: usize, inputColumn: usize, dy: usize, dyRow: usize, dyColumn: usize,
  rows: i32, columns: i32, sums: usize,
): void {
  let a0 = f32x4.splat(0), a1 = a0, b0 = a0, b1 = a0, c0 = a0, c1 = a0, d0 = a0, d1 = a0;
  let y0: v128, y1: v128, v: v128;
  for (; rows > 0; rows--, input += inputRow, dy += dyRow) {
    let x = input;
    let y = dy;
    let n = columns;
    // The first channel comes last: of all orders this one ran fastest.
    while (true) {
      y0 = v128.load(y), y1 = v128.load(y, 16);
      v = v128.load32_splat(x, 4), b0 = madd(b0, v, y0), b1 = madd(b1, v, y1);
      v = v128.load32_splat(x, 8), c0 = madd(c0, v, y0), c1 = madd(c1, v, y1);
      v = v128.load32_splat(x, 12), d0 = madd(d0, v, y0), d1 = madd(d1, v, y1);
      v = v128.load32_splat(x), a0 = madd(a0, v, y0), a1 = madd(a1, v, y1);
      if (n == 1) break;
      x += inputColumn, y += dyColumn;
      y0 = v128.load(y), y1 = v128.load(y, 16);
      v = v128.load32_splat(x, 4), b0 = madd(b0, v, y0), b1 = madd(b1, v, y1);
      v = v128.load32_splat(x, 8), c0 = madd(c0, v, y0), c1 = madd(c1, v, y1);
      v = v128.load32_splat(x, 12), d0 = madd(d0, v, y0), d1 = madd(d1, v, y1);
      v = v128.load32_splat(x), a0 = madd(a0, v, y0), a1 = madd(a1, v, y1);
      if (n == 2) break;
      x += inputColumn, y += dyColumn;
      y0 = v128.load(y), y1 = v128.load(y, 16);
      v = v128.load32_splat(x, 4), b0 = madd(b0, v, y0), b1 = madd(b1, v, y1);
      v = v128.load32_splat(x, 8), c0 = madd(c0, v, y0), c1 = madd(c1, v, y1);
      v = v128.load32_splat(x, 12), d0 = madd(d0, v, y0), d1 = madd(d1, v, y1);
      v = v128.load32_splat(x), a0 = madd(a0, v, y0), a1 = madd(a1, v, y1);
      if (n == 3) break;
      x += inputColumn, y += dyColumn;
      y0 = v128.load(y), y1 = v128.load(y, 16);
      v = v128.load32_splat(x, 4), b0 = madd(b0, v, y0), b1 = madd(b1, v, y1);
      v = v128.load32_splat(x, 8), c0 = madd(c0, v, y0), c1 = madd(c1, v, y1);
      v = v128.load32_splat(x, 12), d0 = madd(d0, v, y0), d1 = madd(d1, v, y1);
      v = v128.load32_splat(x), a0 = madd(a0, v, y0), a1 = madd(a1, v, y1);
      if (n == 4) break;
      n -= 4;
      x += inputColumn, y += dyColumn;
    }
  }
  addTo(sums, a0, a1);
  addTo(sums + 64, b0, b1);
  addTo(sums + 128, c0, c1);
  addTo(sums + 192, d0, d1);
}

@inline
function addTo(sums: usize, low: v128, high: v128): void {
  addToDoubles(sums, low);
  addToDoubles(sums + 32, high);
}

/** Tiles → filter [tap][inputs][outputs]: the total of `parts` of them, `partBytes` apart. */
export function unpackFilter(
  sums: usize, partBytes: usize, parts: i32, filter: usize, tapCount: i32, inputs: i32, outputs: i32,
): void {
  for (let i = 0; i < inputs; i += 4) {
    for (let o = 0; o < outputs; o += 8) {
      for (let t = 0; t < tapCount; t++, sums += TILE) {
        const target = filter + ((<usize>t * inputs + i) * outputs + o) * 4;
        unpackTile(sums, partBytes, parts, target, <usize>outputs * 4, min(4, inputs - i), outputs - o);
      }
    }
  }
}

@inline
function unpackTile(
  sums: usize, partBytes: usize, parts: i32, target: usize, row: usize, inputs: i32, outputs: i32,
): void {
  for (; inputs > 0; inputs--, sums += 64, target += row) {
    const low = total(sums, partBytes, parts), high = total(sums + 32, partBytes, parts);
    if (outputs >= 8) {
      v128.store(target, low);
      v128.store(target, high, 16);
    } else {
      storeLanes(target, low, high, outputs);
    }
  }
}

/** Four sums of all parts, rounded to float32. */
@inline
function total(sums: usize, partBytes: usize, parts: i32): v128 {
  let low = v128.load(sums), high = v128.load(sums, 16);
  for (; parts > 1; parts--) {
    sums += partBytes;
    low = f64x2.add(low, v128.load(sums));
    high = f64x2.add(high, v128.load(sums, 16));
  }
  return v128.shuffle<f32>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 1, 4, 5);
}
