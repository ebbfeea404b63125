import * as tf from '@tensorflow/tfjs-core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { dilatedConv2d } from 'tfjs-blocks/ops';
import { onEveryDevice } from '../contracts/devices';
import { expectClose, expectGradient, normal } from '../contracts/numeric';

onEveryDevice('dilatedConv2d', () => {
  it('takes every second pixel at rate 2', () => {
    const x = tf.reshape<tf.Rank.R4>(tf.range(0, 25), [1, 5, 5, 1]);
    const y = dilatedConv2d(x, tf.ones([3, 3, 1, 1]), 2, 'valid');
    expect(y.shape).toEqual([1, 1, 1, 1]);
    expectClose(y, [0 + 2 + 4 + 10 + 12 + 14 + 20 + 22 + 24], 0);
  });

  it.each([[2, 3], [3, 3], [2, 2], [4, 4], [1, 3]])('agrees with conv2d at rate %i, kernel %i', (rate, size) => {
    const [x, kernel] = [normal([2, 9, 14, 3], 1) as Tensor4D, normal([size, size, 3, 4], 2) as Tensor4D];
    for (const padding of ['same', 'valid'] as const) {
      if (padding === 'valid' && rate * (size - 1) >= 9) continue;
      expectClose(dilatedConv2d(x, kernel, rate, padding), tf.conv2d(x, kernel, 1, padding, 'NHWC', rate), 1e-4);
    }
  });

  it('has the gradient of finite differences', () => {
    const [x, kernel] = [normal([2, 5, 7, 2], 1) as Tensor4D, normal([3, 3, 2, 3], 2) as Tensor4D];
    expectGradient((input) => dilatedConv2d(input as Tensor4D, kernel, 2, 'same'), x);
    expectGradient((weights) => dilatedConv2d(x, weights as Tensor4D, 2, 'same'), kernel);
  });
});
