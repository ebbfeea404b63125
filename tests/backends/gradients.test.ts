/** The gradients that tf.grads composes of our kernels, against differences of the function itself. */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-layers';
import { beforeAll, expect, it } from 'vitest';
import { useBackend } from 'tfjs-blocks/backends';
import { stream } from 'tfjs-blocks/random';

beforeAll(async () => { await useBackend('wasm'); });

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
