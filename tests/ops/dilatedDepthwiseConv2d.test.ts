import * as tf from '@tensorflow/tfjs-core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { dilatedDepthwiseConv2d } from 'tfjs-blocks/ops';
import { onEveryDevice } from '../contracts/devices';
import { expectClose, expectGradient, normal } from '../contracts/numeric';

onEveryDevice('dilatedDepthwiseConv2d', () => {
  it('takes every second pixel of each channel at rate 2', () => {
    const image = tf.reshape(tf.range(0, 25), [1, 5, 5, 1]);
    const x = tf.concat([image, tf.mul(image, 10)], 3) as Tensor4D;
    const y = dilatedDepthwiseConv2d(x, tf.ones([3, 3, 2, 1]), 2, 'valid');
    expect(y.shape).toEqual([1, 1, 1, 2]);
    expectClose(y, [108, 1080], 0);
  });

  it.each([[2, 3], [3, 3], [2, 2], [1, 3]])('agrees with depthwiseConv2d at rate %i, kernel %i', (rate, size) => {
    const [x, kernel] = [normal([2, 9, 14, 3], 1) as Tensor4D, normal([size, size, 3, 2], 2) as Tensor4D];
    for (const padding of ['same', 'valid'] as const) {
      expectClose(dilatedDepthwiseConv2d(x, kernel, rate, padding), tf.depthwiseConv2d(x, kernel, 1, padding, 'NHWC', rate), 1e-5);
    }
  });

  it('has the gradient of finite differences', () => {
    const [x, kernel] = [normal([2, 5, 7, 2], 1) as Tensor4D, normal([3, 3, 2, 2], 2) as Tensor4D];
    expectGradient((input) => dilatedDepthwiseConv2d(input as Tensor4D, kernel, 2, 'same'), x);
    expectGradient((weights) => dilatedDepthwiseConv2d(x, weights as Tensor4D, 2, 'same'), kernel);
  });
});
