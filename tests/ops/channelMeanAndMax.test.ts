import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { channelMeanAndMax } from 'tfjs-blocks/ops';
import { onEveryDevice } from '../contracts/devices';
import { expectClose, expectGradient, normal } from '../contracts/numeric';

onEveryDevice('channelMeanAndMax', () => {
  it('has the values counted by hand', () => {
    const y = channelMeanAndMax(tf.tensor([1, 2, 6, -3, -1, -2], [2, 1, 1, 3]));
    expect(y.shape).toEqual([2, 1, 1, 2]);
    expectClose(y, [3, 6, -2, -1], 1e-6);
  });

  it('shares the gradient among equal channels', () => {
    const gradient = tf.grad((x) => tf.slice(channelMeanAndMax(x), [0, 1], [-1, 1]));
    expectClose(gradient(tf.tensor2d([[0, 0, 0, 0], [5, 1, 5, 2]]), tf.tensor2d([[8], [3]])), [2, 2, 2, 2, 1.5, 0, 1.5, 0], 1e-6);
  });

  it('has the gradient of finite differences', () => {
    expectGradient(channelMeanAndMax, normal([2, 3, 4, 5], 7));
  });
});
