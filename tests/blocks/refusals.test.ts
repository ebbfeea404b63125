/** What blocks refuse, in words, over a table of all that are exported: one that is in no row fails. */
import * as tf from '@tensorflow/tfjs-core';
import { loadLayersModel, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import * as blocks from 'tfjs-blocks/blocks';
import {
  activate, adaptiveAveragePool, add, aspp, attentionGate, averagePool, batchNorm, blurPool, bottleneckBlock, cbam, channelAttention, concat,
  convBlock, dense, denseBlock, denseTransition, depthwiseConv, dropout, dropPath, flatten, fpn, globalAveragePool, globalMaxPool, groupNorm,
  inceptionA, inceptionB, inceptionBlock, inceptionC, inceptionD, inceptionE, inceptionResnetA, inceptionResnetB, inceptionResnetC, input,
  instanceNorm, invertedResidual, layerNorm, maxPool, pathAggregation, pyramidPooling, reshape, residualBlock, resize, resizeLike, separableConv,
  spatialAttention, spatialDropout, squeezeExcite, sumPool, transposedConv, unetDecoder, unetEncoder, unetPlusPlusNode, upsample, vggBlock,
} from 'tfjs-blocks/blocks';
import { useBackend } from 'tfjs-blocks/backends';
import { registerLayers } from 'tfjs-blocks/layers';
import { deeplab, googlenet, inceptionV3, plainCnn, unet, vgg16 } from 'tfjs-blocks/models';
import { expectFinite, normal } from '../contracts/numeric';
import { plainBackbone } from '../contracts/plainBackbone';

await useBackend('cpu');

type Block = (...maps: never[]) => SymbolicTensor | readonly SymbolicTensor[];

/** Blocks of one image. */
const ofImage: Record<string, () => Block> = {
  adaptiveAveragePool: () => adaptiveAveragePool({ outputSize: 3 }), aspp: () => aspp({ filters: 2, rates: [2] }), averagePool: () => averagePool(),
  blurPool: () => blurPool(), bottleneckBlock: () => bottleneckBlock({ filters: 2, strides: 2 }), cbam: () => cbam(), channelAttention: () => channelAttention(),
  convBlock: () => convBlock({ filters: 2, kernelSize: 3, padding: 'valid' }), denseBlock: () => denseBlock({ growthRate: 2, layers: 1 }),
  denseTransition: () => denseTransition({ filters: 2 }), depthwiseConv: () => depthwiseConv({ padding: 'valid' }),
  globalAveragePool: () => globalAveragePool(), globalMaxPool: () => globalMaxPool({ keepDims: true }),
  inceptionA: () => inceptionA({ pool: 2, b1: 2, b5: [2, 2], b3double: [2, 2, 2] }), inceptionB: () => inceptionB({ b3: 2, b3double: [2, 2, 2] }), inceptionBlock: () => inceptionBlock({ b1: 1, b3: [1, 1], b5: [1, 1], pool: 1 }),
  inceptionC: () => inceptionC({ reduce: 2, filters: 2 }), inceptionD: () => inceptionD({ b3: [2, 2], b7: 2 }), inceptionE: () => inceptionE({ b1: 2, b3: [2, 2], b3double: [2, 2, 2], pool: 2 }),
  inceptionResnetA: () => inceptionResnetA({ b1: 2, b3: [2, 2], b3double: [2, 2, 2] }), inceptionResnetB: () => inceptionResnetB({ b1: 2, b7: [2, 2, 2] }), inceptionResnetC: () => inceptionResnetC({ b1: 2, b3: [2, 2, 2] }),
  invertedResidual: () => invertedResidual({ filters: 2, padding: 'valid' }), maxPool: () => maxPool(),
  pyramidPooling: () => pyramidPooling({ filters: 2 }), residualBlock: () => residualBlock({ filters: 2, strides: 2 }), resize: () => resize({ height: 2, width: 3 }),
  separableConv: () => separableConv({ filters: 2, padding: 'valid' }), spatialAttention: () => spatialAttention(), spatialDropout: () => spatialDropout({ rate: 0.5 }),
  squeezeExcite: () => squeezeExcite(), sumPool: () => sumPool({ poolSize: 3 }), transposedConv: () => transposedConv({ filters: 2 }),
  unetEncoder: () => unetEncoder({ filters: 2 }), upsample: () => upsample({ kind: 'nearest' }), vggBlock: () => vggBlock({ filters: 2 }),
  fpn: () => (x: never) => fpn({ filters: 2 })([x] as never), unetPlusPlusNode: () => unetPlusPlusNode({ filters: 2 }),
};
/** Blocks of two images or three, here of the same. */
const ofImages: Record<string, () => Block> = {
  add: () => (x) => add(x, x), attentionGate: () => (x) => attentionGate({ filters: 2 })(x, x), concat: () => (x) => concat(x, x),
  pathAggregation: () => (x) => pathAggregation({ filters: 2 })(x, x, x) as never, resizeLike: () => (x) => resizeLike()(x, x),
  unetDecoder: () => (x) => unetDecoder({ filters: 2 })(x, x),
};
/** Blocks of any shape, and of rows. */
const ofAny: Record<string, () => Block> = {
  activate: () => activate('relu'), batchNorm: () => batchNorm(), dropout: () => dropout({ rate: 0.5 }), dropPath: () => dropPath({ rate: 0.5 }),
  flatten: () => flatten(), groupNorm: () => groupNorm({ groups: 1 }), instanceNorm: () => instanceNorm(), layerNorm: () => layerNorm(),
};
const ofRows = { dense: () => dense({ units: 2 }), reshape: () => reshape([2, 2]), input: () => input([2]) };

/** An error in words, that names the argument and the function, or undefined. */
function refusal(apply: () => unknown): string | undefined {
  try {
    apply();
  } catch (error) {
    expect(error).toBeInstanceOf(Error);
    expect((error as Error).message).toMatch(/^Invalid .+ in \w+: expected .+, received .+\.$/);
    return (error as Error).message;
  }
}

it('holds every block', () => {
  const functions = Object.entries(blocks).filter(([, value]) => typeof value === 'function').map(([name]) => name);
  expect(Object.keys({ ...ofImage, ...ofImages, ...ofAny, ...ofRows }).sort()).toEqual(functions.sort());
});

describe.each(Object.entries({ ...ofImage, ...ofImages }))('%s', (name, block) => {
  it.each([[[10]], [[10, 3]], [[2, 4, 4, 3]]])('refuses %j, which is no image', (shape) => {
    const message = refusal(() => block()(input(shape) as never))!;
    expect(message).toContain(` in ${name}: expected an image, [batch, height, width, channels], received [null,${shape.join()}].`);
  });
});

describe.each(Object.entries(ofImage))('%s', (name, block) => {
  it('gives an image, or refuses one that is too small', () => {
    let given = 0;
    for (const size of [[1, 1], [1, 8], [2, 1], [3, 2], [17, 17]]) {
      const x = input([...size, 4]);
      let y: SymbolicTensor | readonly SymbolicTensor[] = [];
      const message = refusal(() => { y = block()(x as never); });
      if (message) expect(message, name).toMatch(/^Invalid `x` in \w+: expected an image that its window fits in, received \[\d+,\d+\]\.$/);
      else given++;
      for (const { shape } of [y].flat()) for (const length of shape.slice(1)) expect(length).toBeGreaterThan(0);
    }
    expect(given).toBeGreaterThan(0);
  });
});

it('names the block whose result would be empty', () => {
  expect(() => denseTransition({ filters: 2 })(input([1, 1, 3]))).toThrow(
    'Invalid `x` in denseTransition: expected an image that its window fits in, received [1,1].');
});

describe('open sizes of a net that halves images', () => {
  const x = input([null, null, 3]);
  const net = model({ inputs: x, outputs: unet({ filters: 1, seed: 1 })(x) });

  it('are named when it runs, if they do not divide', () => {
    expect(() => net.predict(tf.zeros([1, 350, 528, 3]))).toThrow('Invalid height of `x` in unet: expected a multiple of 16, received 350.');
    expect(() => net.predict(tf.zeros([1, 32, 525, 3]))).toThrow('Invalid width of `x` in unet: expected a multiple of 16, received 525.');
    expect((net.predict(tf.zeros([1, 32, 48, 3])) as tf.Tensor).shape).toEqual([1, 32, 48, 1]);
  });

  it('are checked by a net that was saved, too', async () => {
    registerLayers();
    const artifacts = JSON.parse(JSON.stringify({ modelTopology: net.toJSON(undefined, false) }));
    const loaded = await loadLayersModel(tf.io.fromMemory(artifacts));
    expect(() => loaded.predict(tf.zeros([1, 350, 528, 3]))).toThrow('Invalid height of `x` in unet: expected a multiple of 16, received 350.');
    expect((loaded.predict(tf.zeros([1, 16, 16, 3])) as tf.Tensor).shape).toEqual([1, 16, 16, 1]);
  });

  it('leave a net of known sizes as it is', () => {
    const known = input([32, 32, 3]);
    const layers = model({ inputs: known, outputs: unet({ filters: 1 })(known) }).layers.map((layer) => layer.getClassName());
    expect(layers).not.toContain('DivisibleSize');
  });
});

it.each([
  ['googlenet', googlenet()], ['vgg16', vgg16()], ['inceptionV3', inceptionV3()], ['plainCnn', plainCnn({ filters: [4] })],
])('%s wants an image', (name, net) => {
  expect(() => net(input([8]) as never)).toThrow(`Invalid \`x\` in ${name}: expected an image, [batch, height, width, channels], received [null,8].`);
});

describe('batch normalisation in training', () => {
  it.each([
    ['aspp', (x: never) => aspp({ filters: 2, rates: [2], name: 'a' })(x), 'a_pool_bn'],
    ['pyramidPooling', (x: never) => pyramidPooling({ filters: 2, name: 'p' })(x), 'p_bin1_bn'],
    ['deeplab', (x: never) => deeplab({ backbone: plainBackbone(2, 4, 8, 16), filters: 2, rates: [2] })(x), 'deeplab_aspp_pool_bn'],
  ] as const)('of %s wants more than the one pooled value of a batch of one', (_, apply, name) => {
    const x = input([32, 32, 3]);
    const net = model({ inputs: x, outputs: apply(x as never) as SymbolicTensor });
    expect(() => net.apply(normal([1, 32, 32, 3], 1), { training: true })).toThrow(
      `Invalid \`x\` in ${name}: expected more than one value of each channel in training: a larger batch (\`remainder: "drop"\` of a loader leaves the rest of an epoch out), received [1,1,1,`);
    expectFinite(net.apply(normal([2, 32, 32, 3], 1), { training: true }) as tf.Tensor);
    expectFinite(net.predict(normal([1, 32, 32, 3], 1)) as tf.Tensor);
  });

  it('and of each channel of an image wants more than one pixel', () => {
    const x = input([8, 8, 4]);
    const net = model({ inputs: x, outputs: aspp({ filters: 2, rates: [2], norm: { kind: 'instance' }, name: 'instance' })(x) });
    expect(() => net.apply(normal([2, 8, 8, 4], 1), { training: true })).toThrow(
      'Invalid `x` in instance_pool_in: expected more than one value of each group in training: a larger image, or fewer groups, received [2,1,1,2].');
  });

  it('is inference if it is frozen, of one value too', () => {
    const x = input([1, 1, 3]);
    const net = model({ inputs: x, outputs: batchNorm()(x) });
    net.trainable = false;
    for (const layer of net.layers) layer.trainable = false;
    expectFinite(net.apply(normal([1, 1, 1, 3], 1), { training: true }) as tf.Tensor);
  });
});
