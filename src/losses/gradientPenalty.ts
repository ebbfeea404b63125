/**
 * The gradient penalty of a Wasserstein critic, which must not be steeper than 1 anywhere between real and forged images:
 *
 *     x̂ = ε·x + (1 − ε)·G(z), one ε for each image, uniform in [0, 1)
 *     penalty = λ·mean (‖g‖ − 1)²,   g = ∂ΣD(x̂) / ∂x̂
 *
 * Its slope by the weights θ is a second derivative, which tfjs has for some layers only: none of the leaky ReLU, whose gradient
 * compares, and a wrong one of layers whose closed form keeps more than their input. But with v = ∂penalty / ∂g held constant,
 *
 *     ∂penalty / ∂θ = ∂(g·v) / ∂θ ≈ ∂/∂θ (ΣD(x̂ + h·v) − ΣD(x̂ − h·v)) / 2h
 *
 * takes first derivatives alone, of any critic on any backend. It is exact where D is linear along v, and has an error of order h² else;
 * x̂ moves by 0.3 % of its norm. The value is the penalty itself. Three passes through the critic.
 *
 * I. Gulrajani, F. Ahmed, M. Arjovsky, V. Dumoulin, A. Courville (2017), "Improved training of Wasserstein GANs", arXiv:1704.00028.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Scalar, Tensor } from '@tensorflow/tfjs-core';
import { stream } from '../random/stream';
import { checkRange, checkSeed } from '../shapes/check';
import { checkTargets } from './loss';

/** Options of {@link gradientPenalty}. */
export interface GradientPenaltyOptions {
  /** λ; default 10. */
  weight?: number;
  /** Of ε, an integer in [0, 2^32); another for each step. */
  seed: number;
}

/** How far x̂ moves, relative to its norm. */
const STEP = 3e-3;

/**
 * @param critic from images [B, H, W, C] to a number for each, [B, 1]; nothing random in it
 * @param real images [B, H, W, C]
 * @param forged images of the same shape; no gradient flows to the generator
 * @throws where an option is out of its range, or the images differ in shape
 * @example
 * const loss = () => tf.add(
 *   discriminator(critic(real), critic(forged)), gradientPenalty(critic, real, forged, { seed: step }));
 */
export function gradientPenalty(
  critic: (images: Tensor) => Tensor, real: Tensor, forged: Tensor, { weight = 10, seed }: GradientPenaltyOptions,
): Scalar {
  checkRange('gradientPenalty', 'weight', weight, 0, Infinity);
  checkSeed('gradientPenalty', seed);
  checkTargets('gradientPenalty', forged, real);
  return tf.tidy(() => {
    const random = stream(seed, 'gradientPenalty');
    const draws = Array.from({ length: real.shape[0] }, () => random.uniform());
    const shares = tf.tensor(draws, real.shape.map((size, axis) => (axis === 0 ? size : 1)));
    const between = detached(tf.add(tf.mul(real, shares), tf.mul(forged, tf.sub(1, shares))));
    const slopes = detached(tf.grad((images: Tensor) => tf.sum(critic(images)))(between));
    const norms = norm(slopes, true);
    const excess = tf.sub(norms, 1);
    const penalty = tf.mul<Scalar>(tf.mean(tf.square(excess)), weight);

    const direction = tf.mul(tf.divNoNan(slopes, norms), tf.mul(excess, 2 * weight / real.shape[0]));     // v
    const length = norm(direction, false);
    const size = tf.mul(norm(between, false), STEP);
    const move = tf.mul(tf.divNoNan(direction, length), size);
    const change = tf.sum(tf.sub(critic(tf.add(between, move)), critic(tf.sub(between, move))));
    return withValue(penalty, tf.mul(change, tf.divNoNan(length, tf.mul(size, 2))) as Scalar);
  });
}

/** Of each image, [B, 1, …], or of all. */
function norm(x: Tensor, each: boolean): Tensor {
  const axes = x.shape.map((_, axis) => axis).slice(each ? 1 : 0);
  return tf.sqrt(tf.sum(tf.square(x), axes, each));
}

/** The same numbers as a constant: what a variable is set to is not differentiated. */
function detached(x: Tensor): Tensor {
  const variable = tf.variable(x, false);
  const copy = tf.customGrad((input) => ({ value: tf.clone(input as Tensor), gradFunc: (dy: Tensor) => dy }))(variable);
  variable.dispose();
  return copy;
}

/** `value`, with the gradient of `x`. */
function withValue(value: Scalar, x: Scalar): Scalar {
  return tf.customGrad(() => ({ value: tf.clone(value), gradFunc: (dy: Tensor) => dy }))(x) as Scalar;
}
