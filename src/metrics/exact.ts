/**
 * Exact arithmetic where differences of products of counts would cancel: at the counts of pixels, 1e8 and more, their products pass the
 * 2⁵³ up to which doubles are exact.
 */

/** Numbers ≥ 0 as whole ones, in the same proportions: all times one power of two, which loses nothing. */
export function wholeNumbers(values: readonly number[]): bigint[] {
  const scaled = values.map((value) => {
    let whole = value, doublings = 0;
    while (!Number.isInteger(whole)) {
      whole *= 2;
      doublings++;
    }
    return { whole: BigInt(whole), doublings };
  });
  const most = scaled.reduce((largest, { doublings }) => Math.max(largest, doublings), 0);
  return scaled.map(({ whole, doublings }) => whole << BigInt(most - doublings));
}

/** a / b for b > 0, to the last bits of a double. */
export function quotient(a: bigint, b: bigint): number {
  const shift = 66 + bitLength(b) - bitLength(a);      // so that the whole quotient has 65 to 67 bits
  const whole = shift > 0 ? (a << BigInt(shift)) / b : a / (b << BigInt(-shift));
  return Number(whole) * 2 ** -shift;
}

function bitLength(value: bigint): number {
  return value.toString(2).replace('-', '').length;
}

/** Σ aᵢ·bᵢ. */
export function dot(a: readonly bigint[], b: readonly bigint[]): bigint {
  return a.reduce((total, value, i) => total + value * b[i], 0n);
}

export function total(values: readonly bigint[]): bigint {
  return values.reduce((a, b) => a + b, 0n);
}
