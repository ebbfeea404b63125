/**
 * sum + a · b in four lanes. Rounded twice it has the same bits on every machine; the FMA build rounds once where the
 * processor can.
 */
@inline
export function madd(sum: v128, a: v128, b: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, sum);
  return f32x4.add(sum, f32x4.mul(a, b));
}

/** Store the first `count` of eight lanes. */
export function storeLanes(p: usize, low: v128, high: v128, count: i32): void {
  if (count >= 4) {
    v128.store(p, low);
    p += 16;
    count -= 4;
    low = high;
  }
  if (count > 0) f32.store(p, f32x4.extract_lane(low, 0));
  if (count > 1) f32.store(p, f32x4.extract_lane(low, 1), 4);
  if (count > 2) f32.store(p, f32x4.extract_lane(low, 2), 8);
}

/** The first one to three floats, and zeros. */
export function loadLanes(p: usize, count: i32): v128 {
  let x = v128.load32_zero(p);
  if (count > 1) x = f32x4.replace_lane(x, 1, f32.load(p, 4));
  if (count > 2) x = f32x4.replace_lane(x, 2, f32.load(p, 8));
  return x;
}

/** Add four numbers to as many of float64. */
@inline
export function addToDoubles(p: usize, value: v128): void {
  const upper = v128.shuffle<f32>(value, value, 2, 3, 2, 3);
  v128.store(p, f64x2.add(v128.load(p), f64x2.promote_low_f32x4(value)));
  v128.store(p, f64x2.add(v128.load(p, 16), f64x2.promote_low_f32x4(upper)), 16);
}
