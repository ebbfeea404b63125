/**
 * Sigmoid and swish out of straight lines, cheap to compute:
 *
 *     hardSigmoid(x) = relu6(x + 3) / 6          0 below −3, 1 above 3
 *     hardSwish(x)   = x · hardSigmoid(x)
 *
 * As in PyTorch and Keras 3; the hardSigmoid of tfjs has the slope 1/5. At the corners the derivative of the first is 0, of the second
 * that of the outer side.
 *
 * A. Howard et al. (2019), "Searching for MobileNetV3", arXiv:1905.02244.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { elementwise } from './elementwise';

/** x → the same shape, element by element. */
export function hardSigmoid(x: Tensor): Tensor {
  return elementwise(line, (input) => tf.div(isBetween(input), 6))(x);
}

/** x → the same shape, element by element. */
export function hardSwish(x: Tensor): Tensor {
  const derivative = (input: Tensor) => tf.add(line(input), tf.mul(isBetween(input), tf.div(input, 6)));
  return elementwise((input) => tf.mul(input, line(input)), derivative)(x);
}

function line(x: Tensor): Tensor {
  return tf.clipByValue(tf.add(tf.div(x, 6), 0.5), 0, 1);
}

/** 1 where −3 < x < 3, else 0. */
function isBetween(x: Tensor): Tensor {
  return tf.cast(tf.less(tf.abs(x), 3), 'float32');
}
