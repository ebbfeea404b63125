/**
 * Pooling with paddings that tfjs's ops do not have, and with the right gradient on every backend.
 *
 *     max      the largest value that a window covers; padded places never win
 *     sum      the sum of what it covers
 *     average  that sum through the number of places: `torch` counts padded zeros (`count_include_pad` of PyTorch), the others do not
 *
 * The gradient of tf.avgPool divides by the whole window on most backends, even where the window reaches over the edge. Here zeros
 * are put around the image first, so that all windows are whole.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import { heightAndWidth, type KernelSize, poolPads, type PoolPadding } from '../shapes/size';

/** The window of a pooling. */
export interface PoolWindow {
  /** Height and width, in pixels, or [height, width]. */
  poolSize: KernelSize;
  /** Steps between windows, in pixels. */
  strides: KernelSize;
  padding: PoolPadding;
}

type Pads = readonly (readonly [before: number, after: number])[];

/** x [B, H, W, C] → [B, H', W', C], with H' and W' as in `convOutputSize`. */
export function maxPool2d(x: Tensor4D, window: PoolWindow): Tensor4D {
  const { poolSize, strides } = pairs(window);
  const [rows, columns] = padsOf(x, window);
  return tf.maxPool(x, poolSize, strides, [[0, 0], [...rows], [...columns], [0, 0]]);
}

/** As {@link maxPool2d}. */
export function sumPool2d(x: Tensor4D, window: PoolWindow): Tensor4D {
  return tf.tidy(() => {
    const { poolSize } = pairs(window);
    return tf.mul(meanOfZeroPadded(x, window), poolSize[0] * poolSize[1]);
  });
}

/** As {@link maxPool2d}. */
export function averagePool2d(x: Tensor4D, window: PoolWindow): Tensor4D {
  return tf.tidy(() => {
    const mean = meanOfZeroPadded(x, window);
    const pads = padsOf(x, window);
    return window.padding === 'torch' || isEmpty(pads) ? mean : tf.mul(mean, sharesCovered(mean, x, window, pads));
  });
}

/**
 * The largest value of each channel, [B, H, W, C] → [B, C]. Where several are equal, one has the whole gradient (the first on cpu and WASM,
 * the last on WebGL and WebGPU); tf.max would give it to all of them.
 */
export function globalMaxPool2d(x: Tensor4D): Tensor2D {
  const [batch, height, width, channels] = x.shape;
  return tf.tidy(() => tf.reshape(tf.maxPool(x, [height, width], 1, 'valid'), [batch, channels]));
}

/** The mean of each window over the image with zeros around it. */
function meanOfZeroPadded(x: Tensor4D, window: PoolWindow): Tensor4D {
  const { poolSize, strides } = pairs(window);
  const pads = padsOf(x, window);
  const padded = isEmpty(pads) ? x : tf.pad(x, [[0, 0], ...pads, [0, 0]] as [number, number][]);
  return tf.avgPool(padded, poolSize, strides, 'valid');
}

/** All places of each window over those inside the image, [1, H', W', 1]. */
function sharesCovered(y: Tensor4D, x: Tensor4D, window: PoolWindow, pads: Pads): Tensor {
  const { poolSize, strides } = pairs(window);
  const [rows, columns] = [0, 1].map((side) => Array.from({ length: y.shape[side + 1] }, (_, i) => {
    const first = i * strides[side] - pads[side][0];
    const covered = Math.min(first + poolSize[side], x.shape[side + 1]) - Math.max(first, 0);
    return poolSize[side] / covered;
  }));
  return tf.reshape(tf.outerProduct(tf.tensor1d(rows), tf.tensor1d(columns)), [1, rows.length, columns.length, 1]);
}

function padsOf(x: Tensor4D, window: PoolWindow): Pads {
  const { poolSize, strides } = pairs(window);
  return [0, 1].map((side) => poolPads(x.shape[side + 1], poolSize[side], strides[side], window.padding));
}

function isEmpty(pads: Pads): boolean {
  return pads.flat().every((size) => size === 0);
}

function pairs({ poolSize, strides }: PoolWindow): { poolSize: [number, number]; strides: [number, number] } {
  return { poolSize: [...heightAndWidth(poolSize)], strides: [...heightAndWidth(strides)] };
}
