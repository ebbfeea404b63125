import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { delongInterval, delongTest } from 'tfjs-blocks/metrics';
import { integer, integers } from '../contracts/drawn';
import { normalQuantile } from '../../src/metrics/normal';
import golden from '../golden/intervals.json';

/** As tests/reference/intervals.py draws them. */
function drawnScores(name: string) {
  const n = integer(`${name}/n`, 4, 150);
  const y = integers(`${name}/y`, n, 4).map((value, i) => (i < 4 ? i % 2 : Math.floor(value / 3)));
  const levels = [3, 12, 100000][integer(`${name}/levels`, 0, 2)];
  const shift = integer(`${name}/shift`, 0, Math.floor(levels / 2));
  const a = integers(`${name}/a`, n, levels).map((value, i) => value + y[i] * shift);
  const b = integers(`${name}/b`, n, Math.max(Math.floor(levels / 2), 2)).map((value, i) => value + a[i]);
  return { y, a, b };
}

const close = (actual: number, expected: number) => expect(Math.abs(actual - expected)).toBeLessThan(1e-12);

describe('delongInterval and delongTest', () => {
  it('are those of the definition on drawn scores', () => {
    golden.delong.forEach((expected, number) => {
      const name = `delong/${number}`;
      const { y, a, b } = drawnScores(name);
      const confidence = [0.5, 0.9, 0.95, 0.99][integer(`${name}/confidence`, 0, 3)];
      const interval = delongInterval(y, a, { confidence }), test = delongTest(y, a, b, { confidence });
      const [auc, low, high, other, z, p] = expected as number[];
      close(interval.estimate, auc);
      close(interval.low, low);
      close(interval.high, high);
      if (other === undefined) return expect(test.reason).toMatch(/no variance/);
      test.aucs.forEach((value, i) => close(value, [auc, other][i]));
      expect(Math.abs(test.z - z)).toBeLessThan(1e-10 * Math.max(1, Math.abs(z)));
      close(test.pValue, p);
      if (z === 0) return;
      const reach = -normalQuantile((1 - confidence) / 2) * ((auc - other) / z);
      close(test.high, Math.min(auc - other + reach, 1));
      close(test.low, Math.max(auc - other - reach, -1));
    });
  });

  it('do not change under monotone maps and permutations; swapping the scores swaps the sign', () => {
    const cases = fc.array(fc.record({ y: fc.nat(1), a: fc.integer({ min: -9, max: 9 }), b: fc.integer({ min: -9, max: 9 }) }), { minLength: 8, maxLength: 40 });
    fc.assert(fc.property(cases, (drawn) => {
      const test = (list: typeof drawn, map = (s: number) => s) =>
        delongTest(list.map(({ y }) => y), list.map(({ a }) => map(a)), list.map(({ b }) => map(b)));
      const first = test(drawn);
      fc.pre(!Number.isNaN(first.pValue));
      expect(test(drawn, (s) => Math.exp(s / 3))).toEqual(first);
      expect(test([...drawn].reverse()).pValue).toBeCloseTo(first.pValue, 12);
      const swapped = test(drawn.map(({ y, a, b }) => ({ y, a: b, b: a })));
      expect(swapped.estimate).toBeCloseTo(-first.estimate, 12);
      expect(swapped.pValue).toBeCloseTo(first.pValue, 12);
    }));
  });

  it('take booleans, infinite scores and ties', () => {
    expect(delongInterval([false, true, false, true], [-Infinity, Infinity, 0, 0]).estimate).toBe(0.875);
  });

  it('say why they are not defined', () => {
    expect(delongInterval([1, 1], [0, 1])).toEqual({ estimate: NaN, low: NaN, high: NaN, confidence: 0.95, reason: 'there is no negative case' });
    expect(delongInterval([0, 1, 0], [0, 1, 1])).toMatchObject({ estimate: 0.75, low: NaN, reason: 'a single positive case has no variance' });
    const same = delongTest([0, 1, 0, 1, 0], [1, 2, 3, 4, 5], [1, 2, 3, 4, 5]);
    expect(same).toMatchObject({ estimate: 0, low: 0, high: 0, z: NaN, pValue: NaN, reason: 'the difference of the AUCs has no variance' });
    expect(delongTest([0, 0], [1, 2], [1, 2])).toMatchObject({ aucs: [NaN, NaN], pValue: NaN, reason: 'there is no positive case' });
  });

  it.each<[string, () => unknown]>([
    ['`truth` in delongInterval: expected at least one value, received 0', () => delongInterval([], [])],
    ['`truth[1]` in delongInterval: expected 0 or 1 (for other labels say which is `positive`), received 2', () => delongInterval([0, 2], [0, 1])],
    ['`scores` in delongInterval: expected 2 values, as many as `truth` has, received 3', () => delongInterval([0, 1], [0, 1, 2])],
    ['`second[2]` in delongTest: expected a number, received NaN', () => delongTest([0, 1, 1], [0, 1, 2], [0, 1, NaN])],
    ['`confidence` in delongTest: expected a number in (0, 1), received 1', () => delongTest([0, 1], [0, 1], [0, 1], { confidence: 1 })],
  ])('say Invalid %s', (message, act) => {
    expect(act).toThrow(`Invalid ${message}.`);
  });
});
