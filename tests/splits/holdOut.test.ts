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

  it('leaves something of a class in training if its share allows', () => {
    const labels = ['a', 'a', 'b', 'b', 'b', 'b', 'b', 'b', 'c', 'c', 'c', 'c'];      // quotas 1.5, 4.5 and 3 of 9
    for (let key = 0; key < 20; key++) {
      const { train } = holdOut({ n: 12, count: 9, labels, seed: key });
      expect(new Set(train.map((i) => labels[i])).size).toBe(3);
    }
  });

  it('never divides a group, and comes within two groups of the count', () => {
    const groups = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 20, maxLength: 60 });
    fc.assert(fc.property(groups, fc.double({ min: 0.2, max: 0.6, noNaN: true }), seed, (group, fraction, key) => {
      const sizes = [...new Set(group)].map((name) => count(group, name));
      fc.pre(sizes.length > 5);
      const { train, validation } = holdOut({ n: group.length, fraction, groups: group, seed: key });
      const trained = new Set(train.map((i) => group[i]));
      expect(validation.some((i) => trained.has(group[i]))).toBe(false);
      expect(Math.abs(validation.length - fraction * group.length)).toBeLessThan(2 * Math.max(...sizes));
      expect(Math.min(train.length, validation.length)).toBeGreaterThan(0);
    }));
  });

  /** The share of 1,000 seeds in which a group is held out, for each; the standard error is .0158 at most. */
  function frequencies(sizes: readonly number[], options: { fraction: number; labels?: number[] }): number[] {
    const groups = sizes.flatMap((size, g) => Array.from({ length: size }, () => g));
    const held = sizes.map(() => 0);
    for (let key = 0; key < 1000; key++) {
      const { validation } = holdOut({ n: groups.length, groups, seed: key, ...options });
      for (const g of new Set(validation.map((i) => groups[i]))) held[g] += 1 / 1000;
    }
    return held;
  }
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

  it('holds out small and large groups equally often', () => {
    const held = frequencies(Array.from({ length: 60 }, (_, g) => (g < 50 ? 2 : 20)), { fraction: 0.2 });
    expect(Math.abs(mean(held.slice(0, 50)) - 0.2)).toBeLessThan(0.01);
    expect(Math.abs(mean(held.slice(50)) - 0.2)).toBeLessThan(0.02);
    const distinct = frequencies([1, 2, 3, 5, 8, 13, 21, 34], { fraction: 0.4 });
    for (const frequency of distinct) expect(Math.abs(frequency - 0.4)).toBeLessThan(0.07);
  });

  it('holds out every group equally often, whatever their sizes and classes', () => {
    const group = fc.record({ size: fc.integer({ min: 1, max: 30 }), positives: fc.integer({ min: 0, max: 5 }) });
    fc.assert(fc.property(fc.array(group, { minLength: 6, maxLength: 20 }), fc.boolean(), fc.constantFrom(0.25, 0.4), (drawn, isStratified, fraction) => {
      fc.pre(drawn.filter(({ positives }) => positives > 0).length > 3 && drawn.filter(({ size, positives }) => size > positives).length > 3);
      const sizes = drawn.map(({ size, positives }) => Math.max(size, positives));
      const labels = drawn.flatMap(({ positives }, g) => Array.from({ length: sizes[g] }, (_, i) => Number(i < positives)));
      const chance = Math.round(fraction * labels.length) / labels.length;
      const held = frequencies(sizes, { fraction, ...(isStratified && { labels }) });
      for (const frequency of held) expect(Math.abs(frequency - chance)).toBeLessThan(0.08);      // five standard errors
    }), { numRuns: 6, seed: 5 });
  });

  it('gives each class its share of whole groups', () => {
    const patients = Array.from({ length: 200 }, (_, g) => ({ size: 1 + g % 7, positives: g % 5 === 0 ? 1 + g % 2 : 0 }));
    const groups = patients.flatMap(({ size, positives }, g) => Array.from({ length: Math.max(size, positives) }, () => `p${g}`));
    const labels = patients.flatMap(({ size, positives }) => Array.from({ length: Math.max(size, positives) }, (_, i) => Number(i < positives)));
    const positives = count(labels, 1);
    for (let key = 0; key < 50; key++) {
      const { train, validation } = holdOut({ n: groups.length, groups, labels, fraction: 0.2, seed: key });
      const trained = new Set(train.map((i) => groups[i]));
      expect(validation.some((i) => trained.has(groups[i]))).toBe(false);
      expect(Math.abs(count(validation.map((i) => labels[i]), 1) - 0.2 * positives)).toBeLessThanOrEqual(2);
      expect(Math.abs(validation.length - 0.2 * groups.length)).toBeLessThanOrEqual(7);
    }
  });

  it('keeps every class in training, and there a group that alone has one', () => {
    const groups = [...'aabbccddeeffgg'], labels = [...'xy', ...'xx', ...'zz', ...'zx', ...'xx', ...'xx', ...'xx'];
    for (let key = 0; key < 200; key++) {
      const { train } = holdOut({ n: 14, groups, labels, fraction: 0.6, seed: key });
      expect(new Set(train.map((i) => labels[i]))).toEqual(new Set(['x', 'y', 'z']));
      expect(train.slice(0, 2)).toEqual([0, 1]);
    }
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
    ['`options` in holdOut: expected an object, received undefined', () => holdOut(undefined as never)],
    ['`seed` in holdOut: expected an integer in [0, 2^32), received undefined', () => holdOut({ n: 9, count: 1 } as never)],
    ['`seed` in holdOut: expected an integer in [0, 2^32), received NaN', () => holdOut({ n: 9, count: 1, seed: NaN })],
    ['`n` in holdOut: expected an integer of at least 2, received 1', () => holdOut({ n: 1, count: 1, seed: 0 })],
    ['`ids` in holdOut: expected at least 2, received 0', () => holdOut({ ids: [], count: 1, seed: 0 })],
    ['`groups` in holdOut: expected 3 values, one a sample, received undefined', () => holdOut({ n: 3, count: 1, groups: null as never, seed: 0 })],
    ['`ids[1]` in holdOut: expected a string, received NaN', () => holdOut({ ids: ['a', NaN as never], count: 1, seed: 0 })],
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
    ['`groups` in holdOut: expected a group of at most 2 samples that does not alone have a class, received none',
      () => holdOut({ n: 4, count: 2, groups: ['a', 'a', 'b', 'b'], labels: [0, 0, 1, 1], seed: 0 })],
    ['`groups` in holdOut: expected groups that can be held out and leave every class in training, received none in 100 draws',
      () => holdOut({ n: 4, count: 3, groups: ['a', 'b', 'c', 'd'], labels: [0, 0, 1, 1], seed: 0 })],
  ])('says Invalid %s', (message, act) => {
    expect(act).toThrow(`Invalid ${message}`);
  });
});
