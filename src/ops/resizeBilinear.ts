/**
 * Bilinear resizing to any height and width with half-pixel centres, as torch's `interpolate` with `align_corners=False`
 * and Keras's `Resizing`.
 *
 *     y = R · x · Cᵀ for every channel,   ∂L/∂x = Rᵀ · dy · C
 *
 * Row i of R [H', H] has the weights of output row i, which lies at p = (i + ½)·H / H' − ½ of the input: 1 − |p − j| for
 * its two neighbours j; beyond the border the border counts. C [W', W] is the same for columns. The gradient is computed as
 * these two products, since that of tfjs ignores the half-pixel centres on the cpu and wasm backends.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import { checkPositiveIntegers } from '../shapes/check';
import { upsampleBilinear } from './upsampleBilinear';

/**
 * @param x [B, H, W, C]
 * @param size [H', W'], positive integers, larger or smaller than H and W
 * @returns [B, H', W', C]
 * @throws unless the sizes are positive integers
 * @example
 * resizeBilinear(tf.tensor4d([0, 3], [1, 1, 2, 1]), [1, 3]);     // [0, 1.5, 3]
 */
export function resizeBilinear(x: Tensor4D, [height, width]: readonly [number, number]): Tensor4D {
  checkPositiveIntegers('resizeBilinear', { height, width });
  const [, rows, columns] = x.shape;
  const times = height / rows;
  if (width / columns === times && Number.isInteger(times)) return times === 1 ? tf.clone(x) : upsampleBilinear(x, times);
  return tf.customGrad((input) => ({
    value: tf.image.resizeBilinear(input as Tensor4D, [height, width], false, true),
    gradFunc: (dy: Tensor4D) => tf.tidy(() => gather(dy, rows, columns)),
  }))(x);
}

/** Rᵀ · dy · C: rows, then columns. */
function gather(dy: Tensor4D, height: number, width: number): Tensor4D {
  const [batch, rows, columns, channels] = dy.shape;
  const narrowed = tf.matMul(weights(height, rows), tf.reshape(dy, [batch, rows, columns * channels]), true);
  const result = tf.matMul(weights(width, columns), tf.reshape(narrowed, [batch * height, columns, channels]), true);
  return tf.reshape(result, [batch, height, width, channels]);
}

/** The matrix [to, from] of one axis. */
function weights(from: number, to: number): Tensor2D {
  const values = new Float32Array(to * from);
  for (let i = 0; i < to; i++) {
    // 2·to times the place, a whole number: what is 0 is exactly 0.
    const place = Math.min(Math.max(0, (2 * i + 1) * from - to), 2 * to * (from - 1));
    const before = Math.floor(place / (2 * to));
    const after = place / (2 * to) - before;
    values[i * from + before] = 1 - after;
    if (after > 0) values[i * from + before + 1] = after;
  }
  return tf.tensor2d(values, [to, from]);
}
