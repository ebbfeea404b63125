/**
 * Bootstrap intervals of any number that is computed from a sample of cases.
 *
 * A resample draws as many cases as there are, with replacement, from each stratum for itself. Of the statistic's values:
 *
 *     percentile   the quantiles α/2 and 1 − α/2
 *     bca          the quantiles Φ(z₀ + (z₀ + z) / (1 − a(z₀ + z))) for z = Φ⁻¹(α/2), Φ⁻¹(1 − α/2): corrected for bias, z₀, by the
 *                  share of values below the estimate, and for acceleration, a, by leaving out one case after the other
 *
 * B. Efron (1987), "Better bootstrap confidence intervals"; quantiles, ties and strata as in SciPy's `bootstrap`.
 */
import { checkOneOf, checkPositiveIntegers, checkSeed } from '../shapes/check';
import { philox } from '../random/stream';
import { checkLength, checkNumbers, type Label } from './inputs';
import type { Interval } from './interval';
import { sum } from './mean';
import { normalQuantile, normalTail } from './normal';
import { quantile } from './quantile';

/**
 * A number computed from a resample, given both as a list and as counts; NaN where it is not defined.
 *
 * @param indices positions of the cases drawn, repeated as often as they were drawn
 * @param counts for each case how often it was drawn: a weight
 */
export type Statistic = (indices: Int32Array, counts: Int32Array) => number;

/** Options of {@link bootstrapInterval}. */
export interface BootstrapOptions {
  /** Number of cases; needed where no strata are given. */
  readonly n?: number;
  /** The stratum of each case, its true class say: every resample has as many cases of each as there are. Default: all one. */
  readonly strata?: ArrayLike<Label>;
  /** How many resamples; default 1000. */
  readonly draws?: number;
  /** Default .95. */
  readonly confidence?: number;
  /** `'percentile'` (default), or `'bca'`, which computes the statistic once more for every case. */
  readonly method?: 'percentile' | 'bca';
  /** Integer in [0, 2³²). */
  readonly seed: number;
}

/** Result of {@link bootstrapInterval}. */
export interface BootstrapInterval extends Interval {
  /** The statistic of each resample, in the order drawn; NaN where it was not defined. */
  readonly distribution: Float64Array;
  /** Standard deviation of the defined ones. */
  readonly standardError: number;
  /** How many were not defined; they are left out. */
  readonly undefinedDraws: number;
}

/**
 * The interval of a statistic. The same seed gives the same resamples, so that statistics can be compared draw by draw.
 *
 * @throws where there is no case, or an option is out of range
 * @example
 * const accuracy = (indices: Int32Array) => indices.filter((i) => truth[i] === prediction[i]).length / indices.length;
 * const { estimate, low, high } = bootstrapInterval(accuracy, { n: truth.length, seed: 7 });
 * bootstrapInterval(resampledAuc(truth, scores), { strata: truth, method: 'bca', seed: 7 });
 */
export function bootstrapInterval(statistic: Statistic, options: BootstrapOptions): BootstrapInterval {
  const where = 'bootstrapInterval';
  const { strata, draws = 1000, confidence = 0.95, method = 'percentile', seed } = options;
  const n = options.n ?? strata?.length;
  checkPositiveIntegers(where, { n, draws });
  if (strata) checkLength(where, 'strata', strata, n, 'one a case');
  checkNumbers(where, { confidence }, '(0, 1)');
  checkOneOf(where, 'method', method, ['percentile', 'bca']);
  checkSeed(where, seed);

  const all = Int32Array.from({ length: n! }, (_, i) => i);
  const parts = strata ? [...new Set(Array.from(strata))].map((key) => all.filter((i) => strata[i] === key)) : [all];
  const estimate = statistic(all.slice(), new Int32Array(n!).fill(1));
  const distribution = resampled(statistic, parts, n!, draws, seed);
  const values = distribution.filter((value) => !Number.isNaN(value)).sort();
  const rest = { estimate, confidence, distribution, standardError: deviation(values), undefinedDraws: draws - values.length };
  const undefinedAs = (reason: string) => ({ ...rest, low: NaN, high: NaN, reason });
  if (Number.isNaN(estimate)) return undefinedAs('the statistic of the sample is not defined');
  if (values.length === 0) return undefinedAs('the statistic of no resample is defined');

  const ends = [(1 - confidence) / 2, (1 + confidence) / 2];
  const shares = method === 'percentile' ? ends : bcaShares(ends, values, estimate, parts.map((part) => leftOut(statistic, part, n!)));
  if (shares.some(Number.isNaN)) return undefinedAs('the bias or the acceleration of the statistic is not defined');
  return { ...rest, low: quantile(values, shares[0]), high: quantile(values, shares[1]) };
}

