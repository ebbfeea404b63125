import * as tf from '@tensorflow/tfjs-core';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import { model } from '@tensorflow/tfjs-layers';
import { expect, it } from 'vitest';
import { input } from 'tfjs-blocks/blocks';
import { randomFourierFeatures } from 'tfjs-blocks/layers';
import { fourierFeatures } from 'tfjs-blocks/ops';
import type { Sym } from 'tfjs-blocks/shapes';
import { blockContract } from '../contracts/block';
import { onEveryDevice } from '../contracts/devices';
import { expectClose, expectGradient, normal } from '../contracts/numeric';

for (const trainable of [false, true]) {
  blockContract(`randomFourierFeatures ${trainable ? 'that learn their scale' : ''}`, {
    inputs: [[3]],
    block: (seed) => {
      const layer = randomFourierFeatures({ outputDim: 16, seed, trainable, name: 'features' });
      return (x) => layer.apply(x) as Sym;
    },
    output: [null, 16],
    ownClasses: ['RandomFourierFeatures'],
  });
}

/** The error that WebGPU and Vulkan allow the cosine of a number in [−π, π]. */
const COSINE_OF_GPUS = 2 ** -11;

onEveryDevice('randomFourierFeatures', (device) => {
  it('is the cosine computed by hand', () => {
    const y = fourierFeatures(tf.tensor2d([[1, 2]]), tf.tensor2d([[1, 0], [0, 3]]), tf.tensor1d([0, -1]), tf.tensor1d([2]));
    expectClose(y, [Math.cos(0.5), Math.cos(2)], device.startsWith('web') ? COSINE_OF_GPUS : 1e-6);
  });

  it('has the gradient of finite differences', () => {
    const [kernel, bias] = [normal([3, 5], 1) as Tensor2D, tf.tensor1d([0, 1, 2, 3, 4])];
    expectGradient((x) => fourierFeatures(x as Tensor2D, kernel, bias, tf.tensor1d([2])), normal([4, 3], 2));
  });

  it.each([undefined, 0.5])('has inner products near the Gaussian kernel, scale %s', (scale) => {
    const x = input([3]);
    const built = model({ inputs: x, outputs: randomFourierFeatures({ outputDim: 20000, scale, seed: 1 }).apply(x) as Sym });
    const points = tf.mul<Tensor2D>(normal([5, 3], 1), 0.7);
    const z = built.predict(points) as Tensor2D;
    const products = tf.mul(tf.matMul(z, z, false, true), 2 / 20000);
    const distances = tf.sum(tf.square(tf.sub(tf.expandDims(points, 0), tf.expandDims(points, 1))), 2);
    expectClose(products, tf.exp(tf.div(distances, -2 * (scale ?? Math.sqrt(3 / 2)) ** 2)), 0.03);
  });

  it('has the config and weights of Keras', () => {
    const layer = randomFourierFeatures({ outputDim: 4, scale: 2, name: 'features' });
    layer.apply(tf.zeros([1, 3]));
    expect(layer.getConfig()).toEqual({ name: 'features', trainable: false, outputDim: 4, kernelInitializer: 'gaussian', scale: 2 });
    expect(layer.weights.map(({ originalName }) => originalName)).toEqual(['features/unscaled_kernel', 'features/bias', 'features/kernel_scale']);
  });

  it('names bad options', () => {
    expect(() => randomFourierFeatures({ outputDim: 0 })).toThrow('Invalid `outputDim` in randomFourierFeatures: expected a positive integer, received 0.');
    expect(() => randomFourierFeatures({ outputDim: 1, scale: 0 })).toThrow('Invalid `scale` in randomFourierFeatures');
    expect(() => randomFourierFeatures({ outputDim: 1, seed: 0.5 })).toThrow('Invalid `seed` in randomFourierFeatures');
  });
});
