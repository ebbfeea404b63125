/**
 * Normalisation as a chain of tfjs's own operations, for derivatives of derivatives: a gradient penalty differentiates the slope of a
 * critic. Of a gradient in closed form tfjs takes what was kept for it as constant, and its second derivative would be wrong.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';

/** Whether a gradient is being taken within what a gradient is taken of. */
export function isDifferentiatedTwice(): boolean {
  return tf.engine().state.gradientDepth > 1;
}

/** (x − μ) / √(σ² + ε), with mean and variance over the axes. */
export function standardize(x: Tensor, axes: number[], epsilon: number): Tensor {
  const centred = tf.sub(x, tf.mean(x, axes, true));
  return tf.mul(centred, tf.rsqrt(tf.add(tf.mean(tf.square(centred), axes, true), epsilon)));
}
