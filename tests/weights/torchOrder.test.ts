/** Channels first there, last here: nets that lay out images, or make images of rows, against PyTorch's definition by plain loops. */
import * as tf from '@tensorflow/tfjs-core';
import { layers, type LayersModel, model, sequential, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from 'tfjs-blocks/backends';
import { input } from 'tfjs-blocks/blocks';
import { batchNormalization, groupNormalization, prelu } from 'tfjs-blocks/layers';
import type { TorchNames } from 'tfjs-blocks/models';
import { loadTorchWeights, type NamedArray, readWeights } from 'tfjs-blocks/weights';
import { uniform } from '../contracts/formula';
import { expectClose } from '../contracts/numeric';

beforeAll(async () => { await useBackend('cpu'); });

const names: TorchNames = [[/^(.*)$/, '$1']];
const array = (name: string, ...shape: number[]): NamedArray => ({ shape, data: uniform(name, tf.util.sizeFromShape(shape), 0.5, 1) });
const [H, W, C] = [2, 3, 4];
const N = H * W * C;

/** An image [C, H, W] in a row, as PyTorch flattens it, of values [H, W, C]. */
function row(image: Float32Array): number[] {
  const values = [];
  for (let c = 0; c < C; c++) for (let h = 0; h < H; h++) for (let w = 0; w < W; w++) values.push(image[(h * W + w) * C + c]);
  return values;
}

const linear = (x: number[], weight: NamedArray, bias: NamedArray): number[] =>
  Array.from(bias.data, (b, o) => x.reduce((sum, value, i) => sum + value * weight.data[o * x.length + i], b));

const norm = (x: number[], { weight, bias, mean, variance }: Record<'weight' | 'bias' | 'mean' | 'variance', NamedArray>): number[] =>
  x.map((value, i) => (value - mean.data[i]) / Math.sqrt(variance.data[i] + 1e-5) * weight.data[i] + bias.data[i]);

const fc = { 'fc.weight': array('fw', 5, N), 'fc.bias': array('fb', 5) };
const bn = { weight: array('bw', N), bias: array('bb', N), mean: array('bm', N), variance: array('bv', N) };
const bnKeys = { 'bn.weight': bn.weight, 'bn.bias': bn.bias, 'bn.running_mean': bn.mean, 'bn.running_var': bn.variance };

const image = uniform('image', N);
const x = () => tf.tensor(image, [1, H, W, C]);
const net = (build: (x: SymbolicTensor) => SymbolicTensor): LayersModel => {
  const images = input([H, W, C]);
  return model({ inputs: images, outputs: build(images) });
};
const chain = (...all: layers.Layer[]) => (start: SymbolicTensor) => all.reduce((y, layer) => layer.apply(y) as SymbolicTensor, start);
const dense = (units = 5, name = 'fc') => layers.dense({ units, name });
const predicted = (built: LayersModel) => built.predict(x()) as tf.Tensor;

describe('an image in a row', () => {
  it.each<[string, () => layers.Layer]>([
    ['flatten', () => layers.flatten()], ['reshape to a row', () => layers.reshape({ targetShape: [N] })],
    ['reshape to one row', () => layers.reshape({ targetShape: [1, N] })],
  ])('before a dense layer: %s', (_, lay) => {
    const built = net(chain(lay(), layers.activation({ activation: 'linear' }), dense()));
    loadTorchWeights(built, fc, { names });
    expectClose(predicted(built), linear(row(image), fc['fc.weight'], fc['fc.bias']), 1e-4);
  });

  it('turned to channels first before that, stays as it is', () => {
    const built = net(chain(layers.permute({ dims: [3, 1, 2] }), layers.flatten(), dense()));
    loadTorchWeights(built, fc, { names });
    expectClose(predicted(built), linear(row(image), fc['fc.weight'], fc['fc.bias']), 1e-4);
  });

  it('before a batch norm and a dense layer', () => {
    const built = net(chain(layers.flatten(), batchNormalization({ epsilon: 1e-5, name: 'bn' }), dense()));
    expect(loadTorchWeights(built, { ...fc, ...bnKeys }, { names }).unused).toEqual([]);
    expectClose(predicted(built), linear(norm(row(image), bn), fc['fc.weight'], fc['fc.bias']), 1e-4);
  });

  it('before a PReLU with a slope for each number', () => {
    const slopes = array('slopes', N);
    const built = net(chain(layers.flatten(), layers.rescaling({ scale: 1, offset: -0.6 }), prelu({ name: 'act' }), dense()));
    loadTorchWeights(built, { ...fc, 'act.weight': slopes }, { names });
    const active = row(image).map((value) => value - 0.6).map((value, i) => (value > 0 ? value : value * slopes.data[i]));
    expectClose(predicted(built), linear(active, fc['fc.weight'], fc['fc.bias']), 1e-4);
  });

  it('beside another in a row twice as long', () => {
    const wide = { 'fc.weight': array('wide', 5, 2 * N), 'fc.bias': fc['fc.bias'] };
    const built = net((images) => {
      const rows = [layers.flatten().apply(images), chain(layers.flatten(), layers.rescaling({ scale: 2 }))(images)] as SymbolicTensor[];
      return dense().apply(layers.concatenate().apply(rows)) as SymbolicTensor;
    });
    loadTorchWeights(built, wide, { names });
    expectClose(predicted(built), linear([...row(image), ...row(image).map((value) => 2 * value)], wide['fc.weight'], wide['fc.bias']), 1e-4);
  });

  it('weighed by a dense layer of its length', () => {
    const gate = { 'gate.weight': array('gw', N, N), 'gate.bias': array('gb', N) };
    const built = net((images) => {
      const flat = layers.flatten().apply(images) as SymbolicTensor;
      return dense().apply(layers.multiply().apply([flat, dense(N, 'gate').apply(flat) as SymbolicTensor])) as SymbolicTensor;
    });
    loadTorchWeights(built, { ...fc, ...gate }, { names });
    const values = row(image);
    const weighed = linear(values, gate['gate.weight'], gate['gate.bias']).map((value, i) => value * values[i]);
    expectClose(predicted(built), linear(weighed, fc['fc.weight'], fc['fc.bias']), 1e-3);
  });

  it('is refused where layers mix it, unless nothing is loaded after them', () => {
    const mixing: layers.Layer[][] = [
      [layers.flatten(), groupNormalization({ groups: 2, name: 'gn' }), dense()],
      [layers.reshape({ targetShape: [W, H, C] }), layers.reshape({ targetShape: [W, H * C] }), dense()],
      [layers.flatten(), layers.reshape({ targetShape: [H, C, W] }), layers.conv2d({ filters: 1, kernelSize: 1, name: 'fc' })],
    ];
    for (const all of mixing) expect(() => loadTorchWeights(net(chain(...all)), fc, { names })).toThrow('expected layers that leave in its place');
    const own = net(chain(layers.conv2d({ filters: C, kernelSize: 1, name: 'net_fc' }), layers.flatten(), groupNormalization({ groups: 2 }), dense(5, 'own')));
    loadTorchWeights(own, { 'fc.weight': array('k', C, C, 1, 1), 'fc.bias': array('b', C) }, { names, prefix: 'net' });
  });
});

it('gives a dense layer the order of the image that it becomes', () => {
  const vector = input([5]);
  const weights = { 'fc.weight': array('gfw', N, 5), 'fc.bias': array('gfb', N), 'conv.weight': array('gk', 2, C, 1, 1), 'conv.bias': array('gkb', 2) };
  for (const normed of [false, true]) {
    const middle = normed ? [batchNormalization({ epsilon: 1e-5, name: 'bn' })] : [];
    const conv = layers.conv2d({ filters: 2, kernelSize: 1, name: 'conv' });
    const y = chain(dense(N), ...middle, layers.reshape({ targetShape: [H, W, C] }), conv)(vector);
    const built = model({ inputs: vector, outputs: y });
    loadTorchWeights(built, normed ? { ...weights, ...bnKeys } : weights, { names });
    const code = [...uniform('code', 5)];
    const flat = linear(code, weights['fc.weight'], weights['fc.bias']);
    const values = normed ? norm(flat, bn) : flat;
    const expected: number[] = [];
    for (let p = 0; p < H * W; p++) {
      expected.push(...linear(Array.from({ length: C }, (_, c) => values[c * H * W + p]), weights['conv.weight'], weights['conv.bias']));
    }
    expectClose(built.predict(tf.tensor(code, [1, 5])) as tf.Tensor, expected, 1e-4);
  }
});

it('turns kernels by their layer, whatever their sizes', async () => {
  const conv = layers.conv1d({ filters: 3, kernelSize: 3, padding: 'same', name: 'conv' });
  const embedding = layers.embedding({ inputDim: 3, outputDim: 3, inputLength: 4, name: 'emb' });
  const built = sequential({ layers: [embedding, conv] });
  const tensors = { 'emb.weight': array('e', 3, 3), 'conv.weight': array('c', 3, 3, 3), 'conv.bias': array('d', 3) };
  loadTorchWeights(built, tensors, { names });
  const weights = await readWeights(built);
  expect(weights['emb/embeddings'].data).toEqual(tensors['emb.weight'].data);
  const [[o, i, k], kernel] = [[2, 0, 1], weights['conv/kernel'].data];
  expect(kernel[(k * 3 + i) * 3 + o]).toBe(tensors['conv.weight'].data[(o * 3 + i) * 3 + k]);
});

describe('models within the model', () => {
  const nested = (inner: string, name: string) => net((images) => {
    const part = sequential({ name, layers: [layers.conv2d({ filters: C, kernelSize: 1, inputShape: [H, W, C], name: inner }), layers.flatten()] });
    return chain(dense(5, 'net_fc'))(part.apply(images) as SymbolicTensor);
  });
  const tensors = { ...fc, 'conv.weight': array('k', C, C, 1, 1), 'conv.bias': array('b', C) };

  it('are loaded, and followed', () => {
    const built = nested('net_conv', 'net_part');
    const report = loadTorchWeights(built, tensors, { names, prefix: 'net' });
    expect(Object.keys(report.loaded)).toHaveLength(4);
    const [weight, bias] = [tensors['conv.weight'], tensors['conv.bias']];
    const convolved = Float32Array.from({ length: H * W }, (_, p) => p).reduce<number[]>(
      (all, p) => [...all, ...linear([...image.subarray(p * C, p * C + C)], weight, bias)], []);
    expectClose(predicted(built), linear(row(Float32Array.from(convolved)), fc['fc.weight'], fc['fc.bias']), 1e-3);
  });

  it('are not passed over without a word', () => {
    expect(() => loadTorchWeights(nested('conv', 'net_part'), tensors, { names, prefix: 'net' }))
      .toThrow('one with which the layers of the model net_part within the model begin, too');
    expect(() => loadTorchWeights(nested('conv', 'part'), tensors, { names, prefix: 'net' })).toThrow('the layers of the model part within');
    expect(Object.keys(loadTorchWeights(nested('conv', 'part'), fc, { names, prefix: 'net' }).loaded)).toHaveLength(2);
    expect(Object.keys(loadTorchWeights(nested('conv', 'net_part'), tensors, { names, prefix: 'net', strict: false }).loaded)).toHaveLength(2);
  });
});

it('counts what batch norms of PyTorch have seen for no key left', () => {
  const built = net((images) => {
    const y = chain(layers.flatten(), batchNormalization({ name: 'net_bn' }), dense(5, 'net_fc'))(images);
    return sequential({ name: 'head', layers: [layers.dense({ units: 2, inputShape: [5], name: 'own' })] }).apply(y) as SymbolicTensor;
  });
  const counted = { ...fc, ...bnKeys, 'bn.num_batches_tracked': { shape: [], data: new Int32Array(1) } };
  const report = loadTorchWeights(built, counted, { names, prefix: 'net' });
  expect([report.missing, report.unused]).toEqual([[], []]);
});

describe('arguments of loadTorchWeights', () => {
  const conv = { 'conv.weight': array('k', 2, C, 1, 1), 'conv.bias': array('b', 2) };
  const built = () => net(chain(layers.conv2d({ filters: 2, kernelSize: 1, name: 'net_conv' })));

  it.each<[string, unknown, unknown, string]>([
    ['no options', conv, undefined, 'Invalid `options` in loadTorchWeights: expected an object, received undefined.'],
    ['no names', conv, { prefix: 'net' }, 'Invalid `names` in loadTorchWeights'],
    ['names of texts', conv, { names: [['conv', 'conv']] }, 'Invalid `names` in loadTorchWeights'],
    ['no tensors', undefined, { names }, 'Invalid `tensors` in loadTorchWeights: expected an object of arrays by name, received undefined.'],
    ['a list of tensors', [conv], { names }, 'Invalid `tensors` in loadTorchWeights'],
  ])('are refused in words where there are %s', (_, tensors, options, message) => {
    expect(() => loadTorchWeights(built(), tensors as typeof conv, options as { names: TorchNames })).toThrow(message);
  });

  it('are not the fault where the keys or the shapes are', () => {
    const within = Object.fromEntries(Object.entries(conv).map(([key, value]) => [`model.${key}`, value]));
    for (const strict of [true, false]) {
      expect(() => loadTorchWeights(built(), within, { names, prefix: 'net', strict }))
        .toThrow('expected net_conv/kernel [1,1,4,2] (conv.weight) and 1 more; received no such, but model.conv.weight.');
      expect(() => loadTorchWeights(built(), { 'conv.weight': array('w', 7, C, 1, 1) }, { names, prefix: 'net', strict }))
        .toThrow('expected net_conv/kernel [1,1,4,2] (conv.weight [7,4,1,1]) and 1 more; received no such');
    }
    expect(() => loadTorchWeights(built(), {}, { names, prefix: 'net' })).toThrow('(conv.weight) and 1 more; received no such.');
  });
});

describe('keys and layers as others have them', () => {
  const conv = { 'conv.weight': array('k', 2, C, 1, 1), 'conv.bias': array('b', 2) };
  const build = (name = 'net_conv') => net(chain(layers.conv2d({ filters: 2, kernelSize: 1, name })));

  it.each(['module.', '_orig_mod.', '_orig_mod.module.', 'module._orig_mod.'])('begin with %s', (begin) => {
    const wrapped = Object.fromEntries(Object.entries(conv).map(([key, value]) => [begin + key, value]));
    const report = loadTorchWeights(build(), wrapped, { names, prefix: 'net' });
    expect([report.missing, report.unused]).toEqual([[], []]);
    expect(report.loaded['net_conv/bias']).toBe(`${begin}conv.bias`);
  });

  it('need no prefix where the names begin with themselves', () => {
    for (const prefix of ['', undefined]) expect(loadTorchWeights(build('conv'), conv, { names, prefix }).missing).toEqual([]);
  });

  it('suggest the prefix', () => {
    const anchored: TorchNames = [[/^conv$/, 'conv']];
    expect(() => loadTorchWeights(build(), conv, { names: anchored })).toThrow('(perhaps "net"), received undefined');
    expect(() => loadTorchWeights(build(), conv, { names: anchored, prefix: 'x'.repeat(1e5) })).toThrow(/^[^]{1,600}$/);
  });

  it.each([[1], [C]])('have %i slopes of PReLU', async (slopes) => {
    const built = net(chain(prelu({ name: 'act' }), layers.conv2d({ filters: 2, kernelSize: 1, name: 'conv' })));
    const given = array('slopes', slopes);
    expect(loadTorchWeights(built, { ...conv, 'act.weight': given }, { names }).missing).toEqual([]);
    expect([...(await readWeights(built))['act/alpha'].data]).toEqual(Array.from({ length: C }, (_, c) => given.data[slopes === 1 ? 0 : c]));
  });

  it('have batch norms without weights', async () => {
    const built = net(chain(batchNormalization({ name: 'bn' })));
    const statistics = { 'bn.running_mean': array('m', C), 'bn.running_var': array('v', C) };
    expect(loadTorchWeights(built, statistics, { names }).missing).toEqual([]);
    expect([...(await readWeights(built))['bn/gamma'].data]).toEqual([1, 1, 1, 1]);
    expect(() => loadTorchWeights(built, { ...statistics, 'bn.weight': array('w', C) }, { names })).toThrow('expected bn/beta [4] (bn.bias)');
  });

  it('have instance norms without weights, but no other norms', async () => {
    const build = (groups: number) => net(chain(layers.conv2d({ filters: C, kernelSize: 1, name: 'conv' }), groupNormalization({ groups, name: 'norm' })));
    const weights = { 'conv.weight': array('k', C, C, 1, 1), 'conv.bias': array('b', C) };
    const instance = build(-1);
    instance.getLayer('norm').setWeights([tf.fill([C], 5), tf.fill([C], 5)]);
    expect(loadTorchWeights(instance, weights, { names }).missing).toEqual([]);
    expect([...(await readWeights(instance))['norm/gamma'].data]).toEqual([1, 1, 1, 1]);
    expect(() => loadTorchWeights(build(2), weights, { names })).toThrow('expected norm/gamma [4] (norm.weight)');
  });

  it('call a group norm bn', () => {
    const built = net(chain(groupNormalization({ groups: 2, name: 'net_stem_gn' })));
    const weights = { 'bn1.weight': array('w', C), 'bn1.bias': array('b', C) };
    expect(loadTorchWeights(built, weights, { names: [[/^stem_bn/, 'bn1']], prefix: 'net' }).missing).toEqual([]);
    expect(() => loadTorchWeights(built, { ...weights, 'bn1.running_mean': array('m', C) }, { names: [[/^stem_bn/, 'bn1']], prefix: 'net' }))
      .toThrow('expected a place for bn1.running_mean in the layer net_stem_gn, which has none');
  });

  it('have no weights that ours drops', () => {
    const built = net(chain(layers.conv2d({ filters: 2, kernelSize: 1, useBias: false, name: 'conv' })));
    expect(() => loadTorchWeights(built, conv, { names })).toThrow('expected a place for conv.bias in the layer conv');
    expect(loadTorchWeights(built, conv, { names, strict: false }).unused).toEqual(['conv.bias']);
  });

  it('are for a model of layers', () => {
    expect(() => loadTorchWeights({ executor: 'x'.repeat(1e5) } as never, conv, { names })).toThrow('expected a model of layers');
  });
});
