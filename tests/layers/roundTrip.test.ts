/** Every layer of this library, saved and loaded again, is the same layer: its class, its numbers, its gradients, what it does in training. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { layers, type LayersModel, loadLayersModel, model, sequential, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from 'tfjs-blocks/backends';
import * as ours from 'tfjs-blocks/layers';
import { readWeights } from 'tfjs-blocks/weights';
import { loadModel, saveModel } from 'tfjs-blocks/weights/node';
import { input } from 'tfjs-blocks/blocks';
import { uniformTensor } from '../contracts/formula';
import { expectClose } from '../contracts/numeric';

let folder: string;
await useBackend('cpu');
beforeAll(async () => { folder = await mkdtemp(join(tmpdir(), 'round-')); });
afterAll(() => rm(folder, { recursive: true }));

const name = 'own';
const l2 = { className: 'L1L2', config: { l1: 0, l2: 0.5 } } as never;

/** One or several for each factory. */
const cases: Record<string, (() => layers.Layer)[]> = {
  adaptiveAveragePooling2d: [() => ours.adaptiveAveragePooling2d({ outputSize: [3, 2], name })],
  averagePooling2d: [
    () => ours.averagePooling2d({ poolSize: 3, strides: 2, padding: 'same', name }), () => ours.averagePooling2d({ padding: 'ceil', name }),
    () => ours.averagePooling2d({ poolSize: 3, padding: 'torch', name }),
  ],
  batchNormalization: [
    () => ours.batchNormalization({ momentum: 0.5, epsilon: 1e-2, gammaRegularizer: l2, name }),
    () => ours.batchNormalization({ scale: false, center: false, name }),
  ],
  bilinearResizing: [() => ours.bilinearResizing({ height: 3, width: 7, name })],
  bilinearUpsampling: [() => ours.bilinearUpsampling({ size: 2, name })],
  blurPooling2d: [() => ours.blurPooling2d({ kernelSize: 5, name })],
  channelPooling2d: [() => ours.channelPooling2d({ name })],
  conv2d: [
    () => ours.conv2d({ filters: 2, kernelSize: [3, 2], strides: 2, kernelRegularizer: l2, name }),
    () => ours.conv2d({ filters: 2, kernelSize: 3, dilationRate: 2, useBias: false, padding: 'valid', name }),
    () => ours.conv2d({ filters: 8, kernelSize: 3, groups: 2, name }),
  ],
  cropping2d: [() => ours.cropping2d({ cropping: [[1, 0], [0, 2]], name })],
  depthwiseConv2d: [
    () => ours.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2, depthwiseRegularizer: l2, name }),
    () => ours.depthwiseConv2d({ kernelSize: 3, dilationRate: 2, name }),
  ],
  dropPath: [() => ours.dropPath({ rate: 0.5, seed: 3, name })],
  dropout: [() => ours.dropout({ rate: 0.5, seed: 3, name })],
  geluTanh: [() => ours.geluTanh({ name })],
  globalMaxPooling2d: [() => ours.globalMaxPooling2d({ name })],
  groupNormalization: [() => ours.groupNormalization({ groups: 2, name }), () => ours.groupNormalization({ groups: -1, scale: false, name })],
  hardSigmoid: [() => ours.hardSigmoid({ name })],
  hardSwish: [() => ours.hardSwish({ name })],
  layerNormalization: [() => ours.layerNormalization({ epsilon: 1e-2, name })],
  maxPooling2d: [() => ours.maxPooling2d({ name }), () => ours.maxPooling2d({ poolSize: 3, strides: 2, padding: 'torch', name })],
  nearestUpsampling: [() => ours.nearestUpsampling({ size: 3, name })],
  prelu: [() => ours.prelu({ name })],
  randomFourierFeatures: [() => ours.randomFourierFeatures({ outputDim: 5, seed: 1, trainable: true, name })],
  spatialDropout2d: [() => ours.spatialDropout2d({ rate: 0.5, seed: 3, name })],
  spectralNormalization: [
    () => ours.spectralNormalization({ layer: ours.conv2d({ filters: 2, kernelSize: 3, name: 'in' }), powerIterations: 2, seed: 1, name }),
    () => ours.spectralNormalization({ layer: layers.dense({ units: 3, name: 'in' }), seed: 1, name }),
  ],
  sumPooling2d: [() => ours.sumPooling2d({ poolSize: 2, name })],
};

/** Of two maps. */
const merges: Record<string, () => layers.Layer> = {
  bilinearResizingLike: () => ours.bilinearResizingLike({ name }),
  openAddition: () => ours.openAddition({ name }),
  openConcatenation: () => ours.openConcatenation({ name }),
};

function netOf(build: () => layers.Layer, inputs: number): LayersModel {
  const maps = Array.from({ length: inputs }, () => input([8, 8, 4]));
  const net = model({ inputs: maps, outputs: build().apply(inputs === 1 ? maps[0] : maps) as SymbolicTensor });
  for (const weight of net.weights) weight.write(uniformTensor(weight.originalName, weight.shape as number[], 0.5, 1));
  return net;
}

const inner = (layer: layers.Layer) => (layer as unknown as { layer?: layers.Layer }).layer;

