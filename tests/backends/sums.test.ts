/** Sums and means beside the drawn shapes of `kernels/`: long ones, other types, nothing to sum. */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-layers';
import { beforeAll, expect, it } from 'vitest';
import { useBackend } from 'tfjs-blocks/backends';

beforeAll(async () => { await useBackend('wasm'); });

const valuesOf = (make: () => tf.Tensor) => [...tf.tidy(() => make().dataSync())];

it.each([3, 1])('sums a million equal numbers in %d columns to within two parts in a million', (columns) => {
  const count = 2 ** 20;
  for (const total of valuesOf(() => tf.sum(tf.fill([count, columns], 0.1), 0))) {
    expect(Math.abs(total / (0.1 * count) - 1)).toBeLessThan(2e-6);
  }
});

it('sums int32 and bool as stock does', () => {
  expect(valuesOf(() => tf.sum(tf.tensor2d([1, 2, 3, 4], [2, 2], 'int32'), 0))).toEqual([4, 6]);
  expect(valuesOf(() => tf.mean(tf.tensor2d([1, 2, 3, 4], [2, 2], 'int32'), 0))).toEqual([2, 3]);
  expect(valuesOf(() => tf.sum(tf.tensor1d([true, false, true], 'bool')))).toEqual([2]);
});

it('sums nothing to zero, and a scalar to itself', () => {
  expect(valuesOf(() => tf.sum(tf.zeros([0, 3]), 0))).toEqual([0, 0, 0]);
  expect(valuesOf(() => tf.sum(tf.zeros([3, 0])))).toEqual([0]);
  expect(valuesOf(() => tf.sum(tf.scalar(7)))).toEqual([7]);
  expect(valuesOf(() => tf.mean(tf.zeros([0])))).toEqual([NaN]);
});
