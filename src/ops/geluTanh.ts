/**
 * The approximation of GELU by tanh, as in GPT-2 and `approximate='tanh'` of PyTorch:
 *
 *     y = x/2 · (1 + tanh u),  u = √(2/π) · (x + 0.044715·x³)
 *     dy/dx = (1 + tanh u)/2 + x/2 · (1 − tanh² u) · u′
 *
 * D. Hendrycks, K. Gimpel (2016), "Gaussian error linear units", arXiv:1606.08415.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { elementwise } from './elementwise';

const SLOPE = Math.sqrt(2 / Math.PI);
const CUBIC = 0.044715;

/** x → the same shape, element by element. */
export function geluTanh(x: Tensor): Tensor {
  return elementwise((input) => tf.mul(tf.mul(input, 0.5), tf.add(tanhOf(input), 1)), derivative)(x);
}

function tanhOf(x: Tensor): Tensor {
  return tf.tanh(tf.mul(x, polynomial(x, CUBIC)));
}

/** √(2/π) · (1 + c·x²). */
function polynomial(x: Tensor, c: number): Tensor {
  return tf.add(tf.mul(tf.square(x), SLOPE * c), SLOPE);
}

function derivative(x: Tensor): Tensor {
  const t = tanhOf(x);
  const bend = tf.mul(tf.mul(x, polynomial(x, 3 * CUBIC)), tf.sub(1, tf.square(t)));
  return tf.mul(tf.add(tf.add(t, 1), bend), 0.5);
}
