/**
 * The gradient penalty of a Wasserstein critic, which must not be steeper than 1 anywhere between real and forged images:
 *
 *     x̂ = ε·x + (1 − ε)·G(z), one ε for each image, uniform in [0, 1)
 *     penalty = λ·mean (‖g‖ − 1)²,   g = ∂ΣD(x̂) / ∂x̂
 *
 * Its slope by the weights is a second derivative, here as exact as PyTorch's double backward, on every backend: of convolutions, dense
 * layers, average pooling, ReLU, leaky ReLU, ELU, GELU, tanh, sigmoid, and of this library's normalisations in training and inference
 * mode. Where there is none, as of max pooling and depthwise convolution, taking the gradient throws.
 *
 * Batch normalisation in training mode makes a slope depend on the other images of the batch, which the paper advises against, and its
 * moving averages take in x̂, too: layer or group normalisation have neither.
 *
 * I. Gulrajani, F. Ahmed, M. Arjovsky, V. Dumoulin, A. Courville (2017), "Improved training of Wasserstein GANs", arXiv:1704.00028.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Scalar, Tensor } from '@tensorflow/tfjs-core';
import { stream } from '../random/stream';
import { checkRange, checkSeed } from '../shapes/check';
import { checkTargets } from './loss';
import { withSecondDerivatives } from './secondDerivatives';

/** Options of {@link gradientPenalty}. */
export interface GradientPenaltyOptions {
  /** λ; default 10. */
  weight?: number;
  /** Of ε, an integer in [0, 2^32); another for each step. */
  seed: number;
}

/** Below it the norm of a slope, which has no derivative at 0, counts as constant. */
const SMALLEST = 1e-12;

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
    const between = detached(tf.add(tf.mul(real, shares), tf.mul(forged, tf.sub(1, shares))));
    const slopes = withSecondDerivatives(() => tf.grad((images: Tensor) => tf.sum(critic(images)))(between));
    const squares = tf.sum(tf.square(slopes), slopes.shape.map((_, axis) => axis).slice(1));
    const norms = tf.sqrt(tf.maximum(squares, SMALLEST));
    return tf.mul<Scalar>(tf.mean(tf.square(tf.sub(norms, 1))), weight);
  });
}

/** The same numbers as a constant: what a variable is set to is not differentiated. */
function detached(x: Tensor): Tensor {
  const variable = tf.variable(x, false);
  const copy = tf.customGrad((input) => ({ value: tf.clone(input as Tensor), gradFunc: (dy: Tensor) => dy }))(variable);
  variable.dispose();
  return copy;
}
