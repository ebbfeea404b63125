/** The gradients that tf.grads composes of our kernels, against differences of the function itself. */
import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
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
  expect(actual.shape).toEqual(expected.shape);
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

type Shapes = [x: number[], mean: number[], variance: number[], offset: number[], scale: number[]];

it.each<Shapes>([
  [[2, 2], [2, 2], [2, 2], [2, 2], [2, 2]],
  [[2, 3, 4], [2, 3, 4], [2, 3, 4], [2, 3, 4], [2, 3, 4]],
  [[2, 2, 3, 4], [2, 2, 3, 4], [2, 2, 3, 4], [2, 2, 3, 4], [2, 2, 3, 4]],
  [[2, 3, 4], [4], [4], [4], [4]],
  [[2, 2, 3, 4], [1, 1, 1, 4], [1, 2, 3, 4], [1, 1, 1, 4], [1, 1, 3, 4]],
  [[2, 2, 3, 4], [3, 4], [1, 4], [3, 4], [3, 4]],
])('batch norm of %j with statistics of %j, %j, %j, %j', (...shapes) => tf.tidy(() => {
  const inputs = shapes.map((shape, i) => tf.add(sines(shape), i === 2 ? 3 : i));
  const norm = (x: tf.Tensor, mean: tf.Tensor, variance: tf.Tensor, offset: tf.Tensor, scale: tf.Tensor) =>
    tf.batchNorm(x, mean as tf.Tensor1D, variance as tf.Tensor1D, offset as tf.Tensor1D, scale as tf.Tensor1D, 0.1);
  const inSteps = (x: tf.Tensor, mean: tf.Tensor, variance: tf.Tensor, offset: tf.Tensor, scale: tf.Tensor) =>
    tf.add(tf.mul(tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, 0.1))), scale), offset);
  const dy = tf.cos(sines(shapes[0]));
  const expected = tf.grads(inSteps)(inputs, dy);
  tf.grads(norm)(inputs, dy).forEach((gradient, i) => {
    expect(gradient.shape).toEqual(shapes[i]);
    expectClose(gradient, expected[i]);
  });
}));

it.each<[number[], number | number[]]>([[[3, 5], -1], [[2, 4, 6], -1], [[2, 3, 4, 5], -1], [[2, 4, 6], [1, 2]]])(
  'layer normalization of %j along %j', (shape, axis) => tf.tidy(() => {
    const layer = layers.layers.layerNormalization({ axis, epsilon: 0.1 });
    const x = sines(shape);
    layer.apply(x);
    const inSteps = (t: tf.Tensor) => {
      const { mean, variance } = tf.moments(t, axis, true);
      return tf.mul(tf.sub(t, mean), tf.rsqrt(tf.add(variance, 0.1)));
    };
    const dy = tf.cos(sines(shape));
    expectClose(tf.grad((t) => layer.apply(t) as tf.Tensor)(x, dy), tf.grad(inSteps)(x, dy));
    layer.dispose();
  }),
);

// dy / 4, 6, 4 and 2, the pixels under each window: torch.nn.functional.avg_pool2d gives the same where padding does not count.
it('average pooling shares dy among the pixels of the image under each window', () => tf.tidy(() => {
  const pool = (x: tf.Tensor) => tf.avgPool(x as tf.Tensor3D, 3, 1, [[0, 0], [1, 2], [0, 1], [0, 0]]);
  const dx = tf.grad(pool)(tf.ones([3, 3, 1]), tf.tensor3d([0, 3, 0, 6, 0, 9, 0, 12], [4, 2, 1]));
  expect([...dx.dataSync()]).toEqual([0, 1.75, 1.75, 0, 4, 4, 0, 9.25, 9.25]);
}));

it('a transposed convolution to fewer pixels leaves the last of its input out', () => tf.tidy(() => {
  const [x, filter] = [sines([2, 8, 7, 3]) as tf.Tensor4D, sines([3, 3, 4, 3]) as tf.Tensor4D];
  const part = tf.slice(x, [0, 0, 0, 0], [2, 3, 4, 3]);
  const shape: Shape4D = [2, 5, 7, 4];
  expectClose(tf.conv2dTranspose(x, filter, shape, 2, 'same'), tf.conv2dTranspose(part, filter, shape, 2, 'same'));
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
