/**
 * Convolution with a dilated kernel, differentiable on every backend; tfjs has no gradient for it.
 *
 *     y[i, j] = Σ_{a, b} x[i + a·d, j + b·d] · kernel[a, b]        (cross-correlation, as in all of deep learning)
 *
 * Pixels whose rows and columns agree modulo d never meet, so the image is split into d² images of such pixels, each
 * convolved by the undilated kernel, and interleaved again.
 *
 * F. Yu, V. Koltun (2016), "Multi-scale context aggregation by dilated convolutions", arXiv:1511.07122.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor4D } from '@tensorflow/tfjs-core';

/**
 * @param x [B, H, W, C]
 * @param kernel [KH, KW, C, F]
 * @param dilationRate d, the distance between taps in pixels
 * @returns [B, H', W', F], with H' and W' as in `convOutputSize`
 * @example
 * dilatedConv2d(tf.ones([1, 5, 5, 1]), tf.ones([3, 3, 1, 1]), 2, 'valid');     // [1, 1, 1, 1]: 9
 */
export function dilatedConv2d(x: Tensor4D, kernel: Tensor4D, dilationRate: number, padding: 'same' | 'valid'): Tensor4D {
  return dilated(x, kernel, dilationRate, padding, (split) => tf.conv2d(split, kernel, 1, 'valid'));
}

/** Splits the image, convolves its parts by `convolve` (without padding) and interleaves them again. */
export function dilated(
  x: Tensor4D, kernel: Tensor4D, dilationRate: number, padding: 'same' | 'valid', convolve: (split: Tensor4D) => Tensor4D,
): Tensor4D {
  return tf.tidy(() => {
    const sides = [0, 1].map((axis) => side(x.shape[axis + 1], kernel.shape[axis], dilationRate, padding));
    const block = [dilationRate, dilationRate];
    const split = tf.spaceToBatchND(x, block, sides.map(({ before, after }) => [before, after]));
    return tf.batchToSpaceND(convolve(split), block, sides.map(({ surplus }) => [0, surplus]));
  });
}

/** Zeros before and after one side of the image; `surplus` of them only round its length up to a multiple of d. */
function side(size: number, kernelSize: number, dilationRate: number, padding: 'same' | 'valid') {
  const total = padding === 'same' ? dilationRate * (kernelSize - 1) : 0;
  const before = Math.floor(total / 2);
  const surplus = (dilationRate - ((size + total) % dilationRate)) % dilationRate;
  return { before, after: total - before + surplus, surplus };
}
