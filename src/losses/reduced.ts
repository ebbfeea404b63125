/**
 * One number, with its gradient in closed form, of losses ℓ that each depend on one logit or on one row of them.
 *
 *     sum   Σ w·ℓ,          ∂/∂z = w·∂ℓ/∂z            none  each w·ℓ
 *     mean  Σ w·ℓ / Σ v,    ∂/∂z = w·∂ℓ/∂z / Σ v      v = w, where nothing else is said
 */
import * as tf from '@tensorflow/tfjs-core';
import type { GradSaveFunc, Scalar, Tensor } from '@tensorflow/tfjs-core';
import type { Reduction } from './loss';

/** ℓ of logits z and targets t, of their shape or with a last axis of 1, and ∂ℓ/∂z of their shape. */
export interface Term {
  loss(z: Tensor, t: Tensor): Tensor;
  slope(z: Tensor, t: Tensor): Tensor;
}

interface Weighting {
  reduction: Reduction;
  /** w: they broadcast over ℓ; null: all 1. */
  weights: Tensor | null;
  /** v; default w. */
  divisors?: Tensor | null;
}

export function reduced(
  term: Term, targets: Tensor, logits: Tensor, { reduction, weights, divisors = weights }: Weighting,
): Scalar {
  return tf.customGrad((...inputs) => {
    const [z, save] = inputs as [Tensor, GradSaveFunc];
    const losses = term.loss(z, targets);
    const weighted = weights ? tf.mul(losses, weights) : losses;
    // Means of means: sums of a whole batch overflow half-precision textures.
    const value = reduction === 'none' ? weighted : reduction === 'sum' ? tf.sum(weighted)
      : divisors ? tf.divNoNan(tf.mean(weighted), tf.mean(divisors)) : tf.mean(weighted);
    const scale = reduction !== 'mean' ? tf.scalar(1)
      : divisors ? tf.divNoNan(1 / losses.size, tf.mean(divisors)) : tf.scalar(1 / losses.size);
    const rows = losses.size < z.size;
    const single = rows && reduction === 'none';     // rows of K logits have one loss each: [B, …]
    save([z, targets, scale, ...(weights ? [weights] : [])]);
    const gradFunc = (dy: Tensor, [savedZ, t, factor, w]: Tensor[]) => tf.tidy(() => {
      const outer = tf.mul(single ? tf.expandDims(dy, -1) : dy, factor);
      return tf.mul(term.slope(savedZ, t), w ? tf.mul(outer, w) : outer);
    });
    return { value: (single ? tf.squeeze(value, [-1]) : value) as Scalar, gradFunc };
  })(logits);
}
