/** Kernels that are mended on GPUs; elsewhere they were right. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { backendReport } from 'tfjs-blocks/backends';
import { onEveryDevice } from '../contracts/devices';
import { expectClose, normal, numbers } from '../contracts/numeric';

/** exp(a) · exp(b), for a of 7 columns and b of 5. */
const products = (a: number[], b: number[]) => Array.from({ length: a.length / 7 * 5 }, (_, i) =>
  Array.from({ length: 7 }, (_, k) => Math.exp(a[Math.floor(i / 5) * 7 + k] + b[k * 5 + i % 5])).reduce((sum, value) => sum + value));

onEveryDevice('kernels mended on GPUs', (device) => {
  it('are named in the report', () => {
    const names: Record<string, string[]> = { webgl: ['BatchMatMul', 'MaxPoolGrad', '_FusedMatMul'], webgpu: ['AddN', 'MaxPoolGrad', 'Transpose'] };
    expect(backendReport().repaired).toEqual(expect.arrayContaining(names[device] ?? []));
  });

  it('give the gradient of a window to the first of equal values', () => {
    const x = tf.relu(tf.sub(normal([2, 12, 9, 3], 1), 1)) as Tensor4D;     // most are 0
    const [pooled, rows] = [tf.maxPool(x, [2, 3], [2, 3], 'valid'), tf.range(0, 2 * 6 * 3 * 3)];
    const dy = tf.reshape(tf.add(rows, 1), pooled.shape);
    // Windows in rows of 6: [2, 6, 2, 3, 3, 3] → [2, 6, 3, 3, 6]
    const windows = (y: tf.Tensor) => tf.reshape(tf.transpose(tf.reshape(y, [2, 6, 2, 3, 3, 3]), [0, 1, 3, 5, 2, 4]), [-1, 6]);
    const first = tf.oneHot(tf.argMax(windows(x), 1), 6);
    const gradient = tf.grad((image) => tf.maxPool(image as Tensor4D, [2, 3], [2, 3], 'valid'))(x, dy);
    expectClose(windows(gradient), tf.mul(first, tf.reshape(dy, [-1, 1])), 0);
  });

  it.each([[false, false], [true, false], [false, true], [true, true]])('multiply matrices of odd sizes, transposed: %s, %s', (transposeA, transposeB) => {
    // exp(0) = 1 stands beside the values, where WebGL stores four at a time
    const matrix = (rows: number, columns: number, seed: number, transposed: boolean): Tensor2D => {
      const x = tf.tensor2d(numbers(rows * columns, seed), [rows, columns]);
      return tf.exp(transposed ? tf.transpose(x) : x);
    };
    const [a, b] = [numbers(3 * 7, 1), numbers(7 * 5, 2)];
    const expected = products(a, b);
    expectClose(tf.matMul(matrix(3, 7, 1, transposeA), matrix(7, 5, 2, transposeB), transposeA, transposeB), expected, 1e-4);
  });

  it('convolve pixels with an odd number of channels', () => {
    const [x, filter] = [numbers(2 * 4 * 5 * 7, 1), numbers(7 * 5, 2)];
    const expected = products(x, filter);
    const [image, kernel] = [tf.exp(tf.tensor4d(x, [2, 4, 5, 7])), tf.exp(tf.tensor4d(filter, [1, 1, 7, 5]))];
    expectClose(tf.conv2d(image, kernel, 1, 'same'), expected, 1e-4);
  });

  it.each(['int32', 'bool'] as const)('transpose %s', (dtype) => {
    const shape = [5, 8, 9, 6];     // above what tfjs leaves to the processor
    const x = tf.cast(tf.mul(normal(shape, 1), dtype === 'bool' ? 0.6 : 5), dtype);
    const expected = tf.transpose(tf.mul(x, tf.ones(shape)), [0, 3, 2, 1]);
    const actual = tf.transpose(x, [0, 3, 2, 1]);
    expect(actual.dtype).toBe(dtype);
    expectClose(tf.cast(actual, 'float32'), expected, 0);
    expectClose(tf.transpose(tf.cast(x, 'float32'), [0, 3, 2, 1]), expected, 0);
  });

  it.each([1, 7, 8, 30])('add %i tensors and leave none behind', (count) => {
    const tensors = Array.from({ length: count }, (_, i) => normal([40, 50], i));
    const before = tf.memory().numTensors;
    const sum = tf.addN(tensors);
    expect(tf.memory().numTensors).toBe(before + 1);
    expectClose(sum, tensors.reduce((a, b) => tf.add(a, b)), 1e-5);
  });

  it.skipIf(device === 'webgl')('transpose integers above 2²⁴, which WebGL keeps as floats', () => {
    const x = tf.reshape(tf.range(2 ** 25 + 1, 2 ** 25 + 2001, 1, 'int32'), [40, 50]);
    const values = Array.from({ length: 2000 }, (_, i) => 2 ** 25 + 1 + 50 * (i % 40) + Math.floor(i / 40));
    expectClose(tf.transpose(x), values, 0);
  });
});
