import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { layers, model } from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { input } from 'tfjs-blocks/blocks';
import { batchNormalization } from 'tfjs-blocks/layers';
import { onEveryDevice } from '../contracts/devices';
import { expectClose, expectGradient, normal, valuesOf } from '../contracts/numeric';

const built = (channels: number, options = {}) => {
  const layer = batchNormalization(options);
  layer.apply(input([null, null, channels]));
  return layer;
};
const train = (layer: layers.Layer, x: Tensor) => layer.apply(x, { training: true }) as Tensor;
/** Moving mean and variance. */
const statistics = (layer: layers.Layer) => Promise.all(layer.getWeights().slice(-2).map(valuesOf));

onEveryDevice('batchNormalization', () => {
  it('moves its statistics by 1 − momentum, with the biased variance', async () => {
    const layer = built(1, { momentum: 0.9 });
    train(layer, tf.tensor4d([1, 3], [1, 1, 2, 1]));
    const [[mean], [variance]] = await statistics(layer);
    expect(mean).toBeCloseTo(0.2, 6);       // 0.9 · 0 + 0.1 · 2
    expect(variance).toBeCloseTo(1, 6);     // 0.9 · 1 + 0.1 · 1, not 0.1 · 2
  });

  it('uses its statistics at inference', () => {
    const layer = built(1, { epsilon: 1e-12 });
    layer.setWeights([tf.tensor1d([3]), tf.tensor1d([1]), tf.tensor1d([5]), tf.tensor1d([4])]);
    expectClose(layer.apply(tf.tensor4d([5, 9], [1, 1, 2, 1])) as Tensor, [1, 7]);
  });

  it.each([[true, true], [true, false], [false, true], [false, false]])(
    'does not move its statistics when it is frozen, or the model it is in: scale %s, center %s', async (scale, center) => {
    const x = normal([2, 4, 4, 3], 1);
    const layer = built(3, { scale, center });
    const inner = model({ inputs: layer.input, outputs: layer.output });
    expect(layer.weights).toHaveLength(2 + Number(scale) + Number(center));
    expect(layer.countParams()).toBe(3 * layer.weights.length);
    const before = await statistics(layer);
    layer.trainable = false;
    expectClose(train(layer, x), layer.apply(x) as Tensor, 0);
    expect(await statistics(layer)).toEqual(before);
    layer.trainable = true;
    inner.trainable = false;
    expectClose(inner.apply(x, { training: true }) as Tensor, layer.apply(x) as Tensor, 0);
    expect(await statistics(layer)).toEqual(before);
    inner.trainable = true;
    train(layer, x);
    expect(await statistics(layer)).not.toEqual(before);
  });

  it('has the gradient of finite differences in training and at inference', () => {
    const layer = built(3);
    expectGradient((x) => train(layer, x), normal([2, 4, 4, 3], 1));
    expectGradient((x) => layer.apply(x) as Tensor, normal([2, 4, 4, 3], 1));
  });

  it('normalises features without pixels', () => {
    const layer = batchNormalization({ epsilon: 1e-12 });
    layer.apply(input([1]));
    expectClose(train(layer, tf.tensor2d([1, 3], [2, 1])), [-1, 1]);
  });

  it('agrees with the layer of tfjs', () => {
    const [ours, stock] = [built(3, { momentum: 0.8 }), layers.batchNormalization({ momentum: 0.8 })];
    stock.apply(input([null, null, 3]));
    const x = normal([2, 8, 8, 3], 1);
    expectClose(train(ours, x), train(stock, x), 1e-4);
    ours.getWeights().forEach((weight, i) => expectClose(weight, stock.getWeights()[i]));
    expectClose(ours.apply(x) as Tensor, stock.apply(x) as Tensor, 1e-5);
  });

  it('leaves no tensor behind', () => {
    const [layer, x] = [built(3), normal([2, 4, 4, 3], 1)];
    const before = tf.memory().numTensors;
    train(layer, x).dispose();
    (layer.apply(x) as Tensor).dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('batchNormalization', () => {
  it('names bad options', () => {
    expect(() => batchNormalization({ momentum: 1 }))
      .toThrow('Invalid `momentum` in batchNormalization: expected a number in [0, 1), received 1.');
    expect(() => batchNormalization({ epsilon: 0 })).toThrow('Invalid `epsilon` in batchNormalization');
  });
});
