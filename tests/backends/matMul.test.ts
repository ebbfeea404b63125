import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-layers';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { useBackend } from 'tfjs-blocks/backends';
import { stream } from 'tfjs-blocks/random';
import { relativeError } from './reference';

beforeAll(async () => { await useBackend('wasm'); });

let before: [number, number];
const alive = (): [number, number] => [tf.memory().numTensors, tf.backend().numDataIds()];
beforeEach(() => { before = alive(); });
afterEach(() => { expect(alive()).toEqual(before); });

function normal(size: number, seed: number): Float32Array {
  const random = stream(seed, 'matMul');
  return Float32Array.from({ length: size }, () => random.normal());
}

function reference(
  a: Float32Array, b: Float32Array, [batch, m, k, n]: number[], transposeA: boolean, transposeB: boolean,
): Float64Array {
  const c = new Float64Array(batch * m * n);
  for (let i = 0; i < batch; i++) for (let r = 0; r < m; r++) for (let q = 0; q < n; q++) for (let s = 0; s < k; s++) {
    const left = a[i * m * k + (transposeA ? s * m + r : r * k + s)];
    c[(i * m + r) * n + q] += left * b[i * k * n + (transposeB ? q * k + s : s * n + q)];
  }
  return c;
}

const random = stream(7, 'shapes');
const drawn = Array.from({ length: 20 }, () => [1 + random.integer(3), ...[0, 0, 0].map(() => 1 + random.integer(40))]);

describe.each([
  [1, 1, 1, 1], [2, 4, 8, 8], [1, 5, 600, 9], [3, 17, 3, 20], ...drawn,
])('%d × [%d, %d] · [.., %d]', (batch, m, k, n) => {
  it.each([[false, false], [false, true], [true, false], [true, true]])('transposed %s, %s', (transposeA, transposeB) => {
    const [a, b] = [normal(batch * m * k, 1), normal(batch * k * n, 2)];
    const c = tf.tidy(() => tf.matMul(
      tf.tensor3d(a, transposeA ? [batch, k, m] : [batch, m, k]),
      tf.tensor3d(b, transposeB ? [batch, n, k] : [batch, k, n]), transposeA, transposeB,
    ).dataSync());
    const expected = reference(a, b, [batch, m, k, n], transposeA, transposeB);
    expect(relativeError(c, expected)).toBeLessThanOrEqual(1e-5);
  });

  it.each(['linear', 'relu', 'relu6', 'sigmoid'] as const)('with bias and %s', (activation) => {
    const [a, b, bias] = [normal(batch * m * k, 1), normal(k * n, 2), normal(n, 3)];
    const c = tf.tidy(() => tf.fused.matMul({
      a: tf.tensor2d(a, [batch * m, k]), b: tf.tensor2d(b, [k, n]), bias: tf.tensor1d(bias), activation,
    }).dataSync());
    const f = {
      linear: (x: number) => x, relu: (x: number) => Math.max(x, 0), relu6: (x: number) => Math.min(Math.max(x, 0), 6),
      sigmoid: (x: number) => 1 / (1 + Math.exp(-x)),
    }[activation];
    const expected = reference(a, b, [1, batch * m, k, n], false, false).map((x, i) => f(x + bias[i % n]));
    expect(relativeError(c, expected)).toBeLessThanOrEqual(1e-5);
  });
});

it('broadcasts over batches as stock does', () => {
  const [a, b] = [normal(2 * 3 * 4, 1), normal(4 * 5, 2)];
  const c = tf.tidy(() => tf.matMul(tf.tensor3d(a, [2, 3, 4]), tf.tensor3d(b, [1, 4, 5])).dataSync());
  expect(relativeError(c, reference(a, b, [1, 6, 4, 5], false, false))).toBeLessThanOrEqual(2e-6);
});

it.each(['linear', 'relu', 'relu6', 'elu', 'sigmoid'] as const)('fused convolution with bias and %s', (activation) => {
  const [x, w, bias] = [normal(5 * 4 * 3, 1), normal(9 * 3 * 10, 2), normal(10, 3)];
  const [fused, composed] = tf.tidy(() => {
    const [image, filter, offset] = [tf.tensor4d(x, [1, 5, 4, 3]), tf.tensor4d(w, [3, 3, 3, 10]), tf.tensor1d(bias)];
    const y = tf.add(tf.conv2d(image, filter, 1, 'same'), offset);
    const activated = activation === 'linear' ? y : tf[activation](y);
    const whole = tf.fused.conv2d({ x: image, filter, strides: 1, pad: 'same', bias: offset, activation });
    return [whole, activated].map((t) => t.dataSync());
  });
  expect(relativeError(fused, Float64Array.from(composed))).toBeLessThanOrEqual(2e-6);
});
