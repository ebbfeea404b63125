/**
 * Gradients that can be differentiated again. Those of tfjs cannot where they
 * - compare, as that of leaky ReLU does: tfjs has no gradient of a comparison, though it is 0;
 * - keep their result, as that of tanh does: the second derivative takes it as constant, and is wrong without a word;
 * - are made by a kernel of their own, as that of average pooling.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { GradConfig, Tensor, Tensor4D } from '@tensorflow/tfjs-core';

/** f(x) with its derivative, made of x alone. */
const ofInput = (kernelName: string, derivative: (x: Tensor) => Tensor): GradConfig => ({
  kernelName, inputsToSave: ['x'], gradFunc: (dy, [x]) => ({ x: () => tf.mul(dy as Tensor, derivative(x)) }),
});

const comparison = (kernelName: string): GradConfig => ({
  kernelName, inputsToSave: ['a', 'b'], gradFunc: (_, [a, b]) => ({ a: () => tf.zerosLike(a), b: () => tf.zerosLike(b) }),
});

const gradients: GradConfig[] = [
  ...['Equal', 'Greater', 'GreaterEqual', 'Less', 'LessEqual', 'LogicalAnd', 'NotEqual'].map(comparison),
  ofInput('Tanh', (x) => tf.sub(1, tf.square(tf.tanh(x)))),
  ofInput('Sigmoid', (x) => tf.mul(tf.sigmoid(x), tf.sigmoid(tf.neg(x)))),
  ofInput('Exp', tf.exp),
  ofInput('Elu', (x) => tf.exp(tf.minimum(x, 0))),
  {
    kernelName: 'AvgPoolGrad', inputsToSave: ['input'],     // the transpose of a linear map
    gradFunc: (dy, [input], attrs) => {
      const { filterSize, strides, pad } = attrs as unknown as { filterSize: [number, number]; strides: [number, number]; pad: 'same' };
      return { dy: () => tf.avgPool(dy as Tensor4D, filterSize, strides, pad), input: () => tf.zerosLike(input) };
    },
  },
];

/** What `run` computes on the tape has these gradients; what comes later has those of tfjs again. */
export function withSecondDerivatives<T>(run: () => T): T {
  const stock = gradients.map(({ kernelName }) => tf.getGradient(kernelName));
  const replaceAll = (by: readonly (GradConfig | undefined)[]) => gradients.forEach(({ kernelName }, i) => {
    if (tf.getGradient(kernelName)) tf.unregisterGradient(kernelName);
    if (by[i]) tf.registerGradient(by[i]);
  });
  replaceAll(gradients);
  try {
    return run();
  } finally {
    replaceAll(stock);
  }
}
