/**
 * Soft Dice loss from logits.
 *
 *     loss = 1 − (2·Σ p·t + s) / (Σ p + Σ t + s) = (FP + FN) / (2·TP + FP + FN + s),   p = σ(z) or softmax(z)
 *
 * F. Milletari, N. Navab, S.-A. Ahmadi (2016), "V-Net: fully convolutional neural networks for volumetric medical image
 * segmentation", arXiv:1606.04797, there with squared sums in the denominator.
 */
import * as tf from '@tensorflow/tfjs-core';
import { checkOneOf } from '../shapes/check';
import type { Loss, Reduction } from './loss';
import { checkMaskOptions, overlap, ratio, reduceMasks } from './overlap';
import type { OverlapOptions } from './overlap';

/** Options of {@link dice}. */
export interface DiceOptions<R extends Reduction = Reduction> extends OverlapOptions<R> {
  /** `sum`: Σ p + Σ t, the default; `squared`: Σ p² + Σ t², as in the paper (MONAI's `squared_pred`). */
  denominator?: 'sum' | 'squared';
}

/**
 * The loss of logits [B, H, W, K], averaged over the masks: K in each image.
 *
 * @throws if an option is out of its range, or targets are outside of [0, 1] or do not fit the logits
 * @example
 * dice({ smooth: 0 })(tf.ones([1, 2, 2, 1]), tf.zeros([1, 2, 2, 1]));     // 1 − 4 / 6 = 0.3333
 */
export function dice<R extends Reduction = 'mean'>(options: DiceOptions<R> = {}): Loss<R> {
  const { smooth = 1, denominator = 'sum' } = options;
  checkMaskOptions('dice', options);
  checkOneOf('dice', 'denominator', denominator, ['sum', 'squared']);
  return (targets, logits, weights) => tf.tidy(() => {
    const { truePositives, falsePositives, falseNegatives, pixel } =
      overlap('dice', targets, logits, weights, options, denominator === 'squared');
    const wrong = tf.add(falsePositives, falseNegatives);
    return reduceMasks(ratio(wrong, tf.add(tf.add(tf.mul(truePositives, 2), wrong), smooth * pixel)), options);
  });
}
