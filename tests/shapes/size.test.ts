import { convOutputSize, transposedOutputSize } from 'tfjs-blocks/shapes';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { onEveryDevice } from '../contracts/devices';

describe('convOutputSize', () => {
  it.each([
    [128, 3, 1, 'same', 1, 128],
    [128, 3, 2, 'same', 1, 64],
    [7, 3, 2, 'same', 1, 4],
    [28, 5, 1, 'valid', 1, 24],
    [224, 7, 2, 'valid', 1, 109],
    [10, 3, 1, 'valid', 2, 6],
    [224, 7, 2, 'torch', 1, 112],
    [7, 4, 2, 'torch', 1, 3],
    [7, 2, 1, 'torch', 2, 7],
    [112, 3, 2, 'ceil', 1, 56],
    [113, 3, 2, 'ceil', 1, 56],
    [114, 3, 2, 'ceil', 1, 57],
    [7, 2, 3, 'ceil', 1, 3],
    [6, 1, 3, 'ceil', 1, 2],
    [null, 3, 2, 'valid', 1, null],
    [null, 3, 2, 'ceil', 1, null],
  ] as const)('of %j with kernel %i, strides %i, %s, dilation %i is %j', (size, kernelSize, strides, padding, dilationRate, expected) => {
    expect(convOutputSize(size, kernelSize, strides, padding, dilationRate)).toBe(expected);
  });
});

onEveryDevice('convOutputSize', () => {
  it('is the size of the convolutions and poolings of tfjs', () => {
    for (const padding of ['same', 'valid'] as const) {
      for (const [strides, dilation] of [[1, 1], [2, 1], [3, 1], [1, 2], [1, 3]]) {
        for (const [size, kernelSize] of [[7, 1], [8, 2], [9, 3], [12, 3], [13, 4]]) {
          const x = tf.zeros<tf.Rank.R4>([1, size, size, 1]);
          const y = tf.conv2d(x, tf.zeros([kernelSize, kernelSize, 1, 1]), strides, padding, 'NHWC', dilation);
          expect(y.shape[1]).toBe(convOutputSize(size, kernelSize, strides, padding, dilation));
          if (dilation > 1) continue;
          const pooled = tf.maxPool(x, kernelSize, strides, padding);
          expect(pooled.shape[1]).toBe(convOutputSize(size, kernelSize, strides, padding));
        }
      }
    }
  });
});

describe('transposedOutputSize', () => {
  it.each([
    [16, 4, 2, 'same', 32],
    [16, 3, 2, 'torch', 32],
    [1, 4, 1, 'valid', 4],
    [5, 5, 3, 'valid', 17],
    [5, 2, 3, 'valid', 15],
    [null, 2, 3, 'valid', null],
  ] as const)('of %j with kernel %i, strides %i, %s is %j', (size, kernelSize, strides, padding, expected) => {
    expect(transposedOutputSize(size, kernelSize, strides, padding)).toBe(expected);
  });
});
