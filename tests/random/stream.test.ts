import { describe, expect, it } from 'vitest';
import { stream } from 'tfjs-blocks/random';
import { philox } from '../../src/random/stream';

const hex = (words: number[]) => words.map((word) => word.toString(16).padStart(8, '0')).join(' ');

describe('philox4x32-10', () => {
  it.each([
    [[0, 0, 0, 0], [0, 0], '6627e8d5 e169c58d bc57ac4c 9b00dbd8'],
    [Array(4).fill(0xffffffff), Array(2).fill(0xffffffff), '408f276d 41c83b0e a20bc7c6 6d5451fd'],
    [[0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], [0xa4093822, 0x299f31d0], 'd16cfe09 94fdcceb 5001e420 24126ea1'],
  ])('gives the known answers of Random123', (counter, key, expected) => {
    expect(hex(philox(counter, key))).toBe(expected);
  });
});

describe('stream', () => {
  it('is a function of its key alone', () => {
    const draw = (...path: (number | string)[]) => Array.from({ length: 9 }, ((s) => () => s.uint32())(stream(1, ...path)));
    expect(draw('augment', 2, 3)).toEqual(draw('augment', 2, 3));
    const different = [draw(), draw(0), draw(0, 0), draw(0, 0, 0), draw('augment'), draw('augment', 1), draw('augment', 0, 1)];
    expect(new Set(different.map(String)).size).toBe(different.length);
  });

  it('has the moments of its distributions', () => {
    const random = stream(5);
    const n = 20000;
    const moments = (draw: () => number) => {
      const values = Array.from({ length: n }, draw);
      const mean = values.reduce((a, b) => a + b) / n;
      return [mean, Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / n)];
    };
    const [uniformMean, uniformDeviation] = moments(() => random.uniform(2, 6));
    expect(uniformMean).toBeCloseTo(4, 1);
    expect(uniformDeviation).toBeCloseTo(4 / Math.sqrt(12), 1);
    const [normalMean, normalDeviation] = moments(() => random.normal(3, 2));
    expect(normalMean).toBeCloseTo(3, 1);
    expect(normalDeviation).toBeCloseTo(2, 1);
    expect(moments(() => Number(random.bernoulli(0.2)))[0]).toBeCloseTo(0.2, 1);
    expect(new Set(Array.from({ length: 200 }, () => random.integer(4)))).toEqual(new Set([0, 1, 2, 3]));
  });

  it('shuffles into a permutation, and every order comes', () => {
    const random = stream(3);
    const orders = new Set(Array.from({ length: 200 }, () => random.shuffle([0, 1, 2]).join('')));
    expect([...orders].sort()).toEqual(['012', '021', '102', '120', '201', '210']);
  });

  it('names a bad key', () => {
    expect(() => stream(-1)).toThrow('received -1');
    expect(() => stream(1.5)).toThrow('received 1.5');
    expect(() => stream(1, 2, 3, 4, 5)).toThrow('at most 3');
  });
});
