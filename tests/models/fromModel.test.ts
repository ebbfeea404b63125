/** A model as a backbone. The real MobileNet is read where it lies; where it is not, its tests are left out. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { layers, type LayersModel, model as layersModel, regularizers, sequential, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { useBackend } from 'tfjs-blocks/backends';
import { input } from 'tfjs-blocks/blocks';
import { imageTensor } from 'tfjs-blocks/data';
import { decodeImage } from 'tfjs-blocks/data/node';
import { backboneOf, classifier, mobilenetV2, unetWith } from 'tfjs-blocks/models';
import { loadModel } from 'tfjs-blocks/weights/node';
import { onEveryDevice } from '../contracts/devices';
import { expectClose, normal, valuesOf } from '../contracts/numeric';

const data = resolve(import.meta.dirname, '../../../shared/data');

/** Two stages of tfjs's own layers, an addition and a model within the model. */
function stock(): LayersModel {
  const x: SymbolicTensor = input([16, 16, 3]);
  const conv = (filters: number, strides: number, name: string) =>
    layers.conv2d({ filters, kernelSize: 3, strides, padding: 'same', useBias: false, name });
  const half = layers.batchNormalization({ name: 'half_bn' }).apply(conv(4, 2, 'half').apply(x));
  const relu = layers.activation({ activation: 'relu', name: 'half_relu' }).apply(half) as SymbolicTensor;
  const inner = sequential({ name: 'inner' });
  inner.add(layers.inputLayer({ inputShape: [8, 8, 4] }));
  inner.add(conv(4, 1, 'conv'));
  inner.add(layers.batchNormalization({ scale: false, name: 'bn' }));
  const sum = layers.add({ name: 'sum' }).apply([relu, inner.apply(relu) as SymbolicTensor]) as SymbolicTensor;
  const quarter = conv(6, 2, 'quarter').apply(sum) as SymbolicTensor;
  const net = layersModel({ inputs: x, outputs: layers.flatten({ name: 'flat' }).apply(quarter) as SymbolicTensor, name: 'stock' });
  net.layers.filter(({ name }) => name !== 'inner').forEach((layer, i) => setRandom(layer, i));
  inner.layers.forEach((layer, i) => setRandom(layer, 100 + i));
  return net;
}

function setRandom(layer: layers.Layer, seed: number): void {
  layer.setWeights(layer.weights.map(({ shape, originalName }, i) =>
    (/variance/.test(originalName) ? tf.fill(shape as number[], 1.5) : normal(shape as number[], 10 * seed + i))));
}

const moments = (net: LayersModel) => Promise.all(net.weights.filter(({ originalName }) => /moving/.test(originalName)).map((w) => valuesOf(w.read())));

/** A model of the maps of the backbone. */
function mapsOf(net: LayersModel, cuts: string[], options = {}) {
  const x: SymbolicTensor = input(net.inputs[0].shape.slice(1));
  return layersModel({ inputs: x, outputs: backboneOf(net, cuts, options)(x) as readonly SymbolicTensor[] as SymbolicTensor[] });
}

