/**
 * Cross-entropy of rows of K logits, of which one class is true.
 *
 *     p = softmax(z),   ℓ = −Σ_k c_k·t_k·log p_k,   ∂ℓ/∂z = p·Σ_k c_k·t_k − c·t
 *
 * log p_k = z_k − log Σ e^z, with the largest logit taken out first. The mean is Σ w·ℓ / Σ w·c of the true classes, as in
 * PyTorch: the mean of the batch in which each class counts as much as its weight says.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Loss, Reduction } from './loss';
import { rowwise } from './pointwise';
import type { SmoothedLossOptions } from './pointwise';

/** Options of {@link crossEntropy}. */
export type CrossEntropyOptions<R extends Reduction = Reduction> = SmoothedLossOptions<R>;

/**
 * The loss of logits [B, …, K] for class indices [B, …], or for one-hot rows or probabilities [B, …, K]. With `none` it is [B, …].
 * An index that is no class makes it NaN, unless it is `ignoreLabel`.
 *
 * @throws if an option is out of its range, or targets are outside of [0, 1] or do not fit the logits
 * @example
 * crossEntropy()(tf.tensor1d([2], 'int32'), tf.tensor2d([[0, 0, 0]]));     // log 3 = 1.0986
 */
export function crossEntropy<R extends Reduction = 'mean'>(options: CrossEntropyOptions<R> = {}): Loss<R> {
  return rowwise('crossEntropy', options, {
    loss: (z, t) => tf.neg(tf.sum(tf.mul(t, tf.logSoftmax(z)), -1, true)),
    slope: (z, t) => tf.sub(tf.mul(tf.softmax(z), tf.sum(t, -1, true)), t),
  });
}
