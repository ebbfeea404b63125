/** y = x within low and high, NaN where x is. `pmax` and `pmin` keep their first operand where a comparison with it fails. */
export function clamp(x: usize, y: usize, count: i32, low: f32, high: f32): void {
  const lows = f32x4.splat(low);
  const highs = f32x4.splat(high);
  for (; count >= 16; count -= 16, x += 64, y += 64) {
    v128.store(y, f32x4.pmin(f32x4.pmax(v128.load(x), lows), highs));
    v128.store(y, f32x4.pmin(f32x4.pmax(v128.load(x, 16), lows), highs), 16);
    v128.store(y, f32x4.pmin(f32x4.pmax(v128.load(x, 32), lows), highs), 32);
    v128.store(y, f32x4.pmin(f32x4.pmax(v128.load(x, 48), lows), highs), 48);
  }
  for (; count > 0; count--, x += 4, y += 4) {
    v128.store32_lane(y, f32x4.pmin(f32x4.pmax(v128.load32_splat(x), lows), highs), 0);
  }
}
