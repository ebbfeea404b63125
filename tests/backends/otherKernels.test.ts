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

type Shape4D = [number, number, number, number];
type Pad = 'same' | 'valid' | [[number, number], [number, number], [number, number], [number, number]];

/** Values that differ from each other, so that every window has one maximum. */
function distinct(size: number, shift: number): Float32Array {
  const order = stream(3, 'distinct').shuffle(Array.from({ length: size }, (_, i) => i));
  return Float32Array.from(order, (i) => (i - shift * size) / 8);
}

describe.each<[Shape4D, [number, number], [number, number], Pad]>([
  [[1, 4, 4, 1], [2, 2], [2, 2], 'valid'],
  [[2, 7, 5, 3], [3, 3], [2, 2], 'same'],
  [[2, 6, 7, 4], [3, 2], [1, 1], 'same'],
  [[1, 5, 5, 9], [2, 2], [3, 3], 'same'],
  [[3, 8, 8, 5], [1, 1], [2, 2], 'valid'],
  [[1, 6, 6, 2], [3, 3], [2, 2], [[0, 0], [1, 1], [1, 1], [0, 0]]],
  [[2, 2, 3, 6], [5, 5], [1, 1], 'same'],
])('max pool %j, window %j, strides %j, pad %j', (shape, window, strides, pad) => {
  // All positive, of both signs, all negative.
  it.each([0, 0.5, 1])('gives dy to the largest element, values shifted by %d', (shift) => {
    const g = tf.backend_util.computePool2DInfo(shape, window, strides, 1, pad, 'floor');
    const x = distinct(tf.util.sizeFromShape(shape), shift + 0.01);
    const dy = distinct(tf.util.sizeFromShape(g.outShape), 0.3);
    const expected = new Float64Array(x.length);
    for (let n = 0; n < g.batchSize; n++) for (let oy = 0; oy < g.outHeight; oy++) for (let ox = 0; ox < g.outWidth; ox++) {
      for (let c = 0; c < g.inChannels; c++) {
        let winner = -1;
        for (let ky = 0; ky < window[0]; ky++) for (let kx = 0; kx < window[1]; kx++) {
          const y = oy * strides[0] + ky - g.padInfo.top;
          const col = ox * strides[1] + kx - g.padInfo.left;
          if (y < 0 || y >= shape[1] || col < 0 || col >= shape[2]) continue;
          const at = ((n * shape[1] + y) * shape[2] + col) * shape[3] + c;
          if (winner < 0 || x[at] > x[winner]) winner = at;
        }
        expected[winner] += dy[((n * g.outHeight + oy) * g.outWidth + ox) * g.inChannels + c];
      }
    }
    const rounding = typeof pad === 'string' ? undefined : 'floor';
    const actual = tf.tidy(() => {
      const gradient = tf.grad((t) => tf.maxPool(t as tf.Tensor4D, window, strides, pad, rounding));
      return gradient(tf.tensor(x, shape), tf.tensor(dy, g.outShape)).dataSync();
    });
    expect(relativeError(actual, expected)).toBeLessThanOrEqual(2e-6);
  });
});

it('gives dy to the first of equal elements', () => {
  const pool = (x: tf.Tensor) => tf.maxPool(x as tf.Tensor4D, 2, 2, 'valid');
  const dx = tf.tidy(() => tf.grad(pool)(tf.fill([1, 2, 2, 1], -3)).dataSync());
  expect([...dx]).toEqual([1, 0, 0, 0]);
});

/** A linear map and its gradient agree where ⟨f(x), dy⟩ = ⟨x, gradient⟩; the forward pass is the reference. */
function expectAdjoint(f: (x: tf.Tensor4D) => tf.Tensor, shape: Shape4D): void {
  const [left, right] = tf.tidy(() => {
    const x = tf.tensor(distinct(tf.util.sizeFromShape(shape), 0.5), shape);
    const y = f(x as tf.Tensor4D);
    const dy = tf.tensor(distinct(y.size, 0.4), y.shape);
    const dx = tf.grad((t) => f(t as tf.Tensor4D))(x, dy);
    const dot = (a: tf.Tensor, b: tf.Tensor) => {
      const other = b.dataSync();
      return a.dataSync<'float32'>().reduce((sum, value, i) => sum + value * other[i], 0);
    };
    return [dot(y, dy), dot(x, dx)];
  });
  expect(Math.abs(left / right - 1)).toBeLessThan(1e-4);
}

it.each<[Shape4D, [number, number], [number, number], 'same' | 'valid']>([
  [[2, 7, 5, 4], [3, 3], [2, 2], 'same'], [[1, 6, 6, 3], [2, 2], [2, 2], 'valid'], [[2, 5, 4, 9], [3, 2], [1, 1], 'same'],
  [[1, 9, 8, 2], [2, 2], [3, 3], 'same'],
])('average pool %j, window %j, strides %j, %s', (shape, window, strides, pad) => {
  expectAdjoint((x) => tf.avgPool(x, window, strides, pad), shape);
});

describe.each<[Shape4D, [number, number]]>([
  [[2, 4, 6, 3], [8, 12]], [[2, 5, 3, 4], [7, 9]], [[1, 8, 8, 5], [4, 4]], [[2, 9, 7, 1], [4, 3]], [[1, 3, 1, 8], [1, 5]],
  [[1, 1, 2, 2], [3, 2]], [[1, 13, 11, 2], [29, 31]],
])('resize %j to %j', (shape, size) => {
  it.each([[false, false], [true, false], [false, true]])('alignCorners %s, halfPixelCenters %s', (align, half) => {
    expectAdjoint((x) => tf.image.resizeBilinear(x, size, align, half), shape);
    expectAdjoint((x) => tf.image.resizeNearestNeighbor(x, size, align, half), shape);
  });
});

describe('segment sum', () => {
  it.each([['float32', 1], ['float32', 7], ['float32', 12], ['int32', 5]] as const)('%s, rows of %d', (dtype, width) => {
    const ids = [2, 0, 2, -1, 3, 5, 2];
    const rows = Array.from({ length: ids.length * width }, (_, i) => (i * 37) % 101 - 50);
    const expected = new Float64Array(5 * width);
    ids.forEach((id, r) => {
      if (id < 0 || id >= 5) return;
      for (let i = 0; i < width; i++) expected[id * width + i] += rows[r * width + i];
    });
    const sums = tf.tidy(() => {
      const x = tf.tensor2d(rows, [ids.length, width], dtype);
      return tf.unsortedSegmentSum(x, tf.tensor1d(ids, 'int32'), 5);
    });
    expect(sums.dtype).toBe(dtype);
    expect(sums.shape).toEqual([5, width]);
    expect([...sums.dataSync()]).toEqual([...expected]);
    sums.dispose();
  });

  it('is the gradient of gather', () => {
    const gradient = tf.tidy(() => {
      const [indices, weights] = [tf.tensor1d([1, 1, 0], 'int32'), tf.tensor2d([[1, 2, 3], [4, 5, 6]])];
      const f = (x: tf.Tensor) => tf.sum(tf.mul(tf.gather(x, indices, 1), weights));
      return tf.grad(f)(tf.ones([2, 4])).arraySync();
    });
    expect(gradient).toEqual([[3, 3, 0, 0], [6, 9, 0, 0]]);
  });
});
