/**
 * Binary cross-entropy from logits.
 *
 *     ℓ = −c·t·log σ(z) − (1 − t)·log(1 − σ(z)) = max(z, 0) − z·t + log(1 + e^−|z|)     for c = 1
 *     ∂ℓ/∂z = σ(z) − t
 *
 * The last form neither overflows nor loses a gradient, however large |z|. c weighs the positives: (c − 1)·t·log(1 + e^−z) more.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { checkRange } from '../shapes/check';
import type { Loss, Reduction } from './loss';
import { logitwise } from './pointwise';
import type { SmoothedLossOptions } from './pointwise';

/** Options of {@link binaryCrossEntropy}. */
export interface BinaryCrossEntropyOptions<R extends Reduction = Reduction> extends SmoothedLossOptions<R> {
  /** c: as many positives as negatives, where it is their ratio; default 1. No part in the mean's divisor. */
  positiveWeight?: number;
}

/**
 * The loss of logits [B, …] for targets of the same shape, in [0, 1].
 *
 * @throws if an option is out of its range, or targets are outside of [0, 1] or not of the shape of the logits
 * @example
 * binaryCrossEntropy()(tf.tensor1d([1, 0]), tf.tensor1d([0, 0]));     // log 2 = 0.6931
 */
export function binaryCrossEntropy<R extends Reduction = 'mean'>(options: BinaryCrossEntropyOptions<R> = {}): Loss<R> {
  const { positiveWeight = 1 } = options;
  checkRange('binaryCrossEntropy', 'positiveWeight', positiveWeight, 0, Infinity);
  return logitwise('binaryCrossEntropy', options, { loss: logLoss(positiveWeight), slope: slopeOf(positiveWeight) });
}

/** −c·t·log σ(z) − (1 − t)·log(1 − σ(z)). */
export function logLoss(positiveWeight = 1) {
  return (z: Tensor, t: Tensor): Tensor => {
    const tail = tf.log1p(tf.exp(tf.neg(tf.abs(z))));
    const loss = tf.add(tf.sub(tf.relu(z), tf.mul(z, t)), tail);
    if (positiveWeight === 1) return loss;
    return tf.add(loss, tf.mul(tf.mul(t, positiveWeight - 1), tf.add(tf.relu(tf.neg(z)), tail)));
  };
}

function slopeOf(positiveWeight: number) {
  return (z: Tensor, t: Tensor): Tensor => {
    const slope = tf.sub(tf.sigmoid(z), t);
    return positiveWeight === 1 ? slope : tf.sub(slope, tf.mul(tf.mul(t, positiveWeight - 1), tf.sigmoid(tf.neg(z))));
  };
}
