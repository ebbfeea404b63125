/**
 * Sum of rows by segment: sums[id[r]] += rows[r]. Rows whose id is outside [0, segments) are left out.
 * `sums` must be cleared.
 */
export function segmentSumFloat(rows: usize, ids: usize, count: i32, width: i32, sums: usize, segments: i32): void {
  const bytes = <usize>width * 4;
  for (let r = 0; r < count; r++, ids += 4, rows += bytes) {
    const id = load<i32>(ids);
    if (id < 0 || id >= segments) continue;
    const sum = sums + <usize>id * bytes;
    let i: usize = 0;
    for (; i + 16 <= bytes; i += 16) v128.store(sum + i, f32x4.add(v128.load(sum + i), v128.load(rows + i)));
    for (; i < bytes; i += 4) f32.store(sum + i, f32.load(sum + i) + f32.load(rows + i));
  }
}

export function segmentSumInt(rows: usize, ids: usize, count: i32, width: i32, sums: usize, segments: i32): void {
  const bytes = <usize>width * 4;
  for (let r = 0; r < count; r++, ids += 4, rows += bytes) {
    const id = load<i32>(ids);
    if (id < 0 || id >= segments) continue;
    const sum = sums + <usize>id * bytes;
    for (let i: usize = 0; i < bytes; i += 4) store<i32>(sum + i, load<i32>(sum + i) + load<i32>(rows + i));
  }
}
