import { describe, expect, it } from 'vitest';
import { discordance, mcnemarTest } from 'tfjs-blocks/metrics';
import { integer } from '../contracts/drawn';
import golden from '../golden/intervals.json';

describe('discordance', () => {
  it('counts who is right', () => {
    expect(discordance([...'aabbcc'], [...'aabcca'], [...'abbaca'])).toEqual({ both: 3, onlyFirst: 1, onlySecond: 0, neither: 2 });
    expect(discordance([1, 0], [0, 0], [1, 1])).toEqual({ both: 0, onlyFirst: 1, onlySecond: 1, neither: 0 });
  });

  it.each<[string, () => unknown]>([
    ['`truth` in discordance: expected at least one value, received 0', () => discordance([], [], [])],
    ['`second` in discordance: expected 2 values, as many as `truth` has, received 1', () => discordance([0, 1], [0, 1], [0])],
    ['`first[1]` in discordance: expected a label, received NaN', () => discordance([0, 1], [0, NaN], [0, 1])],
  ])('says Invalid %s', (message, act) => {
    expect(act).toThrow(`Invalid ${message}.`);
  });
});

describe('mcnemarTest', () => {
  it('is that of SciPy on drawn counts', () => {
    golden.mcnemar.forEach((expected, number) => {
      const [onlyFirst, onlySecond] = ['b', 'c'].map((which) => integer(`mcnemar/${number}/${which}`, 0, [6, 60, 3000][number % 3]));
      const [exact, corrected, plain] = (['exact', 'corrected', 'asymptotic'] as const)
        .map((method) => mcnemarTest({ onlyFirst, onlySecond }, { method }));
      if (!expected) return expect(onlyFirst + onlySecond).toBe(0);
      const [pExact, statistic, pCorrected, pPlain] = expected as number[];
      expect(Math.abs(exact.pValue - pExact)).toBeLessThan(1e-12);
      if (pExact > 1e-300) expect(Math.abs(exact.pValue / pExact - 1)).toBeLessThan(1e-10);
      expect(corrected.statistic).toBeCloseTo(statistic, 11);
      expect(Math.abs(corrected.pValue - pCorrected)).toBeLessThan(1e-12);
      expect(Math.abs(plain.pValue - pPlain)).toBeLessThan(1e-12);
    });
  });

  it('does not overflow where the counts are large', () => {
    expect(mcnemarTest({ onlyFirst: 500_000, onlySecond: 500_000 }).pValue).toBe(1);
    expect(mcnemarTest({ onlyFirst: 5000, onlySecond: 0 }).pValue).toBe(0);
  });

  it('of no discordant case is 1 exactly, NaN with a reason otherwise', () => {
    expect(mcnemarTest({ onlyFirst: 0, onlySecond: 0 }).pValue).toBe(1);
    expect(mcnemarTest({ onlyFirst: 0, onlySecond: 0 }, { method: 'corrected' })).toEqual(
      { statistic: NaN, pValue: NaN, reason: 'no case is right with one and wrong with the other' });
  });

  it.each<[string, () => unknown]>([
    ['`onlySecond` in mcnemarTest: expected an integer of at least 0, received -1', () => mcnemarTest({ onlyFirst: 1, onlySecond: -1 })],
    ['`method` in mcnemarTest: expected one of "exact", "corrected", "asymptotic", received "chi"',
      () => mcnemarTest({ onlyFirst: 1, onlySecond: 1 }, { method: 'chi' as 'exact' })],
  ])('says Invalid %s', (message, act) => {
    expect(act).toThrow(`Invalid ${message}.`);
  });
});
