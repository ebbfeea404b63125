/**
 * Depthwise convolution with a dilated kernel, differentiable on every backend; tfjs has no gradient for it.
 *
 *     y[i, j, c·M + m] = Σ_{a, b} x[i + a·d, j + b·d, c] · kernel[a, b, c, m]
 *
 * The image is split as in `dilatedConv2d`.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { dilated } from './dilatedConv2d';

/**
 * @param x [B, H, W, C]
 * @param kernel [KH, KW, C, M]
 * @param dilationRate d, the distance between taps in pixels
 * @returns [B, H', W', C·M], with H' and W' as in `convOutputSize`
 * @example
 * dilatedDepthwiseConv2d(tf.ones([1, 5, 5, 2]), tf.ones([3, 3, 2, 1]), 2, 'valid');     // [1, 1, 1, 2]: 9, 9
 */
export function dilatedDepthwiseConv2d(x: Tensor4D, kernel: Tensor4D, dilationRate: number, padding: 'same' | 'valid'): Tensor4D {
  return dilated(x, kernel, dilationRate, padding, (split) => tf.depthwiseConv2d(split, kernel, 1, 'valid'));
}
