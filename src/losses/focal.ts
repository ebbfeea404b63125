/**
 * Focal loss: cross-entropy that makes little of what is classified well already.
 *
 *     binary   q = σ(z)·(1 − t) + σ(−z)·t,   ℓ = (α·t + (1 − α)·(1 − t))·q^γ·(−t·log σ(z) − (1 − t)·log σ(−z))
 *     softmax  p = softmax(z),               ℓ = −Σ_k c_k·t_k·(1 − p_k)^γ·log p_k
 *
 * T.-Y. Lin, P. Goyal, R. Girshick, K. He, P. Dollár (2017), "Focal loss for dense object detection", arXiv:1708.02002. The binary
 * one is `sigmoid_focal_loss` of torchvision, which sums by default.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { checkRange, invalid } from '../shapes/check';
import { logLoss } from './binaryCrossEntropy';
import type { Loss, Reduction } from './loss';
import { logitwise, rowwise } from './pointwise';
import type { SmoothedLossOptions } from './pointwise';
import type { Term } from './reduced';

/** Options of {@link softmaxFocal}. */
export interface SoftmaxFocalOptions<R extends Reduction = Reduction> extends SmoothedLossOptions<R> {
  /** γ from 0, which is cross-entropy; default 2. */
  gamma?: number;
}

/** Options of {@link binaryFocal}. */
export interface BinaryFocalOptions<R extends Reduction = Reduction> extends SoftmaxFocalOptions<R> {
  /** α in [0, 1] for the positives and 1 − α for the negatives; −1: 1 for both. Default 0.25. No part in the mean's divisor. */
  alpha?: number;
}

/**
 * The loss of logits [B, …] for targets of the same shape, in [0, 1].
 *
 * @throws if an option is out of its range, or targets are outside of [0, 1] or not of the shape of the logits
 * @example
 * binaryFocal({ reduction: 'none' })(tf.tensor1d([1, 0, 0]), tf.tensor1d([2, -1, 0.5]));     // [0.000451, 0.016994, 0.283059]
 */
export function binaryFocal<R extends Reduction = 'mean'>(options: BinaryFocalOptions<R> = {}): Loss<R> {
  const { alpha = 0.25, gamma = 2 } = options;
  const where = 'binaryFocal';
  checkRange(where, 'gamma', gamma, 0, Infinity);
  if (!(alpha === -1 || alpha >= 0 && alpha <= 1)) throw invalid('alpha', where, 'a number in [0, 1], or -1', alpha);
  return logitwise(where, options, binaryTerm(alpha, gamma));
}

/**
 * The loss of logits [B, …, K] for targets as {@link crossEntropy} takes them.
 *
 * @throws if an option is out of its range, or targets are outside of [0, 1] or do not fit the logits
 * @example
 * softmaxFocal()(tf.tensor1d([0], 'int32'), tf.tensor2d([[0, 0]]));     // ¼·log 2 = 0.1733
 */
export function softmaxFocal<R extends Reduction = 'mean'>(options: SoftmaxFocalOptions<R> = {}): Loss<R> {
  const { gamma = 2 } = options;
  checkRange('softmaxFocal', 'gamma', gamma, 0, Infinity);
  return rowwise('softmaxFocal', options, softmaxTerm(gamma));
}

/** ∂ℓ/∂z = α_t·q^γ·(σ(z) − t + γ·(1 − 2t)·CE·σ(z)·σ(−z) / q). */
function binaryTerm(alpha: number, gamma: number): Term {
  const crossEntropy = logLoss();
  const balance = (t: Tensor) => (alpha < 0 ? tf.scalar(1) : tf.add(tf.mul(t, 2 * alpha - 1), 1 - alpha));
  const parts = (z: Tensor, t: Tensor) => {
    const [p, rest] = [tf.sigmoid(z), tf.sigmoid(tf.neg(z))];
    const q = tf.add(tf.mul(p, tf.sub(1, t)), tf.mul(rest, t));
    return { p, rest, q, factor: tf.mul(power(q, gamma), balance(t)) };
  };
  return {
    loss: (z, t) => tf.mul(crossEntropy(z, t), parts(z, t).factor),
    slope: (z, t) => {
      const { p, rest, q, factor } = parts(z, t);
      const change = tf.mul(tf.mul(tf.divNoNan(tf.mul(p, rest), q), tf.mul(crossEntropy(z, t), gamma)), tf.sub(1, tf.mul(t, 2)));
      return tf.mul(factor, tf.add(tf.sub(p, t), change));
    },
  };
}

/** With s_k = ∂ℓ/∂log p_k = −t_k·(1 − p_k)^γ·(1 − γ·p_k·log p_k / (1 − p_k)) the slope is s − p·Σ s. */
function softmaxTerm(gamma: number): Term {
  return {
    loss: (z, t) => {
      const logP = tf.logSoftmax(z);
      return tf.neg(tf.sum(tf.mul(tf.mul(t, power(tf.neg(tf.expm1(logP)), gamma)), logP), -1, true));
    },
    slope: (z, t) => {
      const logP = tf.logSoftmax(z);
      const [p, rest] = [tf.exp(logP), tf.neg(tf.expm1(logP))];
      const change = tf.mul(tf.divNoNan(tf.mul(p, logP), rest), gamma);
      const s = tf.mul(tf.mul(t, power(rest, gamma)), tf.sub(change, 1));
      return tf.sub(s, tf.mul(p, tf.sum(s, -1, true)));
    },
  };
}

/** x^γ with 0^0 = 1. */
function power(x: Tensor, gamma: number): Tensor {
  return gamma === 0 ? tf.onesLike(x) : gamma === 1 ? x : gamma === 2 ? tf.square(x) : tf.pow(x, gamma);
}
