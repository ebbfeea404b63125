import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bootstrapInterval, resampledAuc, type Statistic } from 'tfjs-blocks/metrics';
import { bcaShares } from '../../src/metrics/bootstrap';
import { quantile } from '../../src/metrics/quantile';
import { integer, integers } from '../contracts/drawn';
import golden from '../golden/intervals.json';

const mean = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0) / values.length;
const without = <T>(list: readonly T[], index: number) => list.filter((_, i) => i !== index);
const values = integers('values', 60, 100);
const meanOf: Statistic = (indices) => mean(Array.from(indices, (i) => values[i]));

describe('bias-corrected and accelerated intervals', () => {
  it('are those of SciPy for drawn distributions', () => {
    let compared = 0;
    golden.bca.forEach(([low, high, error], number) => {
      const name = `bca/${number}`;
      const [a, b] = ['a', 'b'].map((which) => integers(`${name}/${which}`, integer(`${name}/${which}/n`, 3, 30), 20).map((v) => v / 4));
      const squares = (x: readonly number[]) => mean(x.map((v) => v * v));
      const statistic = (x: readonly number[], y: readonly number[]) => squares(x) - squares(y);
      const centre = statistic(a, b);
      const distribution = Float64Array.from(integers(`${name}/distribution`, integer(`${name}/draws`, 50, 300), 400), (v) => centre + (v - 180) / 16).sort();
      const confidence = [0.5, 0.9, 0.95, 0.99][integer(`${name}/confidence`, 0, 3)];
      const jackknife = [a.map((_, i) => statistic(without(a, i), b)), b.map((_, i) => statistic(a, without(b, i)))];
      const shares = bcaShares([(1 - confidence) / 2, (1 + confidence) / 2], distribution, centre, jackknife.map((left) => Float64Array.from(left)));
      expect(error).not.toBeNull();
      [low, high].forEach((end, i) => expect(Math.abs(quantile(distribution, shares[i]) - end!)).toBeLessThan(1e-11));
      compared++;
    });
    expect(compared).toBe(60);
  });

  it('come of leaving out each case of each stratum', () => {
    const strata = values.map((_, i) => (i < 20 ? 'a' : 'b'));
    const result = bootstrapInterval(meanOf, { strata, method: 'bca', draws: 400, seed: 5 });
    const all = values.map((_, i) => i);
    const left = (i: number) => mean(without(all, i).map((j) => values[j]));
    const jackknife = ['a', 'b'].map((key) => Float64Array.from(all.filter((i) => strata[i] === key), left));
    const sorted = result.distribution.slice().sort();
    const shares = bcaShares([0.025, 0.975], sorted, mean(values), jackknife);
    expect([result.low, result.high]).toEqual(shares.map((share) => expect.closeTo(quantile(sorted, share), 10)));
    expect(result.estimate).toBe(mean(values));
  });
});

