/** What loading from Keras does beside renaming; whole nets are in tests/models/keras.test.ts. */
import * as tf from '@tensorflow/tfjs-core';
import { layers, model, sequential, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from 'tfjs-blocks/backends';
import { convBlock, depthwiseConv, input } from 'tfjs-blocks/blocks';
import { loadKerasWeights, type NamedArray, readWeights } from 'tfjs-blocks/weights';
import { uniform } from '../contracts/formula';
import { expectClose } from '../contracts/numeric';

beforeAll(async () => { await useBackend('cpu'); });

const array = (name: string, ...shape: number[]): NamedArray =>
  ({ shape, data: uniform(name, tf.util.sizeFromShape(shape), 0.5, 1) });

/** A convolution, its norm, and a depthwise convolution. */
function build() {
  const x = input([6, 5, 3]);
  const y = depthwiseConv({ norm: 'none', activation: 'linear', name: 'depth' })(convBlock({ filters: 4, activation: 'linear', name: 'net_stem' })(x));
  return model({ inputs: x, outputs: y });
}
const depth = { 'depth_conv/kernel': array('d', 3, 3, 4, 1), 'depth_conv/bias': array('e', 4) };
const norm = { 'net_stem_bn/moving_mean': array('m', 4), 'net_stem_bn/moving_variance': array('v', 4) };
const stem = { 'net_stem_conv/kernel': array('k', 3, 3, 3, 4), 'net_stem_bn/gamma': array('g', 4), 'net_stem_bn/beta': array('b', 4) };

describe('weights of Keras', () => {
  it('need no names where the layers are called the same', async () => {
    const net = build();
    const tensors = { ...stem, ...norm, ...depth };
    const report = loadKerasWeights(net, tensors);
    expect([report.missing, report.unused]).toEqual([[], []]);
    expect(report.loaded['depth_conv/depthwise_kernel']).toBe('depth_conv/kernel');
    expect(Object.values(report.loaded).sort()).toEqual(Object.keys(tensors).sort());
    expect((await readWeights(net))['net_stem_bn/moving_mean']).toEqual(norm['net_stem_bn/moving_mean']);
  });

  it('lose the bias before a norm to its moving mean, and have γ = 1 and β = 0 where there are none', () => {
    const net = build();
    const { 'net_stem_conv/kernel': kernel } = stem;
    const bias = array('bias', 4);
    const report = loadKerasWeights(net, { 'net_stem_conv/kernel': kernel, 'net_stem_conv/bias': bias, ...norm, ...depth });
    expect([report.missing, report.unused]).toEqual([[], []]);

    const x = input([6, 5, 3]);
    const biased = layers.conv2d({ filters: 4, kernelSize: 3, padding: 'same', name: 'net_stem_conv' }).apply(x);
    const normal = layers.batchNormalization({ scale: false, center: false, name: 'net_stem_bn' }).apply(biased);
    const last = layers.depthwiseConv2d({ kernelSize: 3, padding: 'same', name: 'depth_conv' }).apply(normal) as SymbolicTensor;
    const keras = model({ inputs: x, outputs: last });
    keras.getLayer('net_stem_conv').setWeights([tf.tensor(kernel.data, [3, 3, 3, 4]), tf.tensor(bias.data)]);
    keras.getLayer('net_stem_bn').setWeights(Object.values(norm).map(({ data }) => tf.tensor(data)));
    keras.getLayer('depth_conv').setWeights([tf.tensor(depth['depth_conv/kernel'].data, [3, 3, 4, 1]), tf.tensor(depth['depth_conv/bias'].data)]);
    const images = tf.tensor(uniform('x', 90), [1, 6, 5, 3]);
    expectClose(net.predict(images) as tf.Tensor, keras.predict(images) as tf.Tensor, 1e-4);
  });

  it('count that bias for no key left', () => {
    const x = input([6, 5, 3]);
    const y = convBlock({ filters: 4, name: 'net_stem' })(x);
    const head = sequential({ name: 'head', layers: [layers.conv2d({ filters: 1, kernelSize: 1, inputShape: [6, 5, 4], name: 'own' })] });
    const tensors = { ...stem, ...norm, 'net_stem_conv/bias': array('bias', 4) };
    const report = loadKerasWeights(
      model({ inputs: x, outputs: head.apply(y) as SymbolicTensor }), tensors, { names: [[/^stem/, 'net_stem']], prefix: 'net' },
    );
    expect([report.missing, report.unused]).toEqual([[], []]);
  });

  it('are refused in words where they or the names are none', () => {
    expect(() => loadKerasWeights(build(), undefined as never)).toThrow('Invalid `tensors` in loadKerasWeights');
    expect(() => loadKerasWeights(build(), stem, { names: [/^stem/] as never })).toThrow('Invalid `names` in loadKerasWeights');
    expect(() => loadKerasWeights(build(), stem, null as never)).toThrow('Invalid `options` in loadKerasWeights: expected an object, received null.');
  });

  it('keep a bias that no norm takes away again', () => {
    const x = input([6, 5, 3]);
    const y = convBlock({ filters: 4, norm: { kind: 'layer' }, activation: 'linear', name: 'net_stem' })(x);
    const { 'net_stem_bn/gamma': gamma, 'net_stem_bn/beta': beta, ...kernel } = stem;
    const report = loadKerasWeights(
      model({ inputs: x, outputs: y }), { ...kernel, 'net_stem_ln/gamma': gamma, 'net_stem_ln/beta': beta, 'net_stem_conv/bias': array('bias', 4) },
    );
    expect(report.unused).toEqual(['net_stem_conv/bias']);
  });

  it('are named where they do not fit, and change nothing then', async () => {
    const net = build();
    const before = await readWeights(net);
    const changed = { ...stem, ...norm, 'depth_conv/bias': array('e', 5), other: array('o', 1) };
    expect(() => loadKerasWeights(net, changed)).toThrow(
      'Invalid tensors in loadKerasWeights: expected depth_conv/depthwise_kernel [3,3,4,1] (depth_conv/kernel) and 1 more; received no such.');
    expect(() => loadKerasWeights(net, changed, { prefix: 'resnet50' })).toThrow('Invalid `prefix` in loadKerasWeights');
    expect(await readWeights(net)).toEqual(before);
    const { numTensors } = tf.memory();
    const report = loadKerasWeights(net, changed, { strict: false });
    expect(report.missing).toEqual(['depth_conv/depthwise_kernel [3,3,4,1] (depth_conv/kernel)', 'depth_conv/bias [4] (depth_conv/bias [5])']);
    expect(report.unused).toEqual(['depth_conv/bias', 'other']);
    expect(tf.memory().numTensors).toBe(numTensors);
  });

  it('come from a model that tfjs loaded, too', async () => {
    const [from, to] = [build(), build()];
    loadKerasWeights(to, await readWeights(from));
    expect(await readWeights(to)).toEqual(await readWeights(from));
  });
});