onEveryDevice('backboneOf', () => {
  it('gives what the layers of the model give', () => {
    const net = stock();
    const cut = layersModel({ inputs: net.inputs, outputs: ['half_relu', 'sum', 'quarter'].map((name) => net.getLayer(name).output as SymbolicTensor) });
    const ours = mapsOf(net, ['half_relu', 'sum', 'quarter']);
    const images = normal([2, 16, 16, 3], 1);
    const [expected, received] = [cut, ours].map((built) => built.predict(images) as Tensor[]);
    received.forEach((map, i) => expectClose(map, expected[i], 1e-4));
    expect(ours.layers.map(({ name }) => name)).toContain('stock_inner_bn');
  });

  it.each([true, false])('moves the statistics of batch normalisation only where it is trainable: %s', async (trainable) => {
    const net = stock();
    const ours = mapsOf(net, ['quarter'], { trainable });
    const [before, source] = [await moments(ours), await moments(net)];
    expect(before).toHaveLength(4);
    ours.apply(normal([2, 16, 16, 3], 1), { training: true });
    if (trainable) (await moments(ours)).forEach((values, i) => expect(values).not.toEqual(before[i]));
    else expect(await moments(ours)).toEqual(before);
    expect(await moments(net)).toEqual(source);
    expect(ours.trainableWeights.length > 0).toBe(trainable);
  });

  it('trains a head and nothing else', async () => {
    const net = stock();
    const x = input([16, 16, 3]);
    const top = classifier({ backbone: backboneOf(net, ['half_relu', 'quarter']), classes: 2, seed: 1 })(x);
    const ours = layersModel({ inputs: x, outputs: top });
    expect(ours.trainableWeights.map(({ originalName }) => originalName)).toEqual(['stock_logits/kernel', 'stock_logits/bias']);
    const values = () => Promise.all(ours.weights.map((weight) => valuesOf(weight.read())));
    const before = await values();
    ours.compile({ optimizer: tf.train.sgd(0.1), loss: (targets, logits) => tf.losses.softmaxCrossEntropy(targets, logits) });
    await ours.fit(normal([4, 16, 16, 3], 1), tf.oneHot([0, 1, 0, 1], 2), { epochs: 2, verbose: 0 });
    const changed = (await values()).map((value, i) => (String(value) === String(before[i]) ? '' : ours.weights[i].originalName)).filter(Boolean);
    expect(changed).toEqual(['stock_logits/kernel', 'stock_logits/bias']);
  });

  it('shares its weights where it is applied twice, and keeps those of the model apart', async () => {
    const net = stock();
    const backbone = backboneOf(net, ['quarter'], { name: 'copy' });
    const x: SymbolicTensor = input([16, 16, 3]);
    const [one, two] = [backbone(x), backbone(x)].map(([outputs]) => layersModel({ inputs: x, outputs: outputs as SymbolicTensor }));
    expect(new Set([...one.weights, ...two.weights].map(({ id }) => id)).size).toBe(one.weights.length);
    const images = normal([1, 16, 16, 3], 1);
    const before = await valuesOf(one.predict(images) as Tensor);
    net.dispose();
    expectClose(two.predict(images) as Tensor, before, 0);
  });

  it('copies a net of ours and feeds a decoder', () => {
    const x: SymbolicTensor = input([32, 32, 3]);
    const source = layersModel({ inputs: x, outputs: mobilenetV2({ width: 0.1, seed: 1 })(x).at(-1) as SymbolicTensor, name: 'net' });
    const cuts = ['stage0_0_project_bn', 'stage1_1_add', 'stage2_2_add'].map((name) => `mobilenetV2_${name}`);
    const encoder = backboneOf(source, cuts);
    expect(encoder.strides).toEqual([2, 4, 8]);
    const images = normal([1, 32, 32, 3], 1);
    const map = layersModel({ inputs: x, outputs: source.getLayer(cuts[2]).output as SymbolicTensor }).predict(images) as Tensor;
    expectClose(mapsOf(source, cuts.slice(2)).predict(images) as Tensor, map, 1e-6);
    expect(unetWith({ encoder, filters: 2 })(input([64, 32, 3])).shape).toEqual([null, 64, 32, 1]);
  });
});

await useBackend('cpu');

