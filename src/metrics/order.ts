/** Sorting of many numbers by their bits. */

/** Fewer numbers are sorted by comparison. */
const SMALL = 2000;
/** Bits a pass goes by, and how many values they have. */
const DIGIT = 11, BUCKETS = 2 ** DIGIT;

/**
 * Places of the numbers from the largest down; equal ones keep their order, and −0 equals 0.
 *
 * Many are sorted by radix: the bits of a float64, those of the sign turned so that they order as whole numbers do, in six
 * passes of 11 bits from the lowest. A pass in which all share one digit is left out.
 *
 * @param values finite numbers
 */
export function descendingOrder(values: ArrayLike<number>): Uint32Array {
  const n = values.length;
  const places = Uint32Array.from({ length: n }, (_, i) => i);
  return n < SMALL ? places.sort((a, b) => values[b] - values[a] || a - b) : radixSort(keys(values), places);
}

/** Two words a number, low and high, that ascend where the numbers descend. */
function keys(values: ArrayLike<number>): [low: Uint32Array, high: Uint32Array] {
  const double = new Float64Array(1), words = new Uint32Array(double.buffer);
  const low = new Uint32Array(values.length), high = new Uint32Array(values.length);
  for (let i = 0; i < values.length; i++) {
    double[0] = values[i] + 0; // −0 becomes 0.
    const isNegative = words[1] >>> 31 === 1;
    low[i] = isNegative ? words[0] : ~words[0];
    high[i] = isNegative ? words[1] : words[1] ^ 0x7fffffff;
  }
  return [low, high];
}

function radixSort(key: [low: Uint32Array, high: Uint32Array], places: Uint32Array): Uint32Array {
  const n = places.length;
  let from: Uint32Array[] = [...key, places];
  let to: Uint32Array[] = from.map(() => new Uint32Array(n));
  const starts = new Uint32Array(BUCKETS);
  for (let shift = 0; shift < 64; shift += DIGIT) {
    const [low, high, place] = from, [toLow, toHigh, toPlace] = to;
    const digit = (i: number) =>
      (shift >= 32 ? high[i] >>> (shift - 32) : shift === 22 ? low[i] >>> 22 | high[i] << 10 : low[i] >>> shift) & (BUCKETS - 1);
    starts.fill(0);
    for (let i = 0; i < n; i++) starts[digit(i)]++;
    if (starts[digit(0)] === n) continue;
    let start = 0;
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      const size = starts[bucket];
      starts[bucket] = start;
      start += size;
    }
    for (let i = 0; i < n; i++) {
      const target = starts[digit(i)]++;
      toLow[target] = low[i];
      toHigh[target] = high[i];
      toPlace[target] = place[i];
    }
    [from, to] = [to, from];
  }
  return from[2];
}
