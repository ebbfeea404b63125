/**
 * Sums along one axis of [outer, count, inner], times `scale`. Runs of up to 64 numbers are added in float32, and the
 * runs in float64, so that long sums lose no more to rounding than short ones.
 */
import { addToDoubles } from './arithmetic';

const RUN = 64;

/** inner > 1: sums of columns. `totals` is room for `inner` float64. */
export function sumColumns(
  x: usize, sums: usize, outer: i32, count: i32, inner: i32, scale: f64, totals: usize,
): void {
  const row = <usize>inner * 4;
  for (let o = 0; o < outer; o++, x += row * count) {
    memory.fill(totals, 0, row * 2);
    for (let first = 0; first < count; first += RUN) {
      addRun(x + <usize>first * row, totals, min(RUN, count - first), row);
    }
    for (let i: usize = 0; i < row; i += 4, sums += 4) f32.store(sums, <f32>(f64.load(totals + i * 2) * scale));
  }
}

function addRun(x: usize, totals: usize, count: i32, row: usize): void {
  let i: usize = 0;
  for (; i + 64 <= row; i += 64) {
    let a = f32x4.splat(0), b = f32x4.splat(0), c = f32x4.splat(0), d = f32x4.splat(0);
    let p = x + i;
    for (let n = count; n > 0; n--, p += row) {
      a = f32x4.add(a, v128.load(p));
      b = f32x4.add(b, v128.load(p, 16));
      c = f32x4.add(c, v128.load(p, 32));
      d = f32x4.add(d, v128.load(p, 48));
    }
    addToDoubles(totals + i * 2, a);
    addToDoubles(totals + i * 2 + 32, b);
    addToDoubles(totals + i * 2 + 64, c);
    addToDoubles(totals + i * 2 + 96, d);
  }
  for (; i + 16 <= row; i += 16) {
    let a = f32x4.splat(0);
    let p = x + i;
    for (let n = count; n > 0; n--, p += row) a = f32x4.add(a, v128.load(p));
    addToDoubles(totals + i * 2, a);
  }
  for (; i < row; i += 4) {
    let a: f32 = 0;
    let p = x + i;
    for (let n = count; n > 0; n--, p += row) a += f32.load(p);
    f64.store(totals + i * 2, f64.load(totals + i * 2) + <f64>a);
  }
}

/** inner = 1: sums of rows. */
export function sumRows(x: usize, sums: usize, outer: i32, count: i32, scale: f64): void {
  for (let o = 0; o < outer; o++, sums += 4) {
    let total: f64 = 0;
    let left = count;
    while (left >= 16) {
      let a = f32x4.splat(0), b = f32x4.splat(0), c = f32x4.splat(0), d = f32x4.splat(0);
      let turns = min(left >> 4, RUN);
      left -= turns << 4;
      for (; turns > 0; turns--, x += 64) {
        a = f32x4.add(a, v128.load(x));
        b = f32x4.add(b, v128.load(x, 16));
        c = f32x4.add(c, v128.load(x, 32));
        d = f32x4.add(d, v128.load(x, 48));
      }
      const sum = f32x4.add(f32x4.add(a, b), f32x4.add(c, d));
      total += <f64>f32x4.extract_lane(sum, 0) + <f64>f32x4.extract_lane(sum, 1) +
        <f64>f32x4.extract_lane(sum, 2) + <f64>f32x4.extract_lane(sum, 3);
    }
    for (; left > 0; left--, x += 4) total += <f64>f32.load(x);
    f32.store(sums, <f32>(total * scale));
  }
}
