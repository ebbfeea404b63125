/**
 * Sums along one axis of [outer, count, inner], times `scale`. Runs of up to 128 numbers are added in registers and
 * then to the total, so that rounding errors grow with the number of runs, not of numbers.
 */

const RUN = 128;

/** inner > 1: sums of columns. */
export function sumColumns(x: usize, sums: usize, outer: i32, count: i32, inner: i32, scale: f32): void {
  const row = <usize>inner * 4;
  for (let o = 0; o < outer; o++, x += row * count, sums += row) {
    memory.fill(sums, 0, row);
    for (let first = 0; first < count; first += RUN) {
      addRun(x + <usize>first * row, sums, min(RUN, count - first), row);
    }
    for (let i: usize = 0; i < row; i += 4) f32.store(sums + i, f32.load(sums + i) * scale);
  }
}

function addRun(x: usize, sums: usize, count: i32, row: usize): void {
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
    addTo(sums + i, a);
    addTo(sums + i + 16, b);
    addTo(sums + i + 32, c);
    addTo(sums + i + 48, d);
  }
  for (; i + 16 <= row; i += 16) {
    let a = f32x4.splat(0);
    let p = x + i;
    for (let n = count; n > 0; n--, p += row) a = f32x4.add(a, v128.load(p));
    addTo(sums + i, a);
  }
  for (; i < row; i += 4) {
    let a: f32 = 0;
    let p = x + i;
    for (let n = count; n > 0; n--, p += row) a += f32.load(p);
    f32.store(sums + i, f32.load(sums + i) + a);
  }
}

@inline
function addTo(p: usize, value: v128): void {
  v128.store(p, f32x4.add(v128.load(p), value));
}

/** inner = 1: sums of rows; the total is kept in float64. */
export function sumRows(x: usize, sums: usize, outer: i32, count: i32, scale: f32): void {
  for (let o = 0; o < outer; o++, sums += 4) {
    let total: f64 = 0;
    let left = count;
    while (left >= 16) {
      let a = f32x4.splat(0), b = f32x4.splat(0), c = f32x4.splat(0), d = f32x4.splat(0);
      let turns = min(left >> 4, RUN >> 2);
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
    f32.store(sums, <f32>(total * <f64>scale));
  }
}
