/** Sum of rows by segment. Rows whose id is outside [0, segments) are left out. */
import { addToDoubles } from './arithmetic';

/** sums[id[r]] = Σ rows[r], added up in the float64 numbers of `totals`, as many as sums. */
export function segmentSumFloat(
  rows: usize, ids: usize, count: i32, width: i32, sums: usize, segments: i32, totals: usize,
): void {
  const bytes = <usize>width * 4;
  const size = <usize>segments * bytes;
  memory.fill(totals, 0, 2 * size);
  for (let r = 0; r < count; r++, ids += 4, rows += bytes) {
    const id = load<i32>(ids);
    if (id < 0 || id >= segments) continue;
    const total = totals + <usize>id * 2 * bytes;
    let i: usize = 0;
    for (; i + 16 <= bytes; i += 16) addToDoubles(total + 2 * i, v128.load(rows + i));
    for (; i < bytes; i += 4) f64.store(total + 2 * i, f64.load(total + 2 * i) + f32.load(rows + i));
  }
  for (let i: usize = 0; i < size; i += 4) f32.store(sums + i, <f32>f64.load(totals + 2 * i));
}

/** sums[id[r]] += rows[r]; `sums` must be cleared. */
export function segmentSumInt(rows: usize, ids: usize, count: i32, width: i32, sums: usize, segments: i32): void {
  const bytes = <usize>width * 4;
  for (let r = 0; r < count; r++, ids += 4, rows += bytes) {
    const id = load<i32>(ids);
    if (id < 0 || id >= segments) continue;
    const sum = sums + <usize>id * bytes;
    for (let i: usize = 0; i < bytes; i += 4) store<i32>(sum + i, load<i32>(sum + i) + load<i32>(rows + i));
  }
}
