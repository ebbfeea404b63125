import * as tf from '@tensorflow/tfjs-core';
import { layers, model as layersModel } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from 'tfjs-blocks/backends';
import { convBlock, input } from 'tfjs-blocks/blocks';
import type { TorchNames } from 'tfjs-blocks/models';
import type { Sym } from 'tfjs-blocks/shapes';
import { loadTorchWeights, type NamedArray, readWeights } from 'tfjs-blocks/weights';
import golden from '../golden/torchWeights.json';
import { tensorOf } from '../contracts/golden';
import { expectClose } from '../contracts/numeric';

beforeAll(async () => { await useBackend('wasm'); });

const names: TorchNames = [
  [/^stem_conv$/, 'stem.0'], [/^stem_bn$/, 'stem.1'], [/^(depthwise|up)$/, '$1'], [/^grouped_conv$/, 'grouped'],
  [/^hidden$/, 'classifier.0'], [/^logits$/, 'classifier.2'],
];
const options = { names, prefix: 'net' };

const tensors = Object.fromEntries(Object.entries(golden.state).map(([name, { shape, values }]): [string, NamedArray] =>
  [name, { shape, data: Float32Array.from([values].flat()) }]));

function build() {
  const x = input([2, 3, 3]);
  const stem = convBlock({ filters: 4, kernelSize: [3, 5], norm: { kind: 'batch', epsilon: 1e-5 }, name: 'net_stem' })(x);
  const depthwise = layers.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2, padding: 'same', activation: 'relu', name: 'net_depthwise' });
  const up = layers.conv2dTranspose({ filters: 5, kernelSize: 2, strides: 2, name: 'net_up' });
  const grouped = convBlock({ filters: 10, kernelSize: 1, groups: 5, norm: 'none', activation: 'linear', name: 'net_grouped' });
  const images = grouped(up.apply(depthwise.apply(stem)) as Sym<readonly [null, 4, 6, 5]>);
  const flat = layers.dropout({ rate: 0.5 }).apply(layers.leakyReLU({ alpha: 1 }).apply(layers.flatten().apply(images)));
  const hidden = layers.dense({ units: 7, activation: 'relu', name: 'net_hidden' }).apply(flat);
  return layersModel({ inputs: x, outputs: layers.dense({ units: 3, name: 'net_logits' }).apply(hidden) as Sym });
}

describe('weights of PyTorch', () => {
  it('give its logits', () => {
    const model = build();
    const report = loadTorchWeights(model, tensors, options);
    expect(report.missing).toEqual([]);
    expect(report.unused).toEqual([]);
    expect(Object.keys(report.loaded)).toHaveLength(model.weights.length);
    expect(report.loaded['net_stem_bn/moving_variance']).toBe('stem.1.running_var');
    expectClose(model.predict(tensorOf(golden.x)) as tf.Tensor, golden.logits, 1e-5);
  });

  it('leave what does not fit, and name it', async () => {
    const model = build();
    const { 'stem.0.weight': kernel, ...rest } = tensors;
    const changed = { ...rest, 'classifier.2.bias': { shape: [4], data: new Float32Array(4) }, 'extra.weight': kernel };
    const before = await readWeights(model);
    expect(() => loadTorchWeights(model, changed, options))
      .toThrow('expected net_stem_conv/kernel [3,5,3,4] (stem.0.weight) and 1 more; received no such');
    expect(await readWeights(model)).toEqual(before);

    const report = loadTorchWeights(model, changed, { ...options, strict: false });
    expect(report.missing).toEqual(['net_stem_conv/kernel [3,5,3,4] (stem.0.weight)', 'net_logits/bias [3] (classifier.2.bias [4])']);
    expect(report.unused).toEqual(['classifier.2.bias', 'extra.weight']);
    const after = await readWeights(model);
    expect(after['net_stem_conv/kernel']).toEqual(before['net_stem_conv/kernel']);
    expect(after['net_up/bias']).not.toEqual(before['net_up/bias']);
  });

  it('of another length than their shape change nothing', async () => {
    const model = build();
    const before = await readWeights(model);
    const short = { ...tensors, 'classifier.2.bias': { shape: [3], data: new Float32Array(2) } };
    expect(() => loadTorchWeights(model, short, options)).toThrow('expected net_logits/bias [3] (classifier.2.bias [3])');
    expect(await readWeights(model)).toEqual(before);
  });

  it('need a prefix that fits', () => {
    expect(() => loadTorchWeights(build(), tensors, { names, prefix: 'resnet18' })).toThrow('Invalid `prefix` in loadTorchWeights');
  });

  it('leave no tensor behind', () => {
    const model = build();
    const { numTensors } = tf.memory();
    loadTorchWeights(model, tensors, options);
    expect(tf.memory().numTensors).toBe(numTensors);
  });
});
