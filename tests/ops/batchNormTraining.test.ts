import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { batchNormTraining } from 'tfjs-blocks/ops';
import { onEveryDevice } from '../contracts/devices';
import { expectClose, expectGradient, normal } from '../contracts/numeric';

onEveryDevice('batchNormTraining', () => {
  const gamma = () => normal([3], 5) as Tensor1D;
  const beta = () => normal([3], 6) as Tensor1D;

  it('normalises [1, 3] to [−1, 1], with mean 2 and biased variance 1', () => {
    const { output, mean, variance } = batchNormTraining(tf.tensor2d([1, 3], [2, 1]), tf.ones([1]), tf.zeros([1]), 1e-12);
    expectClose(output, [-1, 1]);
    expectClose(mean, [2]);
    expectClose(variance, [1]);
  });

  it('leaves nothing behind but its results', () => {
    const [x, scale, offset] = [normal([2, 3], 1), gamma(), beta()];
    const before = tf.memory().numTensors;
    tf.dispose(Object.values(batchNormTraining(x, scale, offset)));
    expect(tf.memory().numTensors).toBe(before);
  });

  it.each([[[4, 32, 16, 3]], [[2, 7, 5, 3]], [[64, 3]], [[3, 10, 3]]])('agrees with the moments of tfjs for %j', (shape) => {
    const x = tf.add(tf.mul(normal(shape, 1), tf.tensor1d([1, 10, 0.1])), tf.tensor1d([0, 100, -5]));
    const { mean, variance } = tf.moments(x, shape.slice(1).map((_, axis) => axis));
    const result = batchNormTraining(x, gamma(), beta());
    const expected = tf.add(tf.mul(tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, 1e-3))), gamma()), beta());
    expectClose(result.output, expected, 1e-4);
    expectClose(tf.div(result.mean, tf.add(tf.abs(mean), 1)), tf.div(mean, tf.add(tf.abs(mean), 1)), 1e-5);
    expectClose(tf.div(result.variance, variance), [1, 1, 1], 1e-4);
  });

  it('has the gradient of finite differences', () => {
    const x = normal([2, 4, 6, 3], 1);
    expectGradient((input) => batchNormTraining(input, gamma(), beta()).output, x);
    expectGradient((scale) => batchNormTraining(x, scale as Tensor1D, beta()).output, gamma());
    expectGradient((offset) => batchNormTraining(x, gamma(), offset as Tensor1D).output, beta());
  });

  it('passes the gradient through what comes before and after', () => {
    const kernel = normal([3, 3, 3, 3], 8) as Tensor4D;
    const f = (x: Tensor) => tf.tanh(batchNormTraining(tf.conv2d(x as Tensor4D, kernel, 1, 'same'), gamma(), beta()).output);
    expectGradient(f, normal([2, 4, 4, 3], 7));
  });

  it('treats the returned statistics as constants', () => {
    const gradient = tf.grad((x) => tf.sum(batchNormTraining(x, gamma(), beta()).mean))(normal([4, 3], 1));
    expectClose(gradient, new Float32Array(12), 0);
  });

  it('leaves no tensor behind', () => {
    const x = normal([2, 4, 4, 3], 1);
    const before = tf.memory().numTensors;
    tf.dispose(tf.grad((input) => tf.sum(batchNormTraining(input, gamma(), beta()).output))(x));
    expect(tf.memory().numTensors).toBe(before);
  });
});
