/**
 * Random Fourier features: a map into finitely many dimensions where the inner product is nearly the Gaussian (RBF) kernel.
 *
 *     z(x) = cos(x W / scale + b),   W ~ N(0, 1),  b ~ U[0, 2π),   D features
 *     2/D · z(x)·z(y) ≈ exp(−‖x − y‖² / (2·scale²)),   with an error of order 1/√D
 *
 * A linear model of z is thus a kernel machine of x, at a cost that does not grow with the samples.
 *
 * A. Rahimi, B. Recht (2007), "Random features for large-scale kernel machines", NIPS 20.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';

/**
 * @param x [B, C]
 * @param kernel W, [C, D]
 * @param bias b, [D]
 * @param scale one number, [1]: the distance over which the kernel falls to e^−½
 * @returns [B, D], in [−1, 1]
 * @example
 * fourierFeatures(tf.tensor2d([[1, 2]]), tf.randomNormal([2, 64]), tf.randomUniform([64], 0, 2 * Math.PI), tf.tensor1d([0.5]));
 */
export function fourierFeatures(x: Tensor2D, kernel: Tensor2D, bias: Tensor1D, scale: Tensor): Tensor2D {
  return tf.tidy(() => tf.cos(tf.add<Tensor2D>(tf.matMul(tf.div(x, scale), kernel), bias)));
}
