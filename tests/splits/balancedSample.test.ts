import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { balancedSample } from 'tfjs-blocks/splits';

const count = <T>(values: readonly T[], value: T) => values.filter((other) => other === value).length;
const labels = [...'aaaaaaaaaaaabbbc'];

describe('balancedSample', () => {
  it('draws every class equally often, and every member of a class', () => {
    fc.assert(fc.property(fc.nat(100), fc.nat(0xffffffff), fc.nat(9), (size, seed, epoch) => {
      const drawn = balancedSample({ labels, size, seed, epoch });
      expect(drawn).toHaveLength(size);
      const classes = drawn.map((i) => labels[i]);
      for (const label of 'abc') expect(Math.abs(count(classes, label) - size / 3)).toBeLessThan(1);
      const times = [12, 13, 14].map((i) => count(drawn, i));
      expect(Math.max(...times) - Math.min(...times)).toBeLessThanOrEqual(1);
      expect(balancedSample({ labels, size, seed, epoch })).toEqual(drawn);
    }));
  });

  it('draws from the given samples only, as many as they are', () => {
    const indices = [1, 3, 5, 12, 14];
    const drawn = balancedSample({ labels, indices, seed: 1 });
    expect(drawn).toHaveLength(5);
    expect(drawn.every((i) => indices.includes(i))).toBe(true);
  });

  it('differs from epoch to epoch and from seed to seed', () => {
    const drawn = [[1, 0], [1, 1], [2, 0]].map(([seed, epoch]) => balancedSample({ labels, seed, epoch }).join());
    expect(new Set(drawn).size).toBe(3);
  });

  it.each<[string, () => unknown]>([
    ['`labels` in balancedSample: expected at least one, received none', () => balancedSample({ labels: [], seed: 0 })],
    ['`indices` in balancedSample: expected at least one, received none', () => balancedSample({ labels, indices: [], seed: 0 })],
    ['`indices[1]` in balancedSample: expected a position below 16, received 16', () => balancedSample({ labels, indices: [0, 16], seed: 0 })],
    ['`labels[0]` in balancedSample: expected a string or a number, received NaN', () => balancedSample({ labels: [NaN], seed: 0 })],
    ['`size` in balancedSample: expected an integer of at least 0, received -1', () => balancedSample({ labels, size: -1, seed: 0 })],
    ['`epoch` in balancedSample: expected an integer of at least 0, received 0.5', () => balancedSample({ labels, epoch: 0.5, seed: 0 })],
    ['`seed` in balancedSample: expected an integer in [0, 2^32), received 1.5', () => balancedSample({ labels, seed: 1.5 })],
  ])('says Invalid %s', (message, act) => {
    expect(act).toThrow(`Invalid ${message}.`);
  });
});
