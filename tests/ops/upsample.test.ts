import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { bilinearUpsampling, nearestUpsampling } from 'tfjs-blocks/layers';
import { upsampleBilinear, upsampleNearest } from 'tfjs-blocks/ops';
import { onEveryDevice } from '../contracts/devices';
import { expectClose, expectGradient, normal } from '../contracts/numeric';

onEveryDevice('upsampleNearest', () => {
  it('repeats pixels', () => {
    expectClose(upsampleNearest(tf.tensor4d([1, 2, 3, 4], [1, 2, 2, 1]), 2), [1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4], 0);
  });

  it('sums dy over each block, in every image', () => {
    const dy = tf.reshape(tf.range(0, 32), [2, 4, 4, 1]);
    const gradient = tf.grad((x) => upsampleNearest(x as Tensor4D, 2))(tf.zeros([2, 2, 2, 1]), dy);
    expectClose(gradient, [10, 18, 42, 50, 74, 82, 106, 114], 0);
  });

  it.each([1, 2, 3])('×%i has the gradient of finite differences', (size) => {
    expectGradient((x) => upsampleNearest(x as Tensor4D, size), normal([3, 2, 4, 2], 1));
  });
});

onEveryDevice('upsampleBilinear', () => {
  /** The first row. */
  const columns = (values: number[], size: number) =>
    tf.slice(upsampleBilinear(tf.tensor4d(values, [1, 1, values.length, 1]), size), 0, [1, 1, -1, 1]);

  it('has half-pixel centres', () => {
    expectClose(columns([0, 1], 2), [0, 0.25, 0.75, 1], 0);
    expectClose(columns([0, 3], 3), [0, 0, 1, 2, 3, 3]);
    expectClose(columns([0, 1], 4), [0, 0, 0.125, 0.375, 0.625, 0.875, 1, 1], 0);
  });

  it('has the transposed map for gradient', () => {
    const dy = tf.tensor4d([1, 0, 0, 0, 0, 1, 0, 0], [1, 2, 4, 1]);
    const gradient = tf.grad((x) => upsampleBilinear(x as Tensor4D, 2))(tf.zeros([1, 1, 2, 1]), dy);
    expectClose(gradient, [1.75, 0.25]);
  });

  it.each([1, 2, 3, 4, 5])('×%i has the gradient of finite differences', (size) => {
    const f = (x: Tensor) => upsampleBilinear(x as Tensor4D, size);
    expectGradient(f, normal([3, 2, 4, 2], 1));
    expectGradient(f, normal([1, 1, 5, 1], 1));
  });
});

describe('a bad size', () => {
  it('is named', () => {
    const x = tf.zeros<tf.Rank.R4>([1, 2, 2, 1]);
    expect(() => upsampleNearest(x, 1.5)).toThrow('Invalid `size` in upsampleNearest: expected a positive integer, received 1.5.');
    expect(() => upsampleBilinear(x, 0)).toThrow('Invalid `size` in upsampleBilinear: expected a positive integer, received 0.');
    expect(() => nearestUpsampling({ size: 0 })).toThrow('Invalid `size` in nearestUpsampling');
    expect(() => bilinearUpsampling({ size: 0 })).toThrow('Invalid `size` in bilinearUpsampling');
  });
});