describe('bootstrapInterval', () => {
  it('draws as many cases of each stratum as there are, and counts them', () => {
    fc.assert(fc.property(fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 30 }), fc.nat(99), (strata, seed) => {
      bootstrapInterval((indices, counts) => {
        expect(indices).toHaveLength(strata.length);
        for (const key of 'abc') {
          expect(Array.from(indices).filter((i) => strata[i] === key)).toHaveLength(strata.filter((other) => other === key).length);
        }
        expect(Array.from(counts)).toEqual(strata.map((_, i) => indices.filter((j) => j === i).length));
        return 0;
      }, { strata, draws: 3, seed });
    }), { numRuns: 40 });
  });

  it('draws every case equally often', () => {
    const times = new Float64Array(10);
    bootstrapInterval((_, counts) => {
      counts.forEach((count, i) => { times[i] += count; });
      return 0;
    }, { n: 10, draws: 4000, seed: 1 });
    // 4,000 draws of ten cases: standard deviation 60
    times.forEach((count) => expect(Math.abs(count - 4001)).toBeLessThan(250));
  });

  it('takes percentiles, whose reach for a mean is about 1.96 standard errors', () => {
    const { low, high, distribution, standardError, estimate } = bootstrapInterval(meanOf, { n: 60, draws: 4000, seed: 2 });
    const sorted = distribution.slice().sort();
    expect([low, high]).toEqual([quantile(sorted, 0.025), quantile(sorted, 0.975)]);
    const expected = Math.sqrt(mean(values.map((v) => (v - estimate) ** 2)) / 60);
    expect(Math.abs(standardError / expected - 1)).toBeLessThan(0.05);
    expect(Math.abs((high - low) / (2 * 1.96 * expected) - 1)).toBeLessThan(0.05);
  });

  it('is the same for the same seed, and a draw does not depend on how many there are', () => {
    const run = (seed: number, draws = 50) => Array.from(bootstrapInterval(meanOf, { n: 60, draws, seed }).distribution);
    expect(run(3)).toEqual(run(3));
    expect(run(3, 20)).toEqual(run(3).slice(0, 20));
    expect(run(4)).not.toEqual(run(3));
  });

  it('leaves out and counts draws without a value', () => {
    const y = [0, 0, 0, 1], s = [1, 2, 3, 4];
    const result = bootstrapInterval(resampledAuc(y, s), { n: 4, draws: 200, seed: 1 });
    expect(result.undefinedDraws).toBe(Array.from(result.distribution).filter(Number.isNaN).length);
    expect(result.undefinedDraws).toBeGreaterThan(30);
    expect([result.low, result.high]).toEqual([1, 1]);
  });

  it('says why there is none', () => {
    expect(bootstrapInterval(() => NaN, { n: 3, seed: 0 })).toMatchObject({ low: NaN, high: NaN, reason: 'the statistic of the sample is not defined' });
    const first = (indices: Int32Array) => (indices[0] === 0 && indices[2] === 2 && indices[1] === 1 ? 9 : NaN);
    expect(bootstrapInterval(first, { n: 30, draws: 5, seed: 0 })).toMatchObject({ estimate: 9, undefinedDraws: 5, reason: 'the statistic of no resample is defined' });
    const extreme: Statistic = (indices, counts) => Math.max(...counts) * indices.length;
    expect(bootstrapInterval(extreme, { n: 30, draws: 50, method: 'bca', seed: 0 })).toMatchObject({ low: NaN, reason: 'the bias or the acceleration of the statistic is not defined' });
  });

  it.each<[string, () => unknown]>([
    ['`n` in bootstrapInterval: expected a positive integer, received undefined', () => bootstrapInterval(meanOf, { seed: 0 })],
    ['`n` in bootstrapInterval: expected a positive integer, received 0', () => bootstrapInterval(meanOf, { strata: [], seed: 0 })],
    ['`strata` in bootstrapInterval: expected 3 values, one a case, received 2', () => bootstrapInterval(meanOf, { n: 3, strata: [0, 1], seed: 0 })],
    ['`strata[1]` in bootstrapInterval: expected a label, received NaN',
      () => bootstrapInterval(meanOf, { strata: [0, NaN, NaN], seed: 0 })],
    ['`strata[0]` in bootstrapInterval: expected a label, received undefined',
      () => bootstrapInterval(meanOf, { strata: [undefined as never, 1], seed: 0 })],
    ['`draws` in bootstrapInterval: expected a positive integer, received 0', () => bootstrapInterval(meanOf, { n: 3, draws: 0, seed: 0 })],
    ['`seed` in bootstrapInterval: expected an integer in [0, 2^32), received -1', () => bootstrapInterval(meanOf, { n: 3, seed: -1 })],
  ])('says Invalid %s', (message, act) => {
    expect(act).toThrow(`Invalid ${message}.`);
  });
});

describe('resampledAuc', () => {
  it('counts pairs, each as often as its cases were drawn', () => {
    const cases = fc.array(fc.record({ y: fc.nat(1), s: fc.integer({ min: 0, max: 5 }), count: fc.nat(3) }), { minLength: 1, maxLength: 30 });
    fc.assert(fc.property(cases, (drawn) => {
      let pairs = 0, right = 0;
      for (const p of drawn.filter(({ y }) => y === 1)) {
        for (const q of drawn.filter(({ y }) => y === 0)) {
          pairs += p.count * q.count;
          right += p.count * q.count * (p.s > q.s ? 1 : p.s === q.s ? 0.5 : 0);
        }
      }
      const auc = resampledAuc(drawn.map(({ y }) => y), drawn.map(({ s }) => s));
      expect(auc(new Int32Array(0), Int32Array.from(drawn, ({ count }) => count))).toBe(right / pairs);
    }));
  });
});
