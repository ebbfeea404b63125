/** The gradients that tf.grads composes of our kernels, against differences of the function itself. */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-layers';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { useBackend } from 'tfjs-blocks/backends';
import { stream } from 'tfjs-blocks/random';

beforeAll(async () => { await useBackend('wasm'); });

let before: [number, number];
const alive = (): [number, number] => [tf.memory().numTensors, tf.backend().numDataIds()];
beforeEach(() => { before = alive(); });
afterEach(() => { expect(alive()).toEqual(before); });

type Shape4D = [number, number, number, number];

const image: Shape4D = [2, 6, 5, 3];

it.each<[string, (x: tf.Tensor4D, w: tf.Tensor4D) => tf.Tensor, Shape4D, Shape4D]>([
  ['conv2d', (x, w) => tf.conv2d(x, w, [2, 1], 'same'), image, [3, 3, 3, 4]],
  ['depthwiseConv2d', (x, w) => tf.depthwiseConv2d(x, w, [1, 1], 'same'), image, [3, 3, 3, 2]],
  ['conv2dTranspose', (x, w) => tf.conv2dTranspose(x, w, [2, 12, 10, 4], 2, 'same'), image, [2, 2, 4, 3]],
  ['separableConv2d', (x, w) => tf.separableConv2d(x, w, tf.ones([1, 1, 3, 2]), 1, 'same'), image, [3, 3, 3, 1]],
])('%s', (_name, f, xShape, wShape) => {
  const random = stream(5, 'gradients');
  const normal = (shape: number[]) => Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => random.normal());
  const [x, w, dx, dw] = [xShape, wShape, xShape, wShape].map(normal);
  // f is linear in x and in w alone, so central differences are exact but for rounding.
  const loss = (xs: Float32Array, ws: Float32Array) => tf.tidy(() => {
    const y = f(tf.tensor4d(xs, xShape), tf.tensor4d(ws, wShape)).dataSync<'float32'>();
    return y.reduce((sum, value, i) => sum + value * Math.sin(i), 0);
  });
  const moved = (a: Float32Array, d: Float32Array, step: number) => a.map((value, i) => value + step * d[i]);
  const [gx, gw] = tf.tidy(() => {
    const inputs = [tf.tensor(x, xShape), tf.tensor(w, wShape)];
    const y = f(inputs[0] as tf.Tensor4D, inputs[1] as tf.Tensor4D);
    const dy = tf.tensor(Float32Array.from({ length: y.size }, (_, i) => Math.sin(i)), y.shape);
    return tf.grads((a, b) => f(a as tf.Tensor4D, b as tf.Tensor4D))(inputs, dy).map((g) => g.dataSync());
  });
  const dot = (a: ArrayLike<number>, b: Float32Array) => b.reduce((sum, value, i) => sum + value * a[i], 0);
  expect(dot(gx, dx)).toBeCloseTo((loss(moved(x, dx, 1), w) - loss(moved(x, dx, -1), w)) / 2, 3);
  expect(dot(gw, dw)).toBeCloseTo((loss(x, moved(w, dw, 1)) - loss(x, moved(w, dw, -1))) / 2, 3);
});

it('gather gives the rows that were taken more than once the sum of their dy', () => {
  const gradient = tf.tidy(() => {
    const [indices, weights] = [tf.tensor1d([1, 1, 0], 'int32'), tf.tensor2d([[1, 2, 3], [4, 5, 6]])];
    const f = (x: tf.Tensor) => tf.sum(tf.mul(tf.gather(x, indices, 1), weights));
    return tf.grad(f)(tf.ones([2, 4])).arraySync();
  });
  expect(gradient).toEqual([[3, 3, 0, 0], [6, 9, 0, 0]]);
});

it.each<[string, number[], number[]]>([
  ['the first of equal elements', [-3, -3, -3, -3], [1, 0, 0, 0]],
  ['the last NaN', [NaN, 5, NaN, 7], [0, 0, 1, 0]],
  ['the first −∞ where there is nothing else', [-Infinity, -Infinity, -Infinity, -Infinity], [1, 0, 0, 0]],
])('max pooling gives dy to %s', (_name, values, expected) => {
  const dx = tf.tidy(() => {
    const pool = (x: tf.Tensor) => tf.maxPool(x as tf.Tensor4D, 2, 2, 'valid');
    return tf.grad(pool)(tf.tensor(values, [1, 2, 2, 1])).dataSync();
  });
  expect([...dx]).toEqual(expected);
});

const sines = (shape: number[]) =>
  tf.tensor(Float32Array.from({ length: tf.util.sizeFromShape(shape) }, (_, i) => Math.sin(i)), shape);

function expectClose(actual: tf.Tensor, expected: tf.Tensor): void {
  const numbers = expected.dataSync();
  actual.dataSync().forEach((value, i) => expect(value).toBeCloseTo(numbers[i], 5));
}

it('batch norm with statistics of full shape', () => tf.tidy(() => {
  const [x, mean, dy] = [1, 2, 3].map((factor) => tf.mul(sines([1, 2, 2, 3]), factor));
  const [variance, offset, scale] = [4, 0, 1].map((value) => tf.fill<tf.Rank.R4>([1, 2, 2, 3], value));
  const f = (a: tf.Tensor, m: tf.Tensor) => tf.batchNorm(a as tf.Tensor4D, m as tf.Tensor4D, variance, offset, scale, 0);
  const [dx, dMean] = tf.grads(f)([x, mean], dy);
  expectClose(dx, tf.div(dy, 2));
  expectClose(dMean, tf.div(dy, -2));
}));

it.each<[number[], number[] | undefined]>([
  [[2, 3, 4], [1]], [[2, 3, 4], [0, 2]], [[5], undefined],
])('mean of %j along %j', (shape, axes) => tf.tidy(() => {
  const mean = (x: tf.Tensor) => tf.mean(x, axes);
  const dy = mean(sines(shape));
  const spread = tf.broadcastTo(tf.mean(sines(shape), axes, true), shape);
  expectClose(tf.grad(mean)(tf.ones(shape), dy), tf.div(spread, spread.size / dy.size));
}));

it('relu passes dy on where its input is above zero, and keeps NaN', () => tf.tidy(() => {
  const gradient = tf.grad((x) => tf.relu(x))(tf.tensor1d([-2, -0, 0, 1e-30, 3, NaN]), tf.tensor1d([1, 2, 3, 4, 5, 6]));
  expect([...gradient.dataSync()]).toEqual([0, 0, 0, 4, 5, NaN]);
}));