describe('what backboneOf copies', () => {
  const x: SymbolicTensor = input([8, 8, 3]);
  const l2 = regularizers.l2({ l2: 0.5 });
  const parts = [
    layers.conv2d({ filters: 2, kernelSize: 3, padding: 'same', kernelRegularizer: l2, name: 'logits' }),
    layers.batchNormalization({ center: false, gammaRegularizer: l2, name: 'scaled' }),
    layers.batchNormalization({ scale: false, center: false, name: 'plain' }),
    layers.maxPooling2d({ poolSize: 2, name: 'pool' }),
  ];
  const net = layersModel({ inputs: x, outputs: parts.reduce((y, layer) => layer.apply(y) as SymbolicTensor, x), name: 'net' });

  it('has the weights and penalties of the model, and no others', async () => {
    const [copied] = backboneOf(net, ['pool'], { trainable: true })(input([8, 8, 3]));
    const ours = layersModel({ inputs: x, outputs: backboneOf(net, ['pool'], { trainable: true })(x as never)[0] as SymbolicTensor });
    expect(copied.shape).toEqual([null, 4, 4, 2]);
    const last = ({ originalName }: { originalName: string }) => originalName.split('/')[1];
    expect(ours.weights.map(last).sort()).toEqual(net.weights.map(last).sort());
    const penalties = (built: LayersModel) => built.layers.flatMap(({ losses }) => losses as (() => tf.Scalar)[]).map((loss) => loss().dataSync()[0]);
    expect(penalties(ours)).toEqual(penalties(net));
    const before = await moments(ours);
    ours.apply(normal([2, 8, 8, 3], 1), { training: true });
    (await moments(ours)).forEach((values, i) => expect(values).not.toEqual(before[i]));
  });

  it('does not take the names of a head', () => {
    const start: SymbolicTensor = input([8, 8, 3]);
    const top = classifier({ backbone: backboneOf(net, ['pool']), classes: 2 })(start as never);
    const names = layersModel({ inputs: start, outputs: top }).layers.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['net_copy_pool', 'net_pool', 'net_copy_logits', 'net_logits']));
  });

  it('is named where it is missing or no model', () => {
    expect(() => backboneOf(net, [])).toThrow('Invalid `cuts` in backboneOf: expected the names of one layer or more, received [].');
    expect(() => backboneOf(undefined as never, ['pool'])).toThrow('Invalid `model` in backboneOf: expected a LayersModel, received undefined.');
    const twice = layers.conv2d({ filters: 3, kernelSize: 1, name: 'twice' });
    const shared = layersModel({ inputs: x, outputs: twice.apply(twice.apply(x)) as SymbolicTensor, name: 'shared' });
    expect(() => backboneOf(shared, ['twice'])).toThrow('Invalid `cuts[0]` in backboneOf: expected the name of a layer of shared with one result');
  });
});

describe('backboneOf', () => {
  const bad = (net: LayersModel, ...cuts: string[]) => () => backboneOf(net, cuts);

  it('names bad models and layers', () => {
    const net = stock();
    expect(bad(net, 'third')).toThrow('Invalid `cuts[0]` in backboneOf: expected the name of a layer of stock with one result [B, H, W, C], received "third".');
    expect(bad(net, 'half', 'flat')).toThrow('Invalid `cuts[1]` in backboneOf');
    expect(bad(net, 'quarter', 'half')).toThrow('Invalid `cuts` in backboneOf: expected layers from the finest to the coarsest result, received [4,2].');
    const x: SymbolicTensor = input([null, null, 3]);
    const open = layersModel({ inputs: x, outputs: layers.conv2d({ filters: 1, kernelSize: 1, name: 'conv' }).apply(x) as SymbolicTensor });
    expect(bad(open, 'conv')).toThrow('Invalid `model` in backboneOf: expected one input of known height and width, received [[null,null,null,3]].');
    const image: SymbolicTensor = input([4, 4, 3]);
    const rows = layersModel({ inputs: image, outputs: layers.batchNormalization({ axis: 1, name: 'bn' }).apply(image) as SymbolicTensor });
    expect(() => backboneOf(rows, ['bn'])(image as never)).toThrow('Invalid `model` in backboneOf: expected batch normalisation over the last axis, received 1.');
  });
});

const mobilenet = join(data, 'mobilenet_v1_025_224');
const present = existsSync(mobilenet);
describe.skipIf(!present)(`MobileNet v1 0.25 as a backbone${present ? '' : ' (skipped: it is not in ../shared/data)'}`, () => {
  it('sees what the model sees in a photo', async () => {
    const net = await loadModel(mobilenet);
    const backbone = backboneOf(net, ['conv_pw_5_relu', 'conv_pw_11_relu', 'conv_pw_13_relu']);
    expect(backbone.strides).toEqual([8, 16, 32]);
    const image = await decodeImage(join(data, 'natural_images/tfjs_image05.jpg'), { channels: 3, size: [224, 224] });
    const images = imageTensor([{ id: 'photo', image }]);
    const probabilities = net.predict(images) as Tensor;
    expect(tf.argMax(probabilities, -1).dataSync()[0]).toBe(985);
    const cut = layersModel({ inputs: net.inputs, outputs: net.getLayer('conv_pw_13_relu').output as SymbolicTensor });
    const ours = mapsOf(net, ['conv_pw_13_relu']);
    expectClose(ours.predict(images) as Tensor, cut.predict(images) as Tensor, 1e-4);
    const before = await moments(ours);
    ours.apply(images, { training: true });
    expect(await moments(ours)).toEqual(before);
  });
});
