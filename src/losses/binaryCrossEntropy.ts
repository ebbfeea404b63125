/**
 * Binary cross-entropy from logits.
 *
 *     loss = −t·log σ(z) − (1 − t)·log(1 − σ(z)) = max(z, 0) − z·t + log(1 + e^−|z|),    ∂loss/∂z = σ(z) − t
 *
 * The last form neither overflows nor loses a gradient, however large |z|.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { GradSaveFunc, Scalar, Tensor } from '@tensorflow/tfjs-core';
import { checkOneOf } from '../shapes/check';
import { checkTargets } from './loss';
import type { Loss } from './loss';

/** Options of {@link binaryCrossEntropy}. */
export interface BinaryCrossEntropyOptions {
  /** Over all elements; default `mean`. */
  reduction?: 'mean' | 'sum';
}

/**
 * The loss of logits [B, …] for targets of the same shape, in [0, 1].
 *
 * @throws where targets and logits differ in shape
 * @example
 * binaryCrossEntropy()(tf.tensor1d([1, 0]), tf.tensor1d([0, 0]));     // log 2 = 0.6931
 */
export function binaryCrossEntropy({ reduction = 'mean' }: BinaryCrossEntropyOptions = {}): Loss {
  checkOneOf('binaryCrossEntropy', 'reduction', reduction, ['mean', 'sum']);
  return (targets, logits) => tf.tidy(() => {
    checkTargets('binaryCrossEntropy', targets, logits);
    const scale = reduction === 'mean' ? 1 / logits.size : 1;
    return tf.customGrad((...inputs) => {
      const [z, save] = inputs as [Tensor, GradSaveFunc];
      const value = tf.mul<Scalar>(tf.sum(elements(targets, z)), scale);
      save([z, targets]);
      const gradFunc = (dy: Tensor, saved: Tensor[]) =>
        tf.tidy(() => tf.mul(tf.sub(tf.sigmoid(saved[0]), saved[1]), tf.mul(dy, scale)));
      return { value, gradFunc };
    })(logits);
  });
}

function elements(targets: Tensor, z: Tensor): Tensor {
  const tail = tf.log1p(tf.exp(tf.neg(tf.abs(z))));
  return tf.add(tf.sub(tf.relu(z), tf.mul(z, targets)), tail);
}
