import * as tf from '@tensorflow/tfjs-core';
import type { Tensor3D } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { decodeBoxes } from 'tfjs-blocks/ops';
import { onEveryDevice } from '../contracts/devices';
import { expectClose, expectGradient, normal } from '../contracts/numeric';

onEveryDevice('decodeBoxes', () => {
  it('gives the boxes computed by hand', () => {
    const predictions = tf.tensor3d([[
      [0, 0, 0, 0], [0.5, 0.5, Math.log(2), 0], [0, 0, 0, 0], [1, -1, 0, Math.log(3)], [0, 0, 0, 0], [0, 0, 0, 0], [0.5, 0.5, 0, 0], [0, 0, 0, 0],
    ]]);
    // 2 × 3 cells of 8 pixels, then 1 × 2 of 16
    expectClose(decodeBoxes(predictions, { imageSize: [16, 24], strides: [8, 16] }), [
      -4, -4, 4, 4, 4, 0, 20, 8, 12, -4, 20, 4,
      4, -12, 12, 12, 4, 4, 12, 12, 12, 4, 20, 12,
      0, 0, 16, 16, 8, -8, 24, 8,
    ], 1e-5);
  });

  it('does not look at objectness and classes, nor at other images', () => {
    const predictions = normal([2, 21, 7], 1) as Tensor3D;
    const both = decodeBoxes(predictions, { imageSize: [32, 32] });
    const second = decodeBoxes(tf.slice(predictions, [1, 0, 0], [1, 21, 4]), { imageSize: [32, 32] });
    expect(both.shape).toEqual([2, 21, 4]);
    expectClose(tf.slice(both, [1, 0, 0], [1, 21, 4]), second, 0);
  });

  it('has the gradient of finite differences', () => {
    expectGradient((x) => decodeBoxes(x as Tensor3D, { imageSize: [8, 16], strides: [4] }), tf.mul(normal([2, 8, 5], 1), 0.5), 5e-3);
  });

  it('leaves no tensor behind', () => {
    const predictions = normal([1, 21, 4], 1) as Tensor3D;
    const before = tf.memory().numTensors;
    decodeBoxes(predictions, { imageSize: [32, 32] }).dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it.each([
    [[1, 20, 4], {}, 'Invalid `predictions` in decodeBoxes: expected the shape [batch, 21, 4 or more], received [1,20,4].'],
    [[1, 21, 3], {}, 'Invalid `predictions` in decodeBoxes: expected the shape [batch, 21, 4 or more], received [1,21,3].'],
    [[1, 21, 4], { imageSize: [32, 0] }, 'Invalid `imageSize[1]` in decodeBoxes: expected a positive integer, received 0.'],
    [[1, 21, 4], { strides: [8, 0] }, 'Invalid `strides[1]` in decodeBoxes: expected a positive integer, received 0.'],
  ])('names bad arguments: %j %j', (shape, options, message) => {
    expect(() => decodeBoxes(tf.zeros(shape as [number, number, number]), { imageSize: [32, 32], ...options as object })).toThrow(message);
  });
});
