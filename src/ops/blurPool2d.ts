/**
 * Blur before striding, so that a shifted image gives a shifted result: the image is convolved with a binomial filter, as
 * [1, 2, 1] / 4 down and across, and every s-th row and column is kept. At the edges the image is mirrored.
 *
 * R. Zhang (2019), "Making convolutional networks shift-invariant again", arXiv:1904.11486.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { invalid } from '../shapes/check';

/**
 * @param x [B, H, W, C]
 * @param kernelSize k, taps of the filter down and across
 * @param strides s, rows and columns from one that is kept to the next
 * @returns [B, ⌈H/s⌉, ⌈W/s⌉, C]
 * @throws where H or W is not more than ⌊k/2⌋
 * @example
 * blurPool2d(tf.tensor4d([0, 4, 0, 8, 0, 4, 0, 8], [1, 2, 4, 1]), 3, 2);     // [[2, 3]]
 */
export function blurPool2d(x: Tensor4D, kernelSize: number, strides: number): Tensor4D {
  const [, height, width, channels] = x.shape;
  const [before, after] = [Math.floor((kernelSize - 1) / 2), Math.ceil((kernelSize - 1) / 2)];
  if (Math.min(height, width) <= after) throw invalid('x', 'blurPool2d', `more than ${after} rows and columns`, [height, width]);
  return tf.tidy(() => {
    const taps = binomial(kernelSize);
    const filter = tf.tile(tf.reshape(tf.outerProduct(taps, taps), [kernelSize, kernelSize, 1, 1]), [1, 1, channels, 1]);
    return tf.depthwiseConv2d(mirror(mirror(x, 1, before, after), 2, before, after), filter as Tensor4D, strides, 'valid');
  });
}

/** Row n of Pascal's triangle, through its sum: the filter of n + 1 taps. */
function binomial(size: number): tf.Tensor1D {
  let row = [1];
  while (row.length < size) row = [...row, 0].map((value, i) => (value + (row[i - 1] ?? 0)) / 2);
  return tf.tensor1d(row);
}

/** The image with its lines mirrored at its first and last one; tf.mirrorPad has no gradient. */
function mirror(x: Tensor4D, axis: number, before: number, after: number): Tensor4D {
  const last = x.shape[axis] - 1;
  const lines = (first: number, count: number) => {
    const [begin, size] = [[0, 0, 0, 0], [...x.shape]];
    begin[axis] = first;
    size[axis] = count;
    if (count === 0) return [];
    const cut = tf.slice(x, begin, size);
    return [count === 1 ? cut : tf.reverse(cut, axis)];
  };
  return tf.concat([...lines(1, before), x, ...lines(last - after, after)], axis);
}
