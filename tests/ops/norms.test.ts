import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor1D } from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import { expect, it } from 'vitest';
import { layerNormalization } from 'tfjs-blocks/layers';
import { groupNorm, layerNorm } from 'tfjs-blocks/ops';
import { onEveryDevice } from '../contracts/devices';
import { tensorOf } from '../contracts/golden';
import { expectClose, expectGradient, normal } from '../contracts/numeric';
import golden from '../golden/layers.json';

type Normalize = (x: Tensor, gamma: Tensor1D, beta: Tensor1D) => Tensor;

onEveryDevice('normalisation', () => {
  it.each(golden.norms)('by $kind ($groups groups, epsilon $epsilon) is that of torch', ({ kind, groups, epsilon, ...row }) => {
    const normalize = (x: Tensor, gamma: Tensor, beta: Tensor) => kind === 'layer'
      ? layerNorm(x, gamma as Tensor1D, beta as Tensor1D, epsilon)
      : groupNorm(x, gamma as Tensor1D, beta as Tensor1D, groups, epsilon);
    const inputs = [row.x, row.gamma, row.beta].map(tensorOf) as [Tensor, Tensor, Tensor];
    expectClose(normalize(...inputs), row.output.values);
    const gradients = tf.grads(normalize)(inputs, tensorOf(row.dy));
    [row.dx, row.dgamma, row.dbeta].forEach((expected, i) => expectClose(gradients[i], expected.values, 2e-5));
  });

  it.each<[string, Normalize]>([
    ['groups', (x, gamma, beta) => groupNorm(x, gamma, beta, 2)],
    ['instances', (x, gamma, beta) => groupNorm(x, gamma, beta, 4)],
    ['layers', (x, gamma, beta) => layerNorm(x, gamma, beta)],
  ])('of %s has the gradient of finite differences for images, rows and vectors', (_, normalize) => {
    const [gamma, beta] = [normal([4], 2) as Tensor1D, normal([4], 3) as Tensor1D];
    for (const shape of [[2, 3, 5, 4], [3, 6, 4], [5, 4]]) {
      const x = normal(shape, 1);
      expectGradient((input) => normalize(input, gamma, beta), x, 4e-3, 3e-3);
      expectGradient((scale) => normalize(x, scale as Tensor1D, beta), gamma);
      expectGradient((offset) => normalize(x, gamma, offset as Tensor1D), beta);
    }
  });

  it('loses nothing where the mean is far from zero', () => {
    const x = tf.add(normal([2, 8, 8, 4], 1), 1000);
    for (const y of [groupNorm(x, tf.ones([4]), tf.zeros([4]), 1), layerNorm(x, tf.ones([4]), tf.zeros([4]))]) {
      const { mean, variance } = tf.moments(y);
      expectClose(mean, [0], 1e-3);
      expectClose(variance, [1], 1e-2);
    }
  });

  it('by layers is that of the layer of tfjs', () => {
    const [ours, stock] = [layerNormalization({ epsilon: 1e-3, name: 'norm' }), layers.layerNormalization({ epsilon: 1e-3, name: 'norm' })];
    const x = normal([2, 4, 3, 6], 1);
    [ours, stock].forEach((layer) => {
      layer.apply(x);
      layer.setWeights([normal([6], 2), normal([6], 3)]);
    });
    expectClose(ours.apply(x) as Tensor, stock.apply(x) as Tensor);
    const gradient = (layer: layers.Layer) => tf.grad((input) => tf.square(layer.apply(input) as Tensor))(x);
    expectClose(gradient(ours), gradient(stock), 1e-4);
    expect(stock.getConfig()).toMatchObject(ours.getConfig());
  });

  it('leaves no tensor behind', () => {
    const x = normal([2, 4, 4, 4], 1);
    const step = () => tf.dispose(tf.grad((input) => tf.add(
      groupNorm(input, tf.ones([4]), tf.zeros([4]), 2), layerNorm(input, tf.ones([4]), tf.zeros([4]))))(x));
    const before = tf.memory().numTensors;
    step();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('names groups that do not divide the channels', () => {
    expect(() => groupNorm(tf.ones([2, 3]), tf.ones([3]), tf.zeros([3]), 2))
      .toThrow('Invalid `groups` in groupNorm: expected a divisor of the 3 channels, received 2.');
  });
});
