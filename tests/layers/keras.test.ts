/** Layers with a namesake in Keras 3: class name, config and numbers, against tests/reference/keras_layers.py. */
import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, layers, loadLayersModel, model } from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { input } from 'tfjs-blocks/blocks';
import {
  adaptiveAveragePooling2d, batchNormalization, conv2d, cropping2d, depthwiseConv2d, dropout, globalMaxPooling2d, groupNormalization,
  layerNormalization, nearestUpsampling, prelu, spatialDropout2d, spectralNormalization,
} from 'tfjs-blocks/layers';
import golden from '../golden/kerasLayers.json';
import { onEveryDevice } from '../contracts/devices';
import { uniformTensor } from '../contracts/formula';
import { expectClose } from '../contracts/numeric';

type Name = keyof typeof golden.layers;
const name = 'own';
const own: Record<Name, () => layers.Layer> = {
  groupNormalization: () => groupNormalization({ groups: 3, name }),
  'groupNormalization without offset': () => groupNormalization({ groups: 2, epsilon: 1e-2, center: false, name }),
  'groupNormalization without scale': () => groupNormalization({ groups: -1, scale: false, name }),
  layerNormalization: () => layerNormalization({ epsilon: 1e-2, name }),
  batchNormalization: () => batchNormalization({ scale: false, name }),
  'spectralNormalization of conv2d': () =>
    spectralNormalization({ layer: conv2d({ filters: 3, kernelSize: 3, name: 'conv' }), powerIterations: 2, name }),
  'spectralNormalization of dense': () => spectralNormalization({ layer: layers.dense({ units: 3, name: 'dense' }), name }),
  spatialDropout2d: () => spatialDropout2d({ rate: 0.25, seed: 3, name }),
  'spatialDropout2d without seed': () => spatialDropout2d({ rate: 0.25, name }),
  dropout: () => dropout({ rate: 0.25, name }),
  adaptiveAveragePooling2d: () => adaptiveAveragePooling2d({ outputSize: [3, 2], name }),
  globalMaxPooling2d: () => globalMaxPooling2d({ name }),
  depthwiseConv2d: () => depthwiseConv2d({ kernelSize: [3, 2], depthMultiplier: 2, name }),
  'dilated depthwiseConv2d': () => depthwiseConv2d({ kernelSize: 3, dilationRate: 2, name }),
  conv2d: () => conv2d({ filters: 4, kernelSize: 3, strides: 2, useBias: false, name }),
  'grouped conv2d': () => conv2d({ filters: 4, kernelSize: 3, groups: 2, name }),
  prelu: () => prelu({ name }),
  upsampling: () => nearestUpsampling({ name }),
  cropping2d: () => cropping2d({ cropping: [[1, 2], [0, 1]], name }),
};

/** Where tfjs has a layer of Keras's name that would compute something else, or fail, ours has another name. */
const renamed: Partial<Record<Name, string>> = {
  'dilated depthwiseConv2d': 'DilatedDepthwiseConv2D', 'grouped conv2d': 'GroupedConv2D', cropping2d: 'OpenCropping2D',
};

interface Topology {
  config: { layers: { class_name: string; config: { [key: string]: unknown } }[] };
}

function modelOf(key: Name): LayersModel {
  const x = input(golden.layers[key].shape.slice(1));
  return model({ inputs: x, outputs: own[key]().apply(x) as typeof x });
}

function topologyOf(built: LayersModel): Topology {
  return built.toJSON(null, false) as unknown as Topology;
}

/** Without what tfjs's dense layer writes otherwise than Keras: initializers, which a file with weights does not need, and a key of its own. */
function ofOurs(config: object): object {
  const others = Object.entries(config).filter(([key]) => !/initializer$|^activity_regularizer$/.test(key));
  return Object.fromEntries(others.map(([key, value]: [string, unknown]) =>
    [key, value && typeof value === 'object' && !Array.isArray(value) ? ofOurs(value) : value]));
}

/** What Keras computed: the weights have the shapes and, but for `depthwise_`, the names that they have there. */
function expectOutput(built: LayersModel, key: Name): void {
  const { shape, training, output, outputShape } = golden.layers[key];
  for (const weight of built.weights) {
    weight.write(uniformTensor(`${key}/${weight.originalName.replace(/.*\/(depthwise_)?/, '')}`, weight.shape as number[], 0.5, 1));
  }
  const y = built.apply(uniformTensor(`${key}/x`, shape), { training }) as tf.Tensor;
  expect(y.shape).toEqual(outputShape);
  expectClose(y, output, 2e-5);
}

const keys = Object.keys(own) as Name[];

onEveryDevice('as in Keras 3', () => {
  it.each(keys)('%s has class name, config and numbers', (key) => {
    const built = modelOf(key);
    const { class_name: className, config } = topologyOf(built).config.layers[1];
    expect(className).toBe(renamed[key] ?? golden.layers[key].className);
    expect(golden.layers[key].config).toMatchObject(ofOurs(config));
    expectOutput(built, key);
  });

  it.each(keys.filter((key) => !renamed[key]))('%s loads from the config of Keras', async (key) => {
    const topology = topologyOf(modelOf(key));
    topology.config.layers[1].config = golden.layers[key].config;
    const loaded = await loadLayersModel(tf.io.fromMemory({ modelTopology: topology }));
    expect(loaded.layers[1].getClassName()).toBe(golden.layers[key].className);
    expectOutput(loaded, key);
  });
});

describe('a config of Keras that is not ours', () => {
  it.each([
    ['groupNormalization', { axis: 1 }, 'Invalid `axis` in groupNormalization'],
    ['adaptiveAveragePooling2d', { data_format: 'channels_first' }, 'Invalid `dataFormat` in adaptiveAveragePooling2d'],
    ['spatialDropout2d', { data_format: 'channels_first' }, 'Invalid `dataFormat` in spatialDropout2d'],
  ] as const)('is refused: %s %j', async (key, other, message) => {
    const topology = topologyOf(modelOf(key));
    Object.assign(topology.config.layers[1].config, other);
    await expect(loadLayersModel(tf.io.fromMemory({ modelTopology: topology }))).rejects.toThrow(message);
  });
});
