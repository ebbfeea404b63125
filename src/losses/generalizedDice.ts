/**
 * Generalized Dice loss: one ratio for all classes of an image, in which small classes count as much as large ones.
 *
 *     loss = 1 − (2·Σ_k w_k·I_k + s) / (Σ_k w_k·(P_k + T_k) + s),   I = Σ p·t, P = Σ p, T = Σ t,   p = σ(z) or softmax(z)
 *     w_k = 1 / T_k² (`square`), 1 / T_k (`simple`) or 1 (`uniform`); a class that is absent has the largest weight of the others
 *
 * C. H. Sudre, W. Li, T. Vercauteren, S. Ourselin, M. J. Cardoso (2017), "Generalised Dice overlap as a deep learning loss function
 * for highly unbalanced segmentations", arXiv:1707.03237. Absent classes are treated as in MONAI.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { checkOneOf } from '../shapes/check';
import { constant } from './constant';
import type { Loss, Reduction } from './loss';
import { checkMaskOptions, overlap, ratio, reduceMasks } from './overlap';
import type { OverlapOptions } from './overlap';

/** Options of {@link generalizedDice}. With the reduction `none` there is a loss for each image, [B], or one for the batch. */
export interface GeneralizedDiceOptions<R extends Reduction = Reduction> extends Omit<OverlapOptions<R>, 'classWeights'> {
  /** How w depends on the area T; default `square`. */
  weighting?: 'square' | 'simple' | 'uniform';
}

/**
 * The loss of logits [B, H, W, K], averaged over the images.
 *
 * @throws if an option is out of its range, or targets are outside of [0, 1] or do not fit the logits
 * @example
 * model.compile({ optimizer, loss: generalizedDice({ activation: 'softmax', smooth: 1e-5 }) });
 */
export function generalizedDice<R extends Reduction = 'mean'>(options: GeneralizedDiceOptions<R> = {}): Loss<R> {
  const { smooth = 1, weighting = 'square', reduction } = options;
  checkMaskOptions('generalizedDice', options);
  checkOneOf('generalizedDice', 'weighting', weighting, ['square', 'simple', 'uniform']);
  return (targets, logits, weights) => tf.tidy(() => {
    const { truePositives, falsePositives, falseNegatives, pixel } = overlap('generalizedDice', targets, logits, weights, options);
    const areas = tf.add(truePositives, falseNegatives);
    const w = constant(areas, (each) => classWeights(tf.div(each, pixel), weighting));
    const wrong = tf.mul(w, tf.add(falsePositives, falseNegatives));
    const all = tf.add(tf.mul(tf.mul(w, truePositives), 2), wrong);
    return reduceMasks(ratio(tf.sum(wrong, -1), tf.add(tf.sum(all, -1), smooth * pixel)), { reduction });
  });
}

/** w of areas in pixels. */
function classWeights(areas: Tensor, weighting: 'square' | 'simple' | 'uniform'): Tensor {
  if (weighting === 'uniform') return tf.onesLike(areas);
  const inverse = tf.divNoNan(1, weighting === 'square' ? tf.square(areas) : areas);
  return tf.where(tf.greater(areas, 0), inverse, tf.max(inverse, -1, true));
}
