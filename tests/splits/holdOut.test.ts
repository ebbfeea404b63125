import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { holdOut } from 'tfjs-blocks/splits';

const seed = fc.nat(0xffffffff);
const sorted = (values: number[]) => [...values].sort((a, b) => a - b);
const count = <T>(values: readonly T[], value: T) => values.filter((other) => other === value).length;

describe('holdOut', () => {
  it('holds out exactly 30 of 148, each class its share', () => {
    const labels = Array.from({ length: 148 }, (_, i) => (i < 101 ? 'nevus' : i < 132 ? 'melanoma' : 'keratosis'));
    const { train, validation } = holdOut({ n: 148, count: 30, labels, seed: 7 });
    expect([train.length, validation.length]).toEqual([118, 30]);
    const held = validation.map((i) => labels[i]);
    // quotas 20.47, 6.28, 3.24: the one seat left over goes to the largest remainder
    expect([count(held, 'nevus'), count(held, 'melanoma'), count(held, 'keratosis')]).toEqual([21, 6, 3]);
  });

  it('is disjoint, complete, sorted, exact and repeatable', () => {
    fc.assert(fc.property(fc.integer({ min: 2, max: 80 }), fc.nat(), seed, (n, some, key) => {
      const options = { n, count: 1 + (some % (n - 1)), seed: key };
      const { train, validation } = holdOut(options);
      expect(validation).toHaveLength(options.count);
      expect(sorted([...train, ...validation])).toEqual(Array.from({ length: n }, (_, i) => i));
      expect([train, validation]).toEqual([sorted(train), sorted(validation)]);
      expect(holdOut(options)).toEqual({ train, validation });
    }));
  });

  it('keeps each class within one of its share, and single members in training', () => {
    const classes = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 6 });
    fc.assert(fc.property(classes, fc.double({ min: 0.05, max: 0.5, noNaN: true }), seed, (sizes, fraction, key) => {
      const labels = sizes.flatMap((size, label) => Array.from({ length: size }, () => label));
      const able = sizes.filter((size) => size > 1).reduce((a, b) => a + b, 0);
      const held = Math.round(fraction * labels.length);
      fc.pre(held >= 1 && held < labels.length && held <= able);
      const { validation } = holdOut({ n: labels.length, fraction, labels, seed: key });
      expect(validation).toHaveLength(held);
      sizes.forEach((size, label) => {
        const got = count(validation.map((i) => labels[i]), label);
        const quota = size > 1 ? (held * size) / able : 0;
        expect(Math.abs(got - quota)).toBeLessThan(1);
      });
    }));
  });

  it('never divides a group and never exceeds the count', () => {
    const groups = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 20, maxLength: 60 });
    fc.assert(fc.property(groups, seed, (group, key) => {
      fc.pre(new Set(group).size > 3);
      const held = Math.floor(group.length / 2);
      const { train, validation } = holdOut({ n: group.length, count: held, groups: group, seed: key });
      const trained = new Set(train.map((i) => group[i]));
      expect(validation.some((i) => trained.has(group[i]))).toBe(false);
      expect(validation.length).toBeLessThanOrEqual(held);
      expect(validation.length).toBeGreaterThan(0);
    }));
  });

  it('holds out the same names whatever their order', () => {
    const ids = ['e', 'b', 'd', 'a', 'c', 'f'];
    const names = (list: string[]) => holdOut({ ids: list, count: 2, seed: 3 }).validation.map((i) => list[i]).sort();
    expect(names([...ids].reverse())).toEqual(names(ids));
  });

  it('differs from seed to seed', () => {
    const splits = Array.from({ length: 10 }, (_, key) => holdOut({ n: 40, count: 10, seed: key }).validation.join());
    expect(new Set(splits).size).toBe(10);
  });

  it.each<[string, () => unknown]>([
    ['`n` in holdOut: expected an integer of at least 2, received 1', () => holdOut({ n: 1, count: 1, seed: 0 })],
    ['`ids` in holdOut: expected at least 2, received 0', () => holdOut({ ids: [], count: 1, seed: 0 })],
    ['`ids` in holdOut: expected every id once, received "a" twice', () => holdOut({ ids: ['a', 'b', 'a'], count: 1, seed: 0 })],
    ['`count` in holdOut: expected 1 to 4 of 5 samples held out, received 5', () => holdOut({ n: 5, count: 5, seed: 0 })],
    ['`fraction` in holdOut: expected 1 to 4 of 5 samples held out, received 0', () => holdOut({ n: 5, fraction: 0.01, seed: 0 })],
    ['`fraction` in holdOut: expected a number between 0 and 1, received 20', () => holdOut({ n: 5, fraction: 20, seed: 0 })],
    ['`labels` in holdOut: expected 3 values, one a sample, received 2',
      () => holdOut({ n: 3, count: 1, labels: [0, 1], seed: 0 })],
    ['`labels` in holdOut: expected at least 3 samples in classes of two or more, received 2',
      () => holdOut({ n: 4, count: 3, labels: ['a', 'b', 'c', 'c'], seed: 0 })],
    ['`groups` in holdOut: expected a group of at most 1 samples, received none',
      () => holdOut({ n: 4, count: 1, groups: ['a', 'a', 'b', 'b'], seed: 0 })],
  ])('says Invalid %s', (message, act) => {
    expect(act).toThrow(`Invalid ${message}`);
  });
});
