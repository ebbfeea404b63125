/**
 * What the channels of a pixel have in common: their mean and the largest of them.
 *
 *     y = [Σ_c x_c / C, max_c x_c]
 *
 * Where several channels are the largest, as after ReLU where all are zero, they share the gradient alike, as in torch's
 * `amax`; the gradient of tfjs's `max` gives each of them the whole of it.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';

/**
 * @param x [B, …, C]
 * @returns [B, …, 2]
 * @example
 * channelMeanAndMax(tf.tensor2d([[1, 2, 6]]));     // [[3, 6]]
 */
export function channelMeanAndMax(x: Tensor): Tensor {
  return tf.tidy(() => tf.concat([tf.mean(x, -1, true), channelMax(x)], -1));
}

const channelMax = tf.customGrad((x, save) => {
  const value = tf.max(x as Tensor, -1, true);
  (save as tf.GradSaveFunc)([x as Tensor, value]);
  return {
    value,
    gradFunc: (dy: Tensor, [input, largest]: Tensor[]) => tf.tidy(() => {
      const isLargest = tf.cast(tf.equal(input, largest), 'float32');
      return tf.mul(isLargest, tf.div(dy, tf.sum(isLargest, -1, true)));
    }),
  };
});