async function saved(net: LayersModel): Promise<LayersModel> {
  await saveModel(net, join(folder, net.name));
  return loadModel(join(folder, net.name));
}

/** Outputs of two training steps, the gradients of the first, the penalty, and what the weights are then. */
async function trained(net: LayersModel) {
  const inputs = net.inputs.map((_, i) => uniformTensor(`x${i}`, [2, 8, 8, 4], -1, 1));
  const x = inputs.length === 1 ? inputs[0] : inputs;
  ours.setStep(net, 5);
  const step = () => net.apply(x, { training: true }) as tf.Tensor;
  const { value, grads } = net.trainableWeights.length > 0
    ? tf.variableGrads(() => tf.sum(tf.square(step())) as tf.Scalar) : { value: tf.sum(tf.square(step())), grads: {} };
  const loss = net.layers.flatMap((layer) => layer.losses as (() => tf.Scalar)[]).map((penalty) => penalty());
  const weights = Object.entries(await readWeights(net)).sort(([a], [b]) => (a < b ? -1 : 1));
  return [value, ...Object.values(grads), step(), ...loss, ...weights.map(([, { data }]) => tf.tensor1d(data))];
}

function expectSame(loaded: LayersModel, built: LayersModel): void {
  const [a, b] = [loaded, built].map(({ layers: all }) => all.filter((layer) => layer.name === name || 'layers' in layer));
  expect(a.map((layer) => layer.constructor)).toEqual(b.map((layer) => layer.constructor));
  expect(a.map((layer) => inner(layer)?.constructor)).toEqual(b.map((layer) => inner(layer)?.constructor));
}

it('takes all layers there are', () => {
  const others = ['recalibrate', 'registerLayers', 'setStep'];
  expect([...Object.keys(cases), ...Object.keys(merges)].sort()).toEqual(Object.keys(ours).filter((key) => !others.includes(key)).sort());
});

describe('a saved layer', () => {
  const all = [
    ...Object.entries(cases).flatMap(([key, builds]) => builds.map((build, i) => [`${key} ${i}`, build, 1] as const)),
    ...Object.entries(merges).map(([key, build]) => [key, build, 2] as const),
  ];

  it.each(all)('comes back and trains as it did: %s', async (_, build, inputs) => {
    for (const freeze of [false, true]) {
      const built = netOf(build, inputs);
      if (freeze) for (const layer of built.layers) layer.trainable = false;
      const loaded = await saved(built);
      expectSame(loaded, built);
      expect(loaded.trainableWeights).toHaveLength(built.trainableWeights.length);
      const [after, expected] = [await trained(loaded), await trained(built)];
      expect(after).toHaveLength(expected.length);
      expected.forEach((value, i) => expectClose(after[i], value, 1e-5));
      expectSame(await saved(loaded), built);
    }
  });

  it('keeps a model frozen, and models within models', async () => {
    const norm = () => ours.batchNormalization({ name });
    for (const outer of [false, true]) {
      const part = netOf(norm, 1);
      const x = input([8, 8, 4]);
      const dropped = sequential({ layers: [layers.inputLayer({ inputShape: [8, 8, 4] }), ours.dropout({ rate: 0.5, seed: 1, name })] });
      const built = model({ inputs: x, outputs: part.apply(dropped.apply(x)) as SymbolicTensor });
      (outer ? built : part).trainable = false;
      const loaded = await saved(built);
      expectSame(loaded, built);
      const [a, b] = [loaded, built].map((net) => net.layers.at(-1) as LayersModel);
      expectSame(a, b);
      expect([loaded.trainableWeights.length, a.trainableWeights.length]).toEqual([built.trainableWeights.length, b.trainableWeights.length]);
      const [after, expected] = [await trained(loaded), await trained(built)];
      expected.forEach((value, i) => expectClose(after[i], value, 1e-5));
    }
  });

  it('is calibrated again', async () => {
    const loaded = await saved(netOf(() => ours.batchNormalization({ name }), 1));
    await ours.recalibrate(loaded, [uniformTensor('x', [2, 8, 8, 4], 5, 6)]);
    expect((await readWeights(loaded))['own/moving_mean'].data[0]).toBeGreaterThan(4.9);
  });

  it('leaves what tfjs makes of it, and of layers that are tfjs\'s', async () => {
    const x = input([8, 8, 4]);
    const stock = [layers.conv2d({ filters: 2, kernelSize: 1, activation: 'relu', name: 'stock' }), layers.batchNormalization({}), layers.dropout({ rate: 0.5 })];
    const built = model({ inputs: x, outputs: stock.reduce((y, layer) => layer.apply(y) as SymbolicTensor, ours.dropout({ rate: 0.5, name }).apply(x) as SymbolicTensor) });
    const loaded = await saved(built);
    expect(loaded.layers.map((layer) => layer.constructor)).toEqual(built.layers.map((layer) => layer.constructor));

    let artifacts: tf.io.ModelArtifacts | undefined;
    await loaded.save(tf.io.withSaveHandler(async (given) => {
      artifacts = given;
      return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
    }));
    const plain = await loadLayersModel(tf.io.fromMemory(artifacts!));
    expect(plain.getLayer(name).constructor).toBe(stock[2].constructor);
  });
});