/** The statistic of each resample. Draw d has its own stream, whatever the other draws. */
function resampled(statistic: Statistic, parts: readonly Int32Array[], n: number, draws: number, seed: number): Float64Array {
  const indices = new Int32Array(n), counts = new Int32Array(n);
  return Float64Array.from({ length: draws }, (_, draw) => {
    const next = quickStream(seed, draw);
    counts.fill(0);
    let place = 0;
    for (const part of parts) {
      const scale = part.length / 2 ** 32;
      for (let k = 0; k < part.length; k++) {
        const i = part[Math.floor(next() * scale)];
        indices[place++] = i;
        counts[i]++;
      }
    }
    return statistic(indices, counts);
  });
}

/** The second word of the key of the numbers below: no other use of a seed has the same ones. */
const BOOTSTRAP = 0x15c160d9;

/** 32-bit words by xoshiro128** (D. Blackman, S. Vigna 2018, arXiv:1805.01407), begun by a block of a counter-based generator. */
function quickStream(seed: number, draw: number): () => number {
  let [a, b, c, d] = philox([0, 2, draw, 0], [seed, BOOTSTRAP]);
  return () => {
    const times5 = Math.imul(b, 5);
    const word = Math.imul(times5 << 7 | times5 >>> 25, 9);
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = d << 11 | d >>> 21;
    return word >>> 0;
  };
}

/** The statistic without each case of a stratum in turn; a stratum of one case is kept. */
function leftOut(statistic: Statistic, part: Int32Array, n: number): Float64Array {
  if (part.length === 1) return new Float64Array(0);
  const counts = new Int32Array(n).fill(1);
  const indices = Int32Array.from({ length: n - 1 }, (_, place) => place + 1);     // all but case 0
  let missing = 0;
  return Float64Array.from(part, (left) => {
    while (missing < left) indices[missing] = missing++;
    counts[left] = 0;
    const value = statistic(indices, counts);
    counts[left] = 1;
    return value;
  });
}

/** The shares at which BCa takes its quantiles. */
export function bcaShares(ends: readonly number[], values: Float64Array, estimate: number, jackknife: readonly Float64Array[]): number[] {
  const below = sum(values.map((value) => Number(value < estimate) + Number(value <= estimate))) / (2 * values.length);
  const bias = normalQuantile(below);
  let cubes = 0, squares = 0;
  for (const left of jackknife) {
    const m = left.length;
    const mean = sum(left) / m;
    cubes += sum(left.map((value) => ((m - 1) * (mean - value)) ** 3)) / m ** 3;
    squares += sum(left.map((value) => ((m - 1) * (mean - value)) ** 2)) / m ** 2;
  }
  const acceleration = squares === 0 ? 0 : cubes / (6 * squares ** 1.5);
  return ends.map((end) => {
    const shifted = bias + normalQuantile(end);
    return normalTail(-(bias + shifted / (1 - acceleration * shifted)));
  });
}

function deviation(values: Float64Array): number {
  const mean = sum(values) / values.length;
  return Math.sqrt(sum(values.map((value) => (value - mean) ** 2)) / (values.length - 1));
}
