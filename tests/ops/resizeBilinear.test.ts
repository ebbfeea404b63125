import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { bilinearResizing } from 'tfjs-blocks/layers';
import { resizeBilinear, upsampleBilinear } from 'tfjs-blocks/ops';
import { onEveryDevice } from '../contracts/devices';
import { expectClose, expectGradient, normal } from '../contracts/numeric';

onEveryDevice('resizeBilinear', () => {
  const row = (values: number[], width: number) => resizeBilinear(tf.tensor4d(values, [1, 1, values.length, 1]), [1, width]);

  it('has half-pixel centres, up and down', () => {
    expectClose(row([0, 3], 3), [0, 1.5, 3]);
    expectClose(row([0, 4, 8, 12, 16], 2), [3, 13]);
    expectClose(row([0, 1, 2, 3, 4, 5, 6], 3), [2 / 3, 3, 16 / 3]);
    expectClose(row([5], 4), [5, 5, 5, 5]);
  });

  it('is upsampling where both sides grow alike, and the identity where none does', () => {
    const x = normal([2, 3, 4, 2], 1) as Tensor4D;
    expectClose(resizeBilinear(x, [9, 12]), upsampleBilinear(x, 3), 0);
    expectClose(resizeBilinear(x, [3, 4]), x, 0);
  });

  it('sums dy where one pixel became many', () => {
    const gradient = tf.grad((x) => resizeBilinear(x as Tensor4D, [2, 3]))(tf.zeros([2, 1, 1, 2]), tf.reshape(tf.range(0, 24), [2, 2, 3, 2]));
    expectClose(gradient, [30, 36, 102, 108], 0);
  });

  it.each([[[3, 4], [7, 5]], [[7, 6], [3, 4]], [[5, 2], [2, 6]], [[1, 1], [4, 3]], [[6, 8], [3, 4]], [[2, 3], [4, 6]]] as const)(
    'from %j to %j has the gradient of finite differences', ([height, width], size) => {
      expectGradient((x: Tensor) => resizeBilinear(x as Tensor4D, size), normal([2, height, width, 3], 1));
    });
});

describe('a bad size', () => {
  it('is named', () => {
    expect(() => resizeBilinear(tf.zeros([1, 2, 2, 1]), [2, 0])).toThrow('Invalid `width` in resizeBilinear: expected a positive integer, received 0.');
    expect(() => bilinearResizing({ height: 1.5, width: 2 })).toThrow('Invalid `height` in bilinearResizing: expected a positive integer, received 1.5.');
  });
});
