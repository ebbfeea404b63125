/**
 * Average pooling to a given size: row i of h averages rows ⌊i·H/h⌋ … ⌈(i + 1)·H/h⌉ − 1 of H, and columns likewise, as PyTorch's
 * AdaptiveAvgPool2d. The windows' heights differ by at most one, and neighbours share at most one row; in a smaller image windows are
 * of one row or of two, so that it is not merely repeated.
 *
 * Where H and W are multiples of h and w it is ordinary pooling. Otherwise it is two products with matrices whose rows are the windows:
 *
 *     y = R·x·Cᵀ     for each channel, with R [h, H] and C [w, W]
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';

/**
 * @param x [B, H, W, C]
 * @param outputSize [h, w]
 * @returns [B, h, w, C]
 * @example
 * adaptiveAveragePool2d(tf.tensor4d([1, 2, 3], [1, 1, 3, 1]), [1, 2]);     // [1.5, 2.5]
 */
export function adaptiveAveragePool2d(x: Tensor4D, [rows, columns]: readonly [number, number]): Tensor4D {
  const [batch, height, width, channels] = x.shape;
  if (height === rows && width === columns) return tf.clone(x);
  if (height % rows === 0 && width % columns === 0) {
    const window: [number, number] = [height / rows, width / columns];
    return tf.avgPool(x, window, window, 'valid');
  }
  return tf.tidy(() => {
    const narrow = tf.matMul(windows(width, columns), tf.reshape(x, [batch * height, width, channels]));
    const low = tf.matMul(windows(height, rows), tf.reshape(narrow, [batch, height, columns * channels]));
    return tf.reshape(low, [batch, rows, columns, channels]);
  });
}

/** [to, from]: row i has 1 / length in the places of window i. */
function windows(from: number, to: number): Tensor2D {
  const places = Array.from({ length: from }, (_, j) => j);
  return tf.tensor2d(Array.from({ length: to }, (_, i) => {
    const [first, end] = [Math.floor((i * from) / to), Math.ceil(((i + 1) * from) / to)];
    return places.map((j) => (j >= first && j < end ? 1 / (end - first) : 0));
  }), [to, from]);
}
