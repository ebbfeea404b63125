/** Contracts and bad options of the inception modules; their numbers are tested in tests/models/inception.test.ts. */
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import {
  inceptionA, inceptionB, inceptionBlock, inceptionC, inceptionD, inceptionE, inceptionResnetA, inceptionResnetB, inceptionResnetC,
} from 'tfjs-blocks/blocks';
import type { Sym } from 'tfjs-blocks/shapes';
import { blockContract } from '../contracts/block';

type Options = { seed: number; name: string };
type Image = Sym<readonly [null, number, number, number]>;

const rows: [string, (options: Options) => (x: Image) => SymbolicTensor, number[]][] = [
  ['inceptionBlock', (options) => inceptionBlock({ b1: 2, b3: [2, 3], b5: [1, 2], pool: 1, ...options }), [5, 6, 8]],
  ['inceptionBlock with swish', (options) => inceptionBlock({
    b1: 1, b3: [2, 3], b5: [1, 2], pool: 2, b5KernelSize: 3, norm: 'none', activation: 'swish', ...options,
  }), [5, 6, 8]],
  ['inceptionA', (options) => inceptionA({ b1: 2, b5: [2, 3], b3double: [2, 2, 4], pool: 1, ...options }), [5, 6, 10]],
  ['inceptionB', (options) => inceptionB({ b3: 2, b3double: [2, 3, 4], ...options }), [2, 2, 9]],
  ['inceptionB with padding', (options) => inceptionB({ b3: 2, b3double: [2, 3, 4], padding: 'same', ...options }), [3, 3, 9]],
  ['inceptionC', (options) => inceptionC({ reduce: 2, filters: 3, ...options }), [5, 6, 12]],
  ['inceptionD', (options) => inceptionD({ b3: [2, 3], b7: 2, ...options }), [2, 2, 8]],
  ['inceptionD with padding', (options) => inceptionD({ b3: [2, 3], b7: 2, padding: 'same', ...options }), [3, 3, 8]],
  ['inceptionE', (options) => inceptionE({ b1: 1, b3: [2, 3], b3double: [2, 3, 2], pool: 1, ...options }), [5, 6, 12]],
  ['inceptionResnetA', (options) => inceptionResnetA({ b1: 2, b3: [1, 2], b3double: [2, 3, 2], ...options }), [5, 6, 3]],
  ['inceptionResnetB', (options) => inceptionResnetB({ b1: 2, b7: [2, 3, 2], scale: 0.3, ...options }), [5, 6, 3]],
  ['inceptionResnetC', (options) => inceptionResnetC({ b1: 2, b3: [2, 3, 2], activation: 'linear', ...options }), [5, 6, 3]],
];
for (const [title, block, output] of rows) {
  blockContract(title, {
    inputs: [[5, 6, 3]],
    block: (seed) => block({ seed, name: 'block' }),
    output: [null, ...output],
  });
}

const filters = { b1: 1, b3: [1, 1], b5: [1, 1], pool: 1 } as const;
const pair = [1] as unknown as [number, number];
const triple = [1, 1] as unknown as [number, number, number];

const bad: [string, () => unknown, string][] = [
  ['b1', () => inceptionBlock({ ...filters, b1: 0 }), 'Invalid `b1` in inceptionBlock: expected a positive integer, received 0.'],
  ['b3', () => inceptionBlock({ ...filters, b3: [0, 1] }), 'Invalid `b3` in inceptionBlock: expected 2 positive integers, received [0,1].'],
  ['b5 of one', () => inceptionBlock({ ...filters, b5: pair }), 'Invalid `b5` in inceptionBlock: expected 2 positive integers, received [1].'],
  ['pool', () => inceptionBlock({ ...filters, pool: 0.5 }), 'Invalid `pool` in inceptionBlock: expected a positive integer, received 0.5.'],
  ['b5KernelSize', () => inceptionBlock({ ...filters, b5KernelSize: 0 }),
    'Invalid `b5KernelSize` in inceptionBlock: expected a positive integer or [height, width] of them, received 0.'],
  ['an activation', () => inceptionBlock({ ...filters, activation: 'rely' as 'relu' }), 'Invalid `activation` in convBlock'],
  ['a seed without a name', () => inceptionBlock({ ...filters, seed: 1 }), 'Invalid `name` in convBlock'],
  ['A without pool', () => inceptionA({} as { pool: 1 }), 'Invalid `pool` in inceptionA: expected a positive integer, received undefined.'],
  ['b5 of A', () => inceptionA({ pool: 1, b5: pair }), 'Invalid `b5` in inceptionA: expected 2 positive integers, received [1].'],
  ['b3double of A', () => inceptionA({ pool: 1, b3double: triple }), 'Invalid `b3double` in inceptionA: expected 3 positive integers, received [1,1].'],
  ['b3 of B', () => inceptionB({ b3: -1 }), 'Invalid `b3` in inceptionB: expected a positive integer, received -1.'],
  ['b3double of B', () => inceptionB({ b3double: triple }), 'Invalid `b3double` in inceptionB: expected 3 positive integers, received [1,1].'],
  ['padding of B', () => inceptionB({ padding: 'torch' as 'same' }), 'Invalid `padding` in inceptionB: expected one of "valid", "same"'],
  ['reduce of C', () => inceptionC({ reduce: 0 }), 'Invalid `reduce` in inceptionC: expected a positive integer, received 0.'],
  ['filters of C', () => inceptionC({ reduce: 1, filters: 0 }), 'Invalid `filters` in inceptionC: expected a positive integer, received 0.'],
  ['b3 of D', () => inceptionD({ b3: pair }), 'Invalid `b3` in inceptionD: expected 2 positive integers, received [1].'],
  ['b7 of D', () => inceptionD({ b7: 0 }), 'Invalid `b7` in inceptionD: expected a positive integer, received 0.'],
  ['padding of D', () => inceptionD({ padding: 'torch' as 'same' }), 'Invalid `padding` in inceptionD: expected one of "valid", "same"'],
  ['b1 of E', () => inceptionE({ b1: 0 }), 'Invalid `b1` in inceptionE: expected a positive integer, received 0.'],
  ['b3 of E', () => inceptionE({ b3: pair }), 'Invalid `b3` in inceptionE: expected 2 positive integers, received [1].'],
  ['b3double of E', () => inceptionE({ b3double: triple }), 'Invalid `b3double` in inceptionE: expected 3 positive integers, received [1,1].'],
  ['scale', () => inceptionResnetA({ scale: -0.1 }), 'Invalid `scale` in inceptionResnetA: expected a number in [0, Infinity), received -0.1.'],
  ['b3double of residual A', () => inceptionResnetA({ b3double: triple }), 'Invalid `b3double` in inceptionResnetA: expected 3 positive integers'],
  ['b7', () => inceptionResnetB({ b7: triple }), 'Invalid `b7` in inceptionResnetB: expected 3 positive integers, received [1,1].'],
  ['b3 of residual C', () => inceptionResnetC({ b3: triple }), 'Invalid `b3` in inceptionResnetC: expected 3 positive integers, received [1,1].'],
];

describe('bad options of inception modules', () => {
  it.each(bad)('are named: %s', (_, build, message) => {
    expect(build).toThrow(message);
  });
});
