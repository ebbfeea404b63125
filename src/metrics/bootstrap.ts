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
import { checkEach, checkLength, checkNumbers, isLabel, type Label } from './inputs';
import type { Interval } from './interval';
import { sum, variance } from './mean';
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
  /** Number of cases, at most 10,000,000; needed where no strata are given. */
  readonly n?: number;
  /** The stratum of each case, its true class say: every resample has as many cases of each as there are. Default: all one. */
  readonly strata?: ArrayLike<Label>;
  /** How many resamples; default 1000, at most 10,000,000. */
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
 * @throws if there is no case, a stratum is NaN or missing, or an option is out of range
 * @example
 * const accuracy = (indices: Int32Array) => indices.filter((i) => truth[i] === prediction[i]).length / indices.length;
 * const { estimate, low, high } = bootstrapInterval(accuracy, { n: truth.length, seed: 7 });
 * bootstrapInterval(resampledAuc(truth, scores), { strata: truth, method: 'bca', seed: 7 });
 */
export function bootstrapInterval(statistic: Statistic, options: BootstrapOptions): BootstrapInterval {
  const where = 'bootstrapInterval';
  const { n: given, strata, draws = 1000, confidence = 0.95, method = 'percentile', seed } = Object(options) as BootstrapOptions;
  const n = given ?? strata?.length;
  checkPositiveIntegers(where, { n, draws });
  checkNumbers(where, { n: n!, draws }, '[1, 10000000]');
  if (strata) {
    checkLength(where, 'strata', strata, n, 'one a case');
    checkEach(where, 'strata', strata, isLabel, 'a label');
  }
  checkNumbers(where, { confidence }, '(0, 1)');
  checkOneOf(where, 'method', method, ['percentile', 'bca']);
  checkSeed(where, seed);

  const all = Int32Array.from({ length: n! }, (_, i) => i);
  const parts = [...new Set(Array.from(all, (i) => strata?.[i]))].map((key) => all.filter((i) => strata?.[i] === key));
  const estimate = statistic(all.slice(), new Int32Array(n!).fill(1));
  const distribution = resampled(statistic, parts, n!, draws, seed);
  const values = distribution.filter((value) => !Number.isNaN(value)).sort();
  const ends = [(1 - confidence) / 2, (1 + confidence) / 2];
  const shares = method === 'percentile' ? ends : bcaShares(ends, values, estimate, parts.map((part) => leftOut(statistic, part, all)));
  const reason = Number.isNaN(estimate) ? 'the statistic of the sample is not defined' :
    values.length === 0 ? 'the statistic of no resample is defined' :
      shares.some(Number.isNaN) ? 'the bias or the acceleration of the statistic is not defined' : undefined;
  const [low, high] = shares.map((share) => (reason ? NaN : quantile(values, share)));
  return {
    estimate, low, high, confidence, distribution, standardError: Math.sqrt(variance(values)), undefinedDraws: draws - values.length,
    ...(reason && { reason }),
  };
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

/** 32-bit words by sfc32 (C. Doty-Humphrey 2010, PractRand), each draw from a state of its own. */
function quickStream(seed: number, draw: number): () => number {
  let a = 0, b = seed, c = draw, count = 1;
  const next = () => {
    const word = a + b + count++ | 0;
    a = b ^ b >>> 9;
    b = c + (c << 3) | 0;
    c = (c << 21 | c >>> 11) + word | 0;
    return word >>> 0;
  };
  for (let round = 0; round < 12; round++) next();
  return next;
}

/** The statistic without each case of a stratum in turn; none for a stratum of one case, which is kept. */
function leftOut(statistic: Statistic, part: Int32Array, all: Int32Array): Float64Array {
  const indices = all.slice(1), counts = new Int32Array(all.length).fill(1);
  return Float64Array.from(part.length > 1 ? part : [], (left) => {
    indices.set(all.subarray(0, left));
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
    const m = left.length, mean = sum(left) / m;
    const influences = left.map((value) => (m - 1) * (mean - value) / m);
    cubes += sum(influences.map((influence) => influence ** 3));
    squares += sum(influences.map((influence) => influence ** 2));
  }
  const acceleration = squares === 0 ? 0 : cubes / (6 * squares ** 1.5);
  return ends.map((end) => {
    const shifted = bias + normalQuantile(end);
    return normalTail(-(bias + shifted / (1 - acceleration * shifted)));
  });
}
