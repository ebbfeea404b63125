import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { input } from 'tfjs-blocks/blocks';
import { conv2d, layerNormalization } from 'tfjs-blocks/layers';
import { onEveryDevice } from '../contracts/devices';
import { expectClose, normal } from '../contracts/numeric';

onEveryDevice('conv2d', () => {
  it.each([{}, { strides: 2 }, { padding: 'valid' as const, kernelSize: 2 }, { dilationRate: 2 }, { useBias: false }])(
    'agrees with the layer of tfjs: %j', (options) => {
      const all = { filters: 4, kernelSize: 3, padding: 'same' as const, name: 'conv', ...options };
      const [ours, stock] = [conv2d(all), layers.conv2d(all)];
      [ours, stock].forEach((layer) => layer.apply(input([7, 8, 3])));
      const weights = stock.getWeights().map((weight, i) => normal(weight.shape, i));
      [ours, stock].forEach((layer) => layer.setWeights(weights));
      const x = normal([2, 7, 8, 3], 1);
      expectClose(ours.apply(x) as Tensor, stock.apply(x) as Tensor, 1e-4);
      expect(stock.getConfig()).toMatchObject(ours.getConfig());
    });

  it('computes no gradient to an input that nothing depends on', async () => {
    const layer = conv2d({ filters: 2, kernelSize: 3 });
    const x = normal([1, 4, 4, 3], 1);
    layer.apply(x);
    const { kernelNames } = await tf.profile(() => tf.variableGrads(() => tf.sum(layer.apply(x) as Tensor)).value);
    expect(kernelNames).toContain('Conv2DBackpropFilter');
    expect(kernelNames).not.toContain('Conv2DBackpropInput');
  });
});

describe('layerNormalization', () => {
  it('has a config before it is built', () => {
    expect(layerNormalization().getConfig()).toMatchObject({ axis: [-1] });
  });
});

describe('conv2d', () => {
  it('names bad options', () => {
    expect(() => conv2d({ filters: 0, kernelSize: 3 })).toThrow('Invalid `filters` in conv2d: expected a positive integer, received 0.');
    expect(() => conv2d({ filters: 1, kernelSize: 3, strides: 2, dilationRate: 2 })).toThrow('Invalid `dilationRate` in conv2d');
  });
});
