/**
 * Comparisons with a bound that rounding does not decide.
 *
 * Three pixels of .1 are .30000000000000004 apart: a distance, an area or an overlap that equals its bound on paper may miss it by the
 * last bits. So a number counts as equal to a bound that it is a ten-billionth part from: wider than any rounding, narrower than the
 * gaps between the distances or overlaps of whole pixels.
 */
const ROUNDING = 1e-10;

/** value > bound, by more than rounding. */
export function isAbove(value: number, bound: number): boolean {
  return value > bound + ROUNDING * Math.abs(bound);
}

/** value < bound, by more than rounding. */
export function isBelow(value: number, bound: number): boolean {
  return value < bound - ROUNDING * Math.abs(bound);
}
