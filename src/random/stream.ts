/**
 * Counter-based random numbers: Philox4x32-10.
 *
 * A stream is a pure function of its key, so `stream(seed, epoch, sample)` gives a sample the same
 * numbers whatever came before it, in whatever order and on whatever worker samples are drawn.
 *
 * J. Salmon, M. Moraes, R. Dror, D. Shaw (2011), "Parallel random numbers: as easy as 1, 2, 3".
 * Tested against the known answers published with the paper's Random123.
 */

/** A sequence of random numbers. Every method advances it. */
export interface Stream {
  /** Uniform integer in [0, 2^32). */
  uint32(): number;
  /** Uniform number in [low, high), 53 bits; default [0, 1). */
  uniform(low?: number, high?: number): number;
  /** Uniform integer in [0, n). */
  integer(n: number): number;
  /** Normal number with the given mean and standard deviation; default 0 and 1. */
  normal(mean?: number, standardDeviation?: number): number;
  /** True with the given probability; default 0.5. */
  bernoulli(probability?: number): boolean;
  /** A new array with the items in random order (Fisher–Yates). */
  shuffle<T>(items: ArrayLike<T>): T[];
}

/** One Philox4x32-10 block: four 32-bit words from a 128-bit counter and a 64-bit key. */
export function philox(counter: readonly number[], key: readonly number[]): [number, number, number, number] {
  let [c0, c1, c2, c3] = counter;
  let [k0, k1] = key;
  for (let round = 0; round < 10; round++) {
    const high0 = multiplyHigh(0xd2511f53, c0);
    const high1 = multiplyHigh(0xcd9e8d57, c2);
    const low0 = Math.imul(0xd2511f53, c0) >>> 0;
    const low1 = Math.imul(0xcd9e8d57, c2) >>> 0;
    [c0, c1, c2, c3] = [(high1 ^ c1 ^ k0) >>> 0, low1, (high0 ^ c3 ^ k1) >>> 0, low0];
    k0 = (k0 + 0x9e3779b9) >>> 0;
    k1 = (k1 + 0xbb67ae85) >>> 0;
  }
  return [c0, c1, c2, c3];
}

/** The upper 32 bits of the 64-bit product of two unsigned 32-bit integers. */
function multiplyHigh(a: number, b: number): number {
  const aHigh = a >>> 16, aLow = a & 0xffff, bHigh = b >>> 16, bLow = b & 0xffff;
  const cross = aHigh * bLow + Math.floor((aLow * bLow) / 65536);
  const middle = aLow * bHigh + (cross % 65536);
  return aHigh * bHigh + Math.floor(cross / 65536) + Math.floor(middle / 65536);
}

/**
 * The random stream of a key.
 *
 * @param seed integer in [0, 2^32)
 * @param path up to three more: integers in [0, 2^32) (an epoch, a sample) or names (`'augment'`), which are hashed
 * @throws where a part of the key is no such integer, or there are more than three
 * @example
 * const random = stream(7, 'augment', epoch, index);
 * random.uniform(-20, 20);
 */
export function stream(seed: number, ...path: (number | string)[]): Stream {
  if (path.length > 3) throw new Error(`Invalid \`path\` in stream: expected at most 3 parts, received ${path.length}.`);
  const [key1 = 0, a = 0, b = 0] = path.map(word);
  const key = [word(seed), key1];
  let block = 0;
  let words: number[] = [];
  const uint32 = () => {
    if (words.length === 0) words = philox([block++, path.length, a, b], key);
    return words.shift()!;
  };
  const unit = () => (uint32() * 2097152 + (uint32() >>> 11)) / 9007199254740992;
  const integer = (n: number) => Math.floor(unit() * n);
  return {
    uint32,
    integer,
    uniform: (low = 0, high = 1) => low + unit() * (high - low),
    normal: (mean = 0, standardDeviation = 1) =>
      mean + standardDeviation * Math.sqrt(-2 * Math.log(1 - unit())) * Math.cos(2 * Math.PI * unit()),
    bernoulli: (probability = 0.5) => unit() < probability,
    shuffle: <T>(items: ArrayLike<T>) => {
      const result = Array.from(items);
      for (let i = result.length - 1; i > 0; i--) {
        const j = integer(i + 1);
        [result[i], result[j]] = [result[j], result[i]];
      }
      return result;
    },
  };
}

/** A 32-bit word of the key: an integer as it is, a name by its FNV-1a hash. */
function word(part: number | string): number {
  if (typeof part === 'string') {
    let hash = 0x811c9dc5;
    for (const character of part) hash = Math.imul(hash ^ character.codePointAt(0)!, 0x01000193);
    return hash >>> 0;
  }
  if (Number.isInteger(part) && part >= 0 && part <= 0xffffffff) return part;
  throw new Error(`Invalid key in stream: expected an integer in [0, 2^32) or a name, received ${part}.`);
}
