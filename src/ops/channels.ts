/**
 * Per-channel statistics and arithmetic of x[…, C] in as few and as fast passes as the tfjs kernels allow.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';

/** Pooling windows this long lose no precision in float32 and still leave work for every thread of a GPU. */
const LONGEST_WINDOW = 16;

/**
 * The mean of each channel: x[…, C] → [C].
 *
 * Equals `tf.mean` over all axes but the last. Images are averaged by pooling first: the reduction kernels of WASM
 * transpose the whole tensor before they sum over outer axes, which takes ten times as long.
 */
export function channelMean(x: Tensor): Tensor1D {
  return tf.tidy(() => {
    const pooled = x.rank === 4 ? pool(x as Tensor4D) : x;
    return tf.mean<Tensor1D>(pooled, outerAxes(pooled));
  });
}

function pool(x: Tensor4D): Tensor4D {
  const window: [number, number] = [longestDivisor(x.shape[1]), longestDivisor(x.shape[2])];
  return window[0] * window[1] === 1 ? x : tf.avgPool(x, window, window, 'valid');
}

function longestDivisor(size: number): number {
  let divisor = Math.min(size, LONGEST_WINDOW);
  while (size % divisor !== 0) divisor--;
  return divisor;
}

function outerAxes(x: Tensor): number[] {
  return Array.from({ length: x.rank - 1 }, (_, axis) => axis);
}

/** x + c, a number for each channel, or each channel of each image: c is [C] or [B, C]. */
export function addChannels(x: Tensor, c: Tensor1D | Tensor2D): Tensor {
  return byRows(x, c, tf.add);
}

/** x · c, c as in {@link addChannels}. */
export function scaleChannels(x: Tensor, c: Tensor1D | Tensor2D): Tensor {
  return byRows(x, c, tf.mul);
}

/**
 * Broadcasts c over x[…, W, C] a row of W·C numbers at a time: broadcasting only C numbers at a time costs WASM
 * three to five times as much.
 */
function byRows(x: Tensor, c: Tensor1D | Tensor2D, combine: (a: Tensor, b: Tensor) => Tensor): Tensor {
  return tf.tidy(() => {
    const [images, channels] = c.rank === 1 ? [1, c.shape[0]] : c.shape as [number, number];
    const width = x.rank > 2 ? x.shape[x.rank - 2] : 1;
    const row = tf.reshape(tf.mul(tf.ones([1, width, 1]), tf.reshape(c, [images, 1, channels])), [images, 1, width * channels]);
    return tf.reshape(combine(tf.reshape(x, [images, -1, width * channels]), row), x.shape);
  });
}
