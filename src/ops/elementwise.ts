/** Functions of single numbers with their derivative in closed form: the backward pass keeps x and nothing else. */
import * as tf from '@tensorflow/tfjs-core';
import type { GradSaveFunc, Tensor } from '@tensorflow/tfjs-core';

type Elementwise = (x: Tensor) => Tensor;

/** f, with the derivative given. */
export function elementwise(f: Elementwise, derivative: Elementwise): Elementwise {
  return tf.customGrad((...inputs) => {
    const [x, save] = inputs as [Tensor, GradSaveFunc];
    const value = f(x);
    save([x]);     // last: what is saved before an error is never freed
    return { value, gradFunc: (dy: Tensor, [saved]: Tensor[]) => tf.tidy(() => tf.mul(dy, derivative(saved))) };
  });
}
