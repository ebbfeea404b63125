/**
 * Bilinear upsampling with half-pixel centres, as in Keras, TensorFlow 2 and torch (`align_corners=False`).
 *
 * Output pixel j lies at (j + ½) / size − ½ of the input and mixes its two neighbours; beyond the border the border
 * pixel is repeated: [0, 1] → [0, ¼, ¾, 1].
 *
 * The gradient is the transposed map: input pixel i gathers dy with the triangle of weights 1 − |distance|. Repeating
 * the border in one direction is mirroring it in the other, so that is a depthwise convolution with stride `size` of dy
 * padded symmetrically by ⌊size / 2⌋. tfjs's own gradient ignores the half-pixel centres on the cpu and wasm backends.
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
 * upsampleBilinear(tf.tensor4d([0, 1], [1, 1, 2, 1]), 2);   // two rows of [0, 0.25, 0.75, 1]
 */
export function upsampleBilinear(x: Tensor4D, size: number): Tensor4D {
  checkPositiveIntegers('upsampleBilinear', { size });
  const [, height, width] = x.shape;
  return tf.customGrad((input) => ({
    value: tf.image.resizeBilinear(input as Tensor4D, [height * size, width * size], false, true),
    gradFunc: (dy: Tensor4D) => tf.tidy(() => gather(dy, size)),
  }))(x);
}

/** The transposed map, rows then columns. */
function gather(dy: Tensor4D, size: number): Tensor4D {
  const border = Math.floor(size / 2);
  const padded = tf.mirrorPad(dy, [[0, 0], [border, border], [border, border], [0, 0]], 'symmetric');
  const weights = triangle(size);
  const [rows, columns] = [[weights.length, 1], [1, weights.length]].map(([h, w]) =>
    tf.tile(tf.tensor4d(weights, [h, w, 1, 1]), [1, 1, dy.shape[3], 1]));
  const narrowed = tf.depthwiseConv2d(padded, rows, [size, 1], 'valid');
  return tf.depthwiseConv2d(narrowed, columns, [1, size], 'valid');
}

/** 1 − |distance| of the output pixels less than one input pixel away; [¼, ¾, ¾, ¼] for 2. */
function triangle(size: number): number[] {
  const length = size % 2 === 0 ? 2 * size : 2 * size - 1;
  return Array.from({ length }, (_, j) => 1 - Math.abs(j - (length - 1) / 2) / size);
}
