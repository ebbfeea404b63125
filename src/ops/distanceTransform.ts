/**
 * The exact Euclidean distance transform: how far each pixel of a mask is from the nearest pixel outside of it.
 *
 *     D(i, j) = min { √((i − k)² + (j − l)²) : pixel (k, l) is not in the mask }
 *
 * Its square splits into rows and columns: g(i, j) = min_l { (j − l)² }, then D² = min_k { g(k, j) + (i − k)² }. Each of the two is
 * computed for many pixels at once, as the smallest entry of a row of sums, in parts of a few million numbers. So nothing leaves the
 * device, and losses can use it inside of `model.fit`. It takes H·W·(H + W) steps an image.
 *
 * P. F. Felzenszwalb, D. P. Huttenlocher (2012), "Distance transforms of sampled functions", Theory of Computing 8, for the splitting.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { invalid } from '../shapes/check';

/** Numbers held at once. */
const PART = 2 ** 22;

/**
 * @param mask [B, H, W, C]; a pixel above 0.5 is in the mask. Each channel is a mask of its own, and no gradient flows to it.
 * @returns [B, H, W, C] in pixels, 0 outside of the mask, and Infinity where the mask is the whole image
 * @throws where the mask has another rank
 * @example
 * distanceTransform(tf.tensor4d([0, 1, 1, 1], [1, 1, 4, 1]));     // [0, 1, 2, 3]
 */
export function distanceTransform(mask: Tensor4D): Tensor4D {
  return constant('distanceTransform', mask, (x) => distances(tf.greater(x, 0.5)));
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
  return constant('signedDistance', mask, (x) => {
    const inside = tf.greater(x, 0.5);
    const both = distances(tf.concat([tf.logicalNot(inside), inside], -1));
    const [toMask, toOutside] = tf.split(tf.where(tf.isFinite(both), both, tf.zerosLike(both)), 2, -1);
    return tf.sub(toMask, toOutside);
  });
}

function constant(where: string, mask: Tensor4D, f: (mask: Tensor4D) => Tensor4D): Tensor4D {
  if (mask.rank !== 4) throw invalid('mask', where, 'the shape [B, H, W, C]', (mask as Tensor).shape);
  return tf.tidy(() => tf.customGrad((input) => ({ value: f(input as Tensor4D), gradFunc: () => tf.zeros(mask.shape) }))(mask));
}

function distances(mask: Tensor): Tensor4D {
  const [height, width] = mask.shape.slice(1);
  const far = height ** 2 + width ** 2;     // above every square of a distance in the image
  return tf.tidy(() => {
    const start = tf.mul<Tensor4D>(tf.cast(mask, 'float32'), far);
    const alongRows = nearest(tf.transpose(start, [0, 1, 3, 2]));                          // [B, H, C, W]
    const squares = tf.transpose(nearest(tf.transpose(alongRows, [0, 3, 2, 1])), [0, 3, 1, 2]);     // [B, W, C, H] → [B, H, W, C]
    return tf.where(tf.less(squares, far), tf.sqrt(squares), tf.fill(mask.shape, Infinity)) as Tensor4D;
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
