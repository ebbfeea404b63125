/**
 * Losses of support vector machines, for labels t of −1 and 1 and scores z. Labels of 0 and 1 are taken for −1 and 1, as in Keras.
 *
 *     hinge    max(0, 1 − t·z)       no loss beyond the margin; ∂/∂z = −t where t·z < 1
 *     squared  max(0, 1 − t·z)²      smooth at the margin, harsher to outliers; ∂/∂z = −2t·max(0, 1 − t·z)
 *
 * One against the rest: [B, K] scores, t = 1 for the sample's own class, −1 for all others.
 *
 * C. Cortes, V. Vapnik (1995), "Support-vector networks", Machine Learning 20.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { signs } from './domain';
import type { Loss, LossOptions, Reduction } from './loss';
import { logitwise } from './pointwise';

/** Options of {@link hinge} and {@link squaredHinge}. */
export type HingeOptions<R extends Reduction = Reduction> = LossOptions<R>;

/**
 * The loss of scores [B, …] for targets of the same shape, −1 and 1, or 0 and 1.
 *
 * @throws if an option is out of its range, targets and scores differ in shape, or targets have other values
 * @example
 * hinge()(tf.tensor1d([1, -1]), tf.tensor1d([0.5, -2]));     // (0.5 + 0) / 2
 * hinge()(tf.oneHot(labels, 7), scores);     // one against the rest
 */
export function hinge<R extends Reduction = 'mean'>(options: HingeOptions<R> = {}): Loss<R> {
  return logitwise('hinge', options, {
    loss: shortfall,
    slope: (z, t) => tf.mul(tf.neg(t), tf.step(shortfall(z, t))),
  }, signs);
}

/** As {@link hinge}, each term squared. */
export function squaredHinge<R extends Reduction = 'mean'>(options: HingeOptions<R> = {}): Loss<R> {
  return logitwise('squaredHinge', options, {
    loss: (z, t) => tf.square(shortfall(z, t)),
    slope: (z, t) => tf.mul(tf.mul(t, -2), shortfall(z, t)),
  }, signs);
}

/** max(0, 1 − t·z). */
function shortfall(z: Tensor, t: Tensor): Tensor {
  return tf.relu(tf.sub(1, tf.mul(t, z)));
}
