/**
 * The gradient penalty of a Wasserstein critic, which must not be steeper than 1 anywhere between real and forged images:
 *
 *     x̂ = ε·x + (1 − ε)·G(z), one ε for each image, uniform in [0, 1)
 *     penalty = λ·mean (‖∂D(x̂) / ∂x̂‖ − 1)²
 *
 * Its gradient by the weights is a second derivative. tfjs has it through what saves only inputs and outputs for the backward pass:
 * stock convolutions, dense layers, leaky ReLU, ReLU, tanh, sums and means. Layers of this library with a gradient in closed form
 * (batch, group and layer norm, GELU, and so on) save more, and would be taken for constant: a critic must not contain them.
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

/** Added to the squared norm, whose root has no derivative at 0. */
const EPSILON = 1e-12;

/**
 * @param critic from images [B, H, W, C] to a number for each, [B, 1]
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
    const between = tf.add(tf.mul(real, shares), tf.mul(forged, tf.sub(1, shares)));
    const slopes = tf.grad((images: Tensor) => tf.sum(critic(images)))(between);
    const norms = tf.sqrt(tf.add(tf.sum(tf.square(slopes), slopes.shape.map((_, axis) => axis).slice(1)), EPSILON));
    return tf.mul<Scalar>(tf.mean(tf.square(tf.sub(norms, 1))), weight);
  });
}
