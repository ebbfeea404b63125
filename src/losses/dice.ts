/**
 * Soft Dice loss from logits.
 *
 *     p = σ(z),  I = Σ p·t,  loss = 1 − (2I + s) / (Σ p + Σ t + s),
 *     ∂loss/∂p = ((2I + s) / (Σ p + Σ t + s) − 2t) / (Σ p + Σ t + s)
 *
 * F. Milletari, N. Navab, S.-A. Ahmadi (2016), "V-Net: fully convolutional neural networks for volumetric medical image
 * segmentation", arXiv:1606.04797, there with squared sums in the denominator.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { GradSaveFunc, Scalar, Tensor } from '@tensorflow/tfjs-core';
import { checkOneOf, checkRange } from '../shapes/check';
import { checkTargets } from './loss';
import type { Loss } from './loss';

/** Options of {@link dice}. */
export interface DiceOptions {
  /** s: added above and below, so that an empty mask has a loss; default 1. */
  smooth?: number;
  /**
   * What the sums run over; default `image`: the pixels of one image (MONAI's default).
   * `batch`: those of all images together (MONAI's `batch=True`). Either way each channel is a mask of its own, and the
   * losses of all masks are averaged.
   */
  per?: 'image' | 'batch';
}

/**
 * The loss of logits [B, H, W, K] for targets of the same shape, in [0, 1].
 *
 * @throws where targets and logits differ in shape
 * @example
 * dice({ smooth: 0 })(tf.ones([1, 2, 2, 1]), tf.zeros([1, 2, 2, 1]));     // 1 − 4 / 6 = 0.3333
 */
export function dice({ smooth = 1, per = 'image' }: DiceOptions = {}): Loss {
  checkOneOf('dice', 'per', per, ['image', 'batch']);
  checkRange('dice', 'smooth', smooth, 0, Infinity);
  return (targets, logits) => tf.tidy(() => {
    checkTargets('dice', targets, logits);
    const axes = Array.from({ length: logits.rank - 1 }, (_, axis) => axis).slice(per === 'image' ? 1 : 0);
    return tf.customGrad((...inputs) => {
      const [z, save] = inputs as [Tensor, GradSaveFunc];
      const p = tf.sigmoid(z);
      const total = tf.add(tf.sum(tf.add(p, targets), axes, true), smooth);
      const score = tf.div(tf.add(tf.mul(tf.sum(tf.mul(p, targets), axes, true), 2), smooth), total);
      const value = tf.sub<Scalar>(1, tf.mean(score));
      save([p, targets, total, score]);
      const gradFunc = (dy: Tensor, saved: Tensor[]) => tf.tidy(() => diceGradient(saved, dy));
      return { value, gradFunc };
    })(logits);
  });
}

function diceGradient([p, targets, total, score]: Tensor[], dy: Tensor): Tensor {
  const scale = tf.div(tf.div(dy, score.size), total);
  const slope = tf.mul(tf.sub(score, tf.mul(targets, 2)), scale);
  return tf.mul(slope, tf.mul(p, tf.sub(1, p)));
}
