/**
 * Tversky loss: Jaccard's, with a price of its own for false positives (α) and for false negatives (β); and the focal one, which
 * looks longer at masks that are found badly.
 *
 *     Tversky  L = 1 − (TP + s) / (TP + α·FP + β·FN + s) = (α·FP + β·FN) / (TP + α·FP + β·FN + s)
 *     focal    L^γ;   γ < 1 makes the slope steep near 0, γ > 1 near 1
 *
 * α = β = ½ is Dice (with s for 2·s), α = β = 1 Jaccard.
 *
 * S. S. M. Salehi, D. Erdogmus, A. Gholipour (2017), "Tversky loss function for image segmentation using 3D fully convolutional
 * deep networks", arXiv:1706.05721. N. Abraham, N. M. Khan (2018), "A novel focal Tversky loss function with improved attention
 * U-Net for lesion segmentation", arXiv:1810.07842, whose γ is 1 / γ here.
 */
import * as tf from '@tensorflow/tfjs-core';
import { elementwise } from '../ops/elementwise';
import { checkRange, invalid } from '../shapes/check';
import type { Loss, Reduction } from './loss';
import { checkMaskOptions, overlap, ratio, reduceMasks } from './overlap';
import type { OverlapOptions } from './overlap';

/** Options of {@link tversky}. */
export interface TverskyOptions<R extends Reduction = Reduction> extends OverlapOptions<R> {
  /** α ≥ 0, the weight of false positives; default 0.3. */
  alpha?: number;
  /** β ≥ 0, the weight of false negatives; default 0.7. */
  beta?: number;
}

/** Options of {@link focalTversky}. */
export interface FocalTverskyOptions<R extends Reduction = Reduction> extends TverskyOptions<R> {
  /** The exponent γ > 0; default 0.75, the paper's 1 / (4 / 3). */
  gamma?: number;
}

/**
 * The loss of logits [B, H, W, K], averaged over the masks: K in each image.
 *
 * @throws if an option is out of its range, or targets are outside of [0, 1] or do not fit the logits
 * @example
 * tversky({ smooth: 0 })(tf.ones([1, 2, 2, 1]), tf.zeros([1, 2, 2, 1]));     // 1 − 2 / (2 + 0.7·2) = 0.4118
 */
export function tversky<R extends Reduction = 'mean'>(options: TverskyOptions<R> = {}): Loss<R> {
  return poweredTversky('tversky', { ...options, gamma: 1 });
}

/**
 * As {@link tversky}, the loss of each mask raised to γ.
 *
 * @throws if an option is out of its range, or targets are outside of [0, 1] or do not fit the logits
 * @example
 * focalTversky({ smooth: 0 })(tf.ones([1, 2, 2, 1]), tf.zeros([1, 2, 2, 1]));     // 0.4118^0.75 = 0.5140
 */
export function focalTversky<R extends Reduction = 'mean'>(options: FocalTverskyOptions<R> = {}): Loss<R> {
  return poweredTversky('focalTversky', options);
}

function poweredTversky<R extends Reduction>(where: string, options: FocalTverskyOptions<R>): Loss<R> {
  const { alpha = 0.3, beta = 0.7, gamma = 0.75, smooth = 1 } = options;
  checkMaskOptions(where, options);
  checkRange(where, 'alpha', alpha, 0, Infinity);
  checkRange(where, 'beta', beta, 0, Infinity);
  if (!(gamma > 0 && gamma < Infinity)) throw invalid('gamma', where, 'a number above 0', gamma);
  // The slope at 0 is infinite for γ < 1, and taken for 0.
  const power = elementwise((x) => tf.pow(x, gamma), (x) => tf.mul(tf.divNoNan(tf.pow(x, gamma), x), gamma)); 
  return (targets, logits, weights) => tf.tidy(() => {
    const { truePositives, falsePositives, falseNegatives, pixel } = overlap(where, targets, logits, weights, options);
    const wrong = tf.add(tf.mul(falsePositives, alpha), tf.mul(falseNegatives, beta));
    const loss = ratio(wrong, tf.add(tf.add(truePositives, wrong), smooth * pixel));
    // Powers on WebGL lose the NaN that refused targets have become.
    return reduceMasks(gamma === 1 ? loss : tf.add(power(loss), tf.sub(loss, loss)), options);
  });
}
