/**
 * The exact Euclidean distance transform in tensor operations, for backends whose memory is not at hand.
 *
 * The square of the distance splits into rows and columns: g(i, j) = min_l { (j − l)² : (i, l) is not in the mask }, then
 * D² = min_k { g(k, j) + (i − k)² }. Each of the two is computed for many pixels at once, as the smallest entry of a row of sums, in
 * parts of a few million numbers.
 *
 * P. F. Felzenszwalb, D. P. Huttenlocher (2012), "Distance transforms of sampled functions", Theory of Computing 8, for the splitting.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';

/** Numbers held at once. */
const PART = 2 ** 22;

/** Of a mask [B, H, W, C] of booleans, the distances to the nearest `false`: Infinity where there is none. */
export function distancesOnDevice(mask: Tensor): Tensor4D {
  const [height, width] = mask.shape.slice(1);
  const far = height ** 2 + width ** 2;     // above every square of a distance in the image
  return tf.tidy(() => {
    const start = tf.mul<Tensor4D>(tf.cast(mask, 'float32'), far);
    const alongRows = nearest(tf.transpose(start, [0, 1, 3, 2]));                          // [B, H, C, W]
    const squares = tf.transpose(nearest(tf.transpose(alongRows, [0, 3, 2, 1])), [0, 3, 1, 2]);     // [B, W, C, H] → [B, H, W, C]
    return tf.where(tf.less(squares, far), tf.sqrt(squares), tf.fill(mask.shape, Infinity)) as Tensor4D;
  });
}

/** To the nearest `true` outside of the mask, and minus those to the nearest `false` in it; 0 where there is none. */
export function signedOnDevice(mask: Tensor): Tensor4D {
  return tf.tidy(() => {
    const both = distancesOnDevice(tf.concat([tf.logicalNot(mask), mask], -1));
    const [toMask, toOutside] = tf.split(tf.where(tf.isFinite(both), both, tf.zerosLike(both)), 2, -1);
    return tf.sub(toMask, toOutside);
  });
}

/** min_k (f(k) + (i − k)²) along the last axis. */
function nearest(f: Tensor): Tensor {
  return tf.tidy(() => {
    const size = f.shape.at(-1)!;
    const rows = tf.reshape(f, [-1, 1, size]);
    const step = Math.max(1, Math.floor(PART / f.size));
    const places = tf.range(0, size);
    const squares = tf.square(tf.sub(tf.expandDims(places, 1), places));
    const parts: Tensor[] = [];
    for (let start = 0; start < size; start += step) {
      const count = Math.min(step, size - start);
      parts.push(tf.tidy(() => tf.min(tf.add(rows, tf.slice(squares, [start, 0], [count, size])), -1)));
    }
    return tf.reshape(tf.concat(parts, 1), f.shape);
  });
}
