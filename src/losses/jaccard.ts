/**
 * Soft Jaccard loss (intersection over union) from logits.
 *
 *     loss = 1 − (I + s) / (U + s) = (FP + FN) / (TP + FP + FN + s),   I = Σ p·t,   U = Σ p + Σ t − I,   p = σ(z) or softmax(z)
 *
 * M. A. Rahman, Y. Wang (2016), "Optimizing intersection-over-union in deep neural networks for image segmentation", ISVC 2016.
 * MONAI's `DiceLoss(jaccard=True)` doubles I and U, so that its smoothing is 2·s.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Loss, Reduction } from './loss';
import { checkMaskOptions, overlap, ratio, reduceMasks } from './overlap';
import type { OverlapOptions } from './overlap';

/** Options of {@link jaccard}. */
export type JaccardOptions<R extends Reduction = Reduction> = OverlapOptions<R>;

/**
 * The loss of logits [B, H, W, K], averaged over the masks: K in each image.
 *
 * @throws if an option is out of its range, or targets are outside of [0, 1] or do not fit the logits
 * @example
 * jaccard({ smooth: 0 })(tf.ones([1, 2, 2, 1]), tf.zeros([1, 2, 2, 1]));     // 1 − 2 / 4 = 0.5
 */
export function jaccard<R extends Reduction = 'mean'>(options: JaccardOptions<R> = {}): Loss<R> {
  const { smooth = 1 } = options;
  checkMaskOptions('jaccard', options);
  return (targets, logits, weights) => tf.tidy(() => {
    const { truePositives, falsePositives, falseNegatives, pixel } = overlap('jaccard', targets, logits, weights, options);
    const wrong = tf.add(falsePositives, falseNegatives);
    return reduceMasks(ratio(wrong, tf.add(tf.add(truePositives, wrong), smooth * pixel)), options);
  });
}
