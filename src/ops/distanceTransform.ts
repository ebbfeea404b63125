/**
 * The exact Euclidean distance transform: how far each pixel of a mask is from the nearest pixel outside of it.
 *
 *     D(i, j) = min { √((i − k)² + (j − l)²) : pixel (k, l) is not in the mask }
 *
 * Tensors of the backends cpu and wasm lie in the memory of the program: there it takes time linear in the pixels
 * (`../metrics/spatial/distanceTransform`). On a GPU it is made of tensor operations, so that nothing leaves the device, and takes
 * H·W·(H + W) steps a mask. Losses can use both inside of `model.fit`.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor4D, TypedArray } from '@tensorflow/tfjs-core';
import { squaredDistances } from '../metrics/spatial/distanceTransform';
import { invalid } from '../shapes/check';
import { distancesOnDevice, signedOnDevice } from './distancesOnDevice';
import { inMemory } from './inMemory';

/**
 * @param mask [B, H, W, C]; a pixel of at least 0.5 is in the mask. Each channel is a mask of its own, and no gradient flows to it.
 * @returns [B, H, W, C] in pixels, 0 outside of the mask, and Infinity where the mask is the whole image
 * @throws where the mask has another rank
 * @example
 * distanceTransform(tf.tensor4d([0, 1, 1, 1], [1, 1, 4, 1]));     // [0, 1, 2, 3]
 */
export function distanceTransform(mask: Tensor4D): Tensor4D {
  return constant('distanceTransform', mask, (x) => (inMemory()
    ? maskByMask(x, (inside, shape) => squaredDistances(inside.map((value) => 1 - value), shape, [1, 1]).map(Math.sqrt))
    : distancesOnDevice(tf.greaterEqual(x, 0.5))));
}

/**
 * The distance to the mask outside of it, and minus the distance to the outside in the mask.
 *
 * @param mask as in {@link distanceTransform}
 * @returns [B, H, W, C] in pixels; 0 where the mask is empty or the whole image
 * @throws where the mask has another rank
 * @example
 * signedDistance(tf.tensor4d([0, 0, 1, 1], [1, 1, 4, 1]));     // [2, 1, -1, -2]
 */
export function signedDistance(mask: Tensor4D): Tensor4D {
  return constant('signedDistance', mask, (x) => (inMemory() ? maskByMask(x, signedDistances) : signedOnDevice(tf.greaterEqual(x, 0.5))));
}

function constant(where: string, mask: Tensor4D, f: (mask: Tensor4D) => Tensor4D): Tensor4D {
  if (mask.rank !== 4) throw invalid('mask', where, 'the shape [B, H, W, C]', (mask as Tensor).shape);
  return tf.tidy(() => tf.customGrad((input) => ({ value: f(input as Tensor4D), gradFunc: () => tf.zeros(mask.shape) }))(mask));
}

/** `distances` of each image and channel, from 1 in the mask and 0 outside of it. */
function maskByMask(mask: Tensor4D, distances: (inside: Uint8Array, shape: readonly [number, number]) => ArrayLike<number>): Tensor4D {
  const [images, height, width, channels] = mask.shape;
  const values = tf.backend().readSync(mask.dataId) as TypedArray;
  const [pixels, result] = [height * width, new Float32Array(values.length)];
  const inside = new Uint8Array(pixels);
  for (let first = 0; first < images * pixels * channels; first += pixels * channels) {
    for (let start = first; start < first + channels; start++) {
      for (let i = 0, at = start; i < pixels; i++, at += channels) inside[i] = Number(values[at] >= 0.5);
      const each = distances(inside, [height, width]);
      for (let i = 0, at = start; i < pixels; i++, at += channels) result[at] = each[i];
    }
  }
  return tf.tensor(result, mask.shape);
}

function signedDistances(inside: Uint8Array, shape: readonly [number, number]): ArrayLike<number> {
  if (inside.every((value) => value === inside[0])) return new Uint8Array(inside.length);
  const toOutside = squaredDistances(inside.map((value) => 1 - value), shape, [1, 1]);
  const result = squaredDistances(inside, shape, [1, 1]);
  for (let i = 0; i < result.length; i++) result[i] = Math.sqrt(result[i]) - Math.sqrt(toOutside[i]);
  return result;
}
