/**
 * Nearest-neighbour upsampling: every pixel becomes a block of size × size equal pixels.
 *
 *     y[n, i, j, c] = x[n, ⌊i / size⌋, ⌊j / size⌋, c],   ∂L/∂x = the sum of dy over each block
 *
 * The gradient is an average pooling times size²: tfjs's own (ResizeNearestNeighborGrad) is wrong on the cpu backend for
 * more than one image.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { checkPositiveIntegers } from '../shapes/check';

/**
 * @param x [B, H, W, C]
 * @param size how many times higher and wider the result is: a positive integer
 * @returns [B, H·size, W·size, C]
 * @throws unless size is a positive integer
 * @example
 * upsampleNearest(tf.tensor4d([0, 1], [1, 1, 2, 1]), 2);   // two rows of [0, 0, 1, 1]
 */
export function upsampleNearest(x: Tensor4D, size: number): Tensor4D {
  checkPositiveIntegers('upsampleNearest', { size });
  const [, height, width] = x.shape;
  return tf.customGrad((input) => ({
    value: tf.image.resizeNearestNeighbor(input as Tensor4D, [height * size, width * size]),
    gradFunc: (dy: Tensor4D) => tf.tidy(() => tf.mul(tf.avgPool(dy, size, size, 'valid'), size * size)),
  }))(x);
}
