/** Fused activations that the stock kernels are asked for, against the same in two steps. */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from 'tfjs-blocks/backends';

beforeAll(async () => { await useBackend('wasm'); });

function sines(shape: number[]): tf.Tensor {
  return tf.tensor(Float32Array.from({ length: tf.util.sizeFromShape(shape) }, (_, i) => Math.sin(i)), shape);
}

function expectClose(actual: tf.Tensor, expected: tf.Tensor): void {
  const numbers = expected.dataSync();
  expect(actual.shape).toEqual(expected.shape);
  actual.dataSync().forEach((value, i) => expect(Math.abs(value - numbers[i])).toBeLessThan(1e-5));
}

describe.each(['relu', 'elu', 'sigmoid'] as const)('bias and %s', (activation) => {
  it('after a convolution', () => tf.tidy(() => {
    const [x, filter, bias] = [sines([1, 5, 4, 3]) as tf.Tensor4D, sines([3, 3, 3, 10]) as tf.Tensor4D, sines([10])];
    const y = tf.fused.conv2d({ x, filter, strides: 1, pad: 'same', bias, activation });
    expectClose(y, tf[activation](tf.add(tf.conv2d(x, filter, 1, 'same'), bias)));
  }));

  it('after a product', () => tf.tidy(() => {
    const [a, b, bias] = [sines([7, 5]), sines([5, 9]), sines([9])];
    expectClose(tf.fused.matMul({ a, b, bias, activation }), tf[activation](tf.add(tf.matMul(a, b), bias)));
  }));
});

// The stock kernel, which is asked here, adds the first row's bias to part of the others.
it('bias after a product with the first operand transposed', () => tf.tidy(() => {
  const [a, b, bias] = [sines([5, 7]), sines([5, 9]), sines([9])];
  expectClose(tf.fused.matMul({ a, b, transposeA: true, bias }), tf.add(tf.matMul(a, b, true), bias));
}));

it('bias and sigmoid with both operands transposed, of any k', () => tf.tidy(() => {
  const [a, b, bias] = [sines([105, 7]), sines([9, 105]), sines([9])];
  const y = tf.fused.matMul({ a, b, transposeA: true, transposeB: true, bias, activation: 'sigmoid' });
  expectClose(y, tf.sigmoid(tf.add(tf.matMul(a, b, true, true), bias)));
  const z = tf.fused.matMul({ a: tf.transpose(a), b, transposeB: true, bias, activation: 'sigmoid' });
  expectClose(z, tf.sigmoid(tf.add(tf.matMul(a, b, true, true), bias)));
}));
