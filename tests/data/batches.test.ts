import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { batches } from 'tfjs-blocks/data';

const indices = [3, 1, 4, 15, 9, 2, 6];

describe('batches', () => {
  it('cuts the given order, the rest kept or dropped', () => {
    expect([...batches({ indices, batchSize: 3, order: 'sequential' })]).toEqual([[3, 1, 4], [15, 9, 2], [6]]);
    expect([...batches({ indices, batchSize: 3, order: 'sequential', remainder: 'drop' })]).toEqual([[3, 1, 4], [15, 9, 2]]);
    expect([...batches({ indices: [], batchSize: 3 })]).toEqual([]);
  });

  it('shuffles by seed and epoch alone', () => {
    const epoch = (seed: number, number: number) => [...batches({ indices, batchSize: 2, seed, epoch: number })].flat();
    expect(epoch(1, 5)).toEqual(epoch(1, 5));
    expect(new Set([epoch(1, 0), epoch(1, 1), epoch(1, 2), epoch(2, 0)].map(String)).size).toBe(4);
  });

  it('visits every sample once and goes on where it stopped', () => {
    fc.assert(fc.property(fc.nat(40), fc.integer({ min: 1, max: 9 }), fc.nat(99), fc.nat(9), (count, batchSize, seed, startStep) => {
      const options = { indices: Array.from({ length: count }, (_, i) => i), batchSize, seed };
      const whole = [...batches(options)];
      expect(whole.flat().sort((a, b) => a - b)).toEqual(options.indices);
      expect([...batches({ ...options, startStep })]).toEqual(whole.slice(startStep));
    }));
  });

  it.each([[{ batchSize: 0 }, '`batchSize`'], [{ batchSize: 2, startStep: -1 }, '`startStep`']])('names a bad option %o', (bad, name) => {
    expect(() => [...batches({ indices, ...bad })]).toThrow(`Invalid ${name} in batches: expected an integer of at least`);
  });
});
