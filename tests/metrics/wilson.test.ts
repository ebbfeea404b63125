import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wilsonInterval } from 'tfjs-blocks/metrics';
import { integer } from '../contracts/drawn';
import golden from '../golden/intervals.json';

describe('wilsonInterval', () => {
  it('is that of SciPy on drawn counts', () => {
    golden.wilson.forEach(([low, high], number) => {
      const name = `wilson/${number}`;
      const n = integer(`${name}/n`, 1, [5, 50, 10000][number % 3]), k = integer(`${name}/k`, 0, n);
      const interval = wilsonInterval(k, n, { confidence: [0.5, 0.9, 0.95, 0.99][integer(`${name}/confidence`, 0, 3)] });
      expect(Math.abs(interval.low - low)).toBeLessThan(1e-12);
      expect(Math.abs(interval.high - high)).toBeLessThan(1e-12);
      expect(interval.estimate).toBe(k / n);
    });
  });

  it('lies in [0, 1], holds the estimate, and mirrors', () => {
    fc.assert(fc.property(fc.nat(1000), fc.nat(1000), fc.double({ min: 0.01, max: 0.9999, noNaN: true }), (k, rest, confidence) => {
      fc.pre(k + rest > 0);
      const { estimate, low, high } = wilsonInterval(k, k + rest, { confidence });
      expect(0 <= low && low <= estimate && estimate <= high && high <= 1).toBe(true);
      expect(wilsonInterval(rest, k + rest, { confidence }).low).toBeCloseTo(1 - high, 12);
    }));
  });

  it('of no case is NaN and says so', () => {
    expect(wilsonInterval(0, 0)).toEqual({ estimate: NaN, low: NaN, high: NaN, confidence: 0.95, reason: 'there is no case' });
  });

  it.each<[string, () => unknown]>([
    ['`successes` in wilsonInterval: expected at most n = 3, received 4', () => wilsonInterval(4, 3)],
    ['`n` in wilsonInterval: expected an integer of at least 0, received NaN', () => wilsonInterval(4, NaN)],
    ['`successes` in wilsonInterval: expected an integer of at least 0, received 0.5', () => wilsonInterval(0.5, 2)],
    ['`confidence` in wilsonInterval: expected a number in (0, 1), received 95', () => wilsonInterval(1, 2, { confidence: 95 })],
  ])('says Invalid %s', (message, act) => {
    expect(act).toThrow(`Invalid ${message}.`);
  });
});
