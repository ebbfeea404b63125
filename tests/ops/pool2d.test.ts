import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import {
  adaptiveAveragePool2d, averagePool2d, blurPool2d, globalMaxPool2d, maxPool2d, type PoolWindow, sumPool2d,
} from 'tfjs-blocks/ops';
import { convOutputSize } from 'tfjs-blocks/shapes';
import { onEveryDevice } from '../contracts/devices';
import { tensorOf } from '../contracts/golden';
import { expectClose, expectGradient, normal } from '../contracts/numeric';
import golden from '../golden/layers.json';

const pair = (size: PoolWindow['poolSize']) => (typeof size === 'number' ? [size, size] : size);
const windows: PoolWindow[] = (['same', 'valid', 'torch', 'ceil'] as const).flatMap((padding) =>
  ([[2, 2], [3, 2], [[3, 2], [1, 3]], [[2, 4], [3, 1]]] as [PoolWindow['poolSize'], PoolWindow['strides']][])
    .map(([poolSize, strides]) => ({ poolSize, strides, padding })));

onEveryDevice('pools', () => {
  it.each(golden.pools)('$kind $poolSize with strides $strides and padding $padding are those of torch', (row) => {
    const window = row as unknown as PoolWindow;
    const f = (x: Tensor) => (row.kind === 'maxPool' ? maxPool2d : averagePool2d)(x as Tensor4D, window);
    const output = f(tensorOf(row.x));
    expect(output.shape).toEqual(row.output.shape);
    expectClose(output, row.output.values);
    expectClose(tf.grad(f)(tensorOf(row.x), tensorOf(row.dy)), row.dx.values);
  });

  it.each(windows)('have the size of convOutputSize and the gradient of finite differences: %j', (window) => {
    const [poolSize, strides] = [pair(window.poolSize), pair(window.strides)];
    const [rows, columns] = [5, 6].map((size, side) => convOutputSize(size, poolSize[side], strides[side], window.padding));
    for (const pool of [maxPool2d, averagePool2d, sumPool2d]) {
      const x = normal([2, 5, 6, 2], 1) as Tensor4D;
      expect(pool(x, window).shape).toEqual([2, rows, columns, 2]);
      expectGradient((y) => pool(y as Tensor4D, window), x, 2e-3, 1e-3);
    }
  });

  it('leave padding out of a `same` average and count it in a sum', () => {
    const x = tf.ones<tf.Rank.R4>([1, 3, 3, 1]);
    const window = { poolSize: 2, strides: 2, padding: 'same' } as const;
    expectClose(averagePool2d(x, window), [1, 1, 1, 1]);
    expectClose(sumPool2d(x, window), [4, 2, 2, 1]);
  });
});

onEveryDevice('adaptiveAveragePool2d', () => {
  it.each(golden.adaptive)('to $outputSize is that of torch', ({ outputSize, ...row }) => {
    const f = (x: Tensor) => adaptiveAveragePool2d(x as Tensor4D, outputSize as [number, number]);
    expectClose(f(tensorOf(row.x)), row.output.values);
    expectClose(tf.grad(f)(tensorOf(row.x), tensorOf(row.dy)), row.dx.values);
  });
});

onEveryDevice('blurPool2d', () => {
  it.each(golden.blur)('of $kernelSize taps with strides $strides is that of torch', ({ kernelSize, strides, ...row }) => {
    const f = (x: Tensor) => blurPool2d(x as Tensor4D, kernelSize, strides);
    expectClose(f(tensorOf(row.x)), row.output.values);
    expectClose(tf.grad(f)(tensorOf(row.x), tensorOf(row.dy)), row.dx.values);
  });

  it('names an image too small to mirror', () => {
    expect(() => blurPool2d(tf.ones([1, 1, 4, 1]), 3, 2)).toThrow('Invalid `x` in blurPool2d: expected more than 1 rows and columns');
  });
});

onEveryDevice('globalMaxPool2d', () => {
  it('gives the gradient of a channel to one of equal values', () => {
    const x = tf.tensor4d([0, -3, 0, -2, 0, -1], [1, 3, 1, 2]);
    expectClose(globalMaxPool2d(x), [0, -1]);
    expectClose(tf.grad((image) => globalMaxPool2d(image as Tensor4D))(x, tf.tensor2d([[5, 7]])), [5, 0, 0, 0, 0, 7]);
  });
});
