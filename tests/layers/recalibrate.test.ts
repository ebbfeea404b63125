import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { layers, model } from '@tensorflow/tfjs-layers';
import { expect, it } from 'vitest';
import { batchNorm, convBlock, input } from 'tfjs-blocks/blocks';
import { batchNormalization, recalibrate } from 'tfjs-blocks/layers';
import { onEveryDevice } from '../contracts/devices';
import { expectClose, normal, valuesOf } from '../contracts/numeric';

const normOf = () => {
  const x = input([null, null, 3]);
  return model({ inputs: x, outputs: batchNorm({ name: 'bn' })(x) });
};
const statistics = (net: layers.Layer) => net.getWeights().slice(-2).map((weight) => weight.clone());
/** Means and deviations far from those of the start, in batches of other sizes. */
const data = () => [[4, 5, 6, 3], [2, 5, 6, 3], [3, 2, 2, 3]].map((shape, i) => tf.tidy(() =>
  tf.add(tf.mul(normal(shape, i), tf.tensor1d([1, 2, 0.1 * (i + 1)])), tf.tensor1d([100, i, -5]))));

onEveryDevice('recalibrate', () => {
  it('sets mean and biased variance of all values of all batches', async () => {
    const net = normOf();
    const { mean, variance } = tf.moments(tf.concat(data().map((x) => tf.reshape(x, [-1, 3]))), 0);
    await recalibrate(net, data());
    const [movingMean, movingVariance] = statistics(net);
    expectClose(movingMean, mean, 1e-4);
    expectClose(tf.div(movingVariance, variance), [1, 1, 1], 1e-4);
  });

  it('reaches a norm with neither scale nor offset', async () => {
    const x = input([null, null, 3]);
    const norm = batchNormalization({ scale: false, center: false });
    const net = model({ inputs: x, outputs: norm.apply(x) as typeof x });
    await recalibrate(net, [tf.fill([1, 2, 2, 3], 8)]);
    expectClose(statistics(net)[0], [8, 8, 8]);
    net.trainable = false;
    await expect(recalibrate(net, [tf.zeros([1, 2, 2, 3])])).rejects.toThrow('Invalid `model` in recalibrate');
  });

  it('gives a network with one batch the output that it has in training, also where models are nested and batches come later', async () => {
    const x = input([8, 8, 3]);
    const y = convBlock({ filters: 4, seed: 1, name: 'a' })(x);
    const inner = model({ inputs: x, outputs: convBlock({ filters: 5, norm: { kind: 'batch', epsilon: 1e-5 }, seed: 1, name: 'b' })(y) });
    const outer = input([8, 8, 3]);
    const net = model({ inputs: outer, outputs: inner.apply(outer) as typeof outer });
    const images = normal([4, 8, 8, 3], 1);
    const expected = net.apply(images, { training: true }) as Tensor;
    async function* later() {
      yield tf.clone(images);
    }
    await recalibrate(net, later());
    expectClose(net.predict(images) as Tensor, expected, 1e-4);
  });

  it('leaves frozen layers, the weights and, afterwards, the moving averages as they were', async () => {
    const x = input([null, null, 3]);
    const [frozen, moving] = ['frozen', 'moving'].map((name) => batchNorm({ momentum: 0.5, name })(x));
    const net = model({ inputs: x, outputs: [frozen, moving] });
    net.getLayer('frozen').trainable = false;
    await recalibrate(net, data());
    expectClose(statistics(net.getLayer('frozen'))[0], [0, 0, 0], 0);
    expectClose(net.getLayer('moving').getWeights()[0], [1, 1, 1], 0);
    net.getLayer('moving').setWeights([tf.ones([3]), tf.zeros([3]), tf.zeros([3]), tf.ones([3])]);
    net.apply(tf.fill([1, 2, 2, 3], 8), { training: true });
    expectClose(statistics(net.getLayer('moving'))[0], [4, 4, 4]);
  });

  it('disposes of the batches and leaves no tensor behind, nor a change, where one does not fit', async () => {
    const net = normOf();
    await recalibrate(net, data());
    const [before, values] = [tf.memory().numTensors, await valuesOf(net.getWeights()[2])];
    await recalibrate(net, data());
    expect(tf.memory().numTensors).toBe(before);
    await expect(recalibrate(net, [tf.zeros([2, 2, 2, 3]), tf.zeros([2, 2])])).rejects.toThrow();
    expect(tf.memory().numTensors).toBe(before);
    expectClose(net.getWeights()[2], values, 0);
    net.apply(tf.fill([1, 2, 2, 3], 7), { training: true });
    expect(await valuesOf(net.getWeights()[2])).not.toEqual(values);
  });

  it('names a model without batch normalisation, and data without a batch', async () => {
    const x = input([3]);
    const dense = model({ inputs: x, outputs: layers.dense({ units: 1 }).apply(x) as typeof x, name: 'perceptron' });
    await expect(recalibrate(dense, [])).rejects.toThrow(
      'Invalid `model` in recalibrate: expected batch normalisation that is not frozen, received "perceptron".');
    await expect(recalibrate(normOf(), [])).rejects.toThrow('Invalid `batches` in recalibrate: expected at least one, received [].');
  });
});
