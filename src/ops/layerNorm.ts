/**
 * Layer normalisation over the channels, with its gradient in closed form: every pixel is normalised for itself.
 *
 *     x̂ = (x − μ) / σ,  y = γ·x̂ + β,  μ = mean(x),  σ² = mean((x − μ)²) + ε        over the channels
 *     ∂L/∂β = Σ dy,  ∂L/∂γ = Σ dy·x̂,  ∂L/∂x = (γ·dy − mean(γ·dy) − x̂·mean(γ·dy·x̂)) / σ
 *
 * tfjs repeats mean and variance to the size of x and differentiates through all of it.
 *
 * J. L. Ba, J. R. Kiros, G. Hinton (2016), "Layer normalization", arXiv:1607.06450.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { GradSaveFunc, Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { isDifferentiatedTwice, standardize } from './standardize';

/**
 * @param x [B, …, C]
 * @param gamma scale, [C]
 * @param beta offset, [C]
 * @param epsilon added to the variance
 * @returns of x's shape
 * @example
 * const y = layerNorm(x, tf.ones([16]), tf.zeros([16]));
 */
export function layerNorm(x: Tensor, gamma: Tensor1D, beta: Tensor1D, epsilon = 1e-3): Tensor {
  if (isDifferentiatedTwice()) return tf.tidy(() => tf.add(tf.mul(standardize(x, [x.rank - 1], epsilon), gamma), beta));
  const normalize = tf.customGrad<Tensor>((...inputs) => {
    const [pixels, scale, offset, save] = inputs as [Tensor2D, Tensor1D, Tensor1D, GradSaveFunc];
    const centred = tf.sub(pixels, tf.mean(pixels, 1, true));
    const invStd = tf.rsqrt(tf.add(tf.mean(tf.square(centred), 1, true), epsilon));
    const normalized = tf.mul(centred, invStd);
    const value = tf.add(tf.mul(normalized, scale), offset);
    save([normalized, invStd, scale]);     // last: what is saved before an error is never freed
    return { value, gradFunc: (dy: Tensor, saved: Tensor[]) => tf.tidy(() => gradient(dy, saved)) };
  });
  return tf.tidy(() => tf.reshape(normalize(tf.reshape(x, [-1, gamma.shape[0]]), gamma, beta), x.shape));
}

function gradient(dy: Tensor, [normalized, invStd, gamma]: Tensor[]): Tensor[] {
  const scaled = tf.mul(dy, gamma);
  const moment = tf.mean(tf.mul(scaled, normalized), 1, true);
  const centred = tf.sub(scaled, tf.mean(scaled, 1, true));
  const dx = tf.mul(tf.sub(centred, tf.mul(normalized, moment)), invStd);
  return [dx, tf.sum(tf.mul(dy, normalized), 0), tf.sum(dy, 0)];
}
