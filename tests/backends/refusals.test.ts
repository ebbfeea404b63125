/** What does not fit together is refused by every kernel of ours before it reads or writes beyond a tensor. */
import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { useBackend } from 'tfjs-blocks/backends';

beforeAll(async () => { await useBackend('wasm'); });

let before: [number, number];
const alive = (): [number, number] => [tf.memory().numTensors, tf.backend().numDataIds()];
beforeEach(() => { before = alive(); });
afterEach(() => { expect(alive()).toEqual(before); });

type Shapes = Record<string, number[]>;

/** Run a kernel on ones of these shapes; a name that ends in `!` stands for an input of the other number type. */
function run(kernel: string, shapes: Shapes, attributes: object): void {
  tf.tidy(() => {
    const inputs: tf.NamedTensorMap = {};
    for (const [name, shape] of Object.entries(shapes)) {
      const isInteger = name.startsWith('segmentIds') !== name.endsWith('!');
      inputs[name.replace('!', '')] = tf.ones(shape, isInteger ? 'int32' : 'float32');
    }
    const list = Object.values(inputs) as unknown as tf.NamedTensorMap;
    tf.engine().runKernel(kernel, kernel === 'Concat' ? list : inputs, attributes as tf.NamedAttrMap);
  });
}

const conv = { strides: 1, pad: 'same', dilations: 1 };
const pool = { filterSize: 2, strides: 2, pad: 'valid' };
const fused = { ...conv, activation: 'linear' };
const plain = { transposeA: false, transposeB: false };
const image = [1, 4, 4, 3];

describe('a product', () => {
  it.each<[Shapes, object, string]>([
    [{ a: [2, 3], b: [4, 2] }, plain, '`b` in a product of matrices on the WASM backend: expected 3 rows for a of [2,3], received [4,2]'],
    [{ a: [2, 3], b: [2, 4] }, { transposeA: false, transposeB: true }, 'expected 3 columns for a of [2,3], received [2,4]'],
    [{ a: [3, 2], b: [4, 2] }, { transposeA: true, transposeB: false }, 'expected 3 rows for a of [3,2] transposed, received [4,2]'],
    [{ a: [3, 2], b: [2, 4] }, { transposeA: true, transposeB: true }, 'expected 3 columns for a of [3,2] transposed, received [2,4]'],
    [{ a: [5, 2, 3], b: [5, 4, 2] }, plain, 'expected 3 rows for a of [5,2,3], received [5,4,2]'],
    [{ a: [1, 2, 3], b: [5, 4, 2] }, plain, 'expected 3 rows for a of [1,2,3], received [5,4,2]'],
    [{ a: [0, 3], b: [4, 2] }, plain, 'expected 3 rows for a of [0,3], received [4,2]'],
    [{ a: [3], b: [3, 2] }, plain, '`a` in a product of matrices on the WASM backend: expected […, rows, columns], received [3]'],
    [{ a: [3, 2, 3], b: [2, 3, 3] }, plain, 'could not be broadcast'],
  ])('of %j (%j)', (shapes, attributes, message) => {
    for (const kernel of ['BatchMatMul', '_FusedMatMul']) expect(() => run(kernel, shapes, attributes)).toThrow(message);
  });

  it('that tf.matMul is asked for', () => tf.tidy(() => {
    expect(() => tf.matMul(tf.ones([2, 3]), tf.ones([4, 2]))).toThrow('expected 3 rows for a of [2,3], received [4,2]');
  }));
});

const bias = { activation: 'linear', ...plain };
it.each<[string, string, Shapes, object, string]>([
  ['a bias of other channels', '_FusedMatMul', { a: [2, 3], b: [3, 4], bias: [3] }, bias, '`bias` in a fused kernel on the WASM backend: expected a shape that spreads over [2,4], received [3]'],
  ['a bias of more axes', '_FusedMatMul', { a: [2, 3], b: [3, 4], bias: [5, 2, 4] }, bias, 'expected a shape that spreads over [2,4], received [5,2,4]'],
  ['a bias of more axes of 1', '_FusedMatMul', { a: [2, 3], b: [3, 4], bias: [1, 2, 4] }, bias, 'expected a shape that spreads over [2,4], received [1,2,4]'],
  ['a bias of more rows', '_FusedMatMul', { a: [1, 3], b: [3, 4], bias: [2, 4] }, bias, 'expected a shape that spreads over [1,4], received [2,4]'],
  ['a bias of integers', '_FusedMatMul', { 'a': [2, 3], 'b': [3, 4], 'bias!': [4] }, bias, '`bias` in a fused kernel on the WASM backend: expected float32, received int32'],
  ['a bias of other channels', 'FusedConv2D', { x: image, filter: [1, 1, 3, 8], bias: [7] }, fused, 'spreads over [1,4,4,8], received [7]'],
  ['a bias of other channels', 'FusedDepthwiseConv2D', { x: image, filter: [1, 1, 3, 2], bias: [3] }, fused, 'spreads over [1,4,4,6], received [3]'],
  ['slopes of other channels', 'FusedConv2D', { x: image, filter: [1, 1, 3, 8], preluActivationWeights: [7] }, { ...conv, activation: 'prelu' }, '`preluActivationWeights` in a fused kernel on the WASM backend: expected a shape that spreads over [1,4,4,8], received [7]'],
  ['no slopes', 'FusedConv2D', { x: image, filter: [1, 1, 3, 8] }, { ...conv, activation: 'prelu' }, 'expected weights, received undefined'],

  ['other channels', 'Conv2D', { x: image, filter: [3, 3, 4, 8] }, conv, '`filter` in a convolution on the WASM backend: expected [height, width, 3, filters] for x of [1,4,4,3], received [3,3,4,8]'],
  ['other channels', 'FusedConv2D', { x: image, filter: [3, 3, 2, 8] }, fused, 'expected [height, width, 3, filters]'],
  ['other channels', 'DepthwiseConv2dNative', { x: image, filter: [3, 3, 4, 2] }, conv, 'expected [height, width, 3, filters]'],
  ['other channels', 'FusedDepthwiseConv2D', { x: [1, 4, 4, 1], filter: [3, 3, 2, 2] }, fused, 'expected [height, width, 1, filters]'],
  ['other channels', 'Conv2DBackpropInput', { dy: [1, 4, 4, 8], filter: [3, 3, 4, 8] }, { ...conv, inputShape: image }, 'expected [height, width, 3, filters]'],
  ['other channels', 'DepthwiseConv2dNativeBackpropInput', { dy: [1, 4, 4, 6], filter: [3, 3, 4, 2] }, { ...conv, inputShape: image }, 'expected [height, width, 3, filters]'],
  ['other channels', 'Conv2DBackpropFilter', { x: image, dy: [1, 4, 4, 8] }, { ...conv, filterShape: [3, 3, 4, 8] }, 'expected [height, width, 3, filters]'],
  ['other channels', 'DepthwiseConv2dNativeBackpropFilter', { x: image, dy: [1, 4, 4, 6] }, { ...conv, filterShape: [3, 3, 2, 2] }, 'expected [height, width, 3, filters]'],
  ['no batch', 'Conv2D', { x: [4, 4, 3], filter: [3, 3, 3, 8] }, conv, '`x` in a convolution on the WASM backend: expected [batch, height, width, channels], received [4,4,3]'],
  ['a filter of three axes', 'Conv2D', { x: image, filter: [3, 3, 3] }, conv, 'received [3,3,3]'],
  ['integers', 'Conv2D', { 'x!': image, 'filter': [3, 3, 3, 8] }, conv, '`x` in a convolution on the WASM backend: expected float32, received int32'],
  ['integers', 'DepthwiseConv2dNative', { 'x': image, 'filter!': [3, 3, 3, 2] }, conv, '`filter` in a depthwise convolution on the WASM backend: expected float32, received int32'],
  ['no stride', 'Conv2D', { x: image, filter: [3, 3, 3, 8] }, { ...conv, strides: 0 }, '`strideHeight` in a convolution on the WASM backend: expected a positive integer, received 0'],
  ['half a stride', 'DepthwiseConv2dNative', { x: image, filter: [3, 3, 3, 2] }, { ...conv, strides: [1, 0.5] }, '`strideWidth` in a convolution'],
  ['half a dilation', 'Conv2D', { x: image, filter: [3, 3, 3, 8] }, { ...conv, dilations: 0.5 }, '`dilationHeight` in a convolution'],
  ['half a pixel of padding', 'Conv2D', { x: image, filter: [3, 3, 3, 8] }, { ...conv, pad: 0.5 }, '`pad` in a convolution on the WASM backend: expected whole numbers, received [0.5,0.5]'],
  ['half a row', 'Conv2DBackpropInput', { dy: [1, 4, 4, 8], filter: [3, 3, 3, 8] }, { ...conv, inputShape: [1, 3.5, 4, 3] }, 'expected [batch, height, width, channels], received [1,3.5,4,3]'],
  ['half a filter', 'Conv2DBackpropFilter', { x: image, dy: [1, 4, 4, 8] }, { ...conv, filterShape: [3, 1.5, 3, 8] }, 'received [3,1.5,3,8]'],
  ['a dy of more images', 'Conv2DBackpropInput', { dy: [2, 4, 4, 8], filter: [3, 3, 3, 8] }, { ...conv, inputShape: image }, 'expected the shape of the output, [1,4,4,8], received [2,4,4,8]'],
  ['a dy of fewer rows', 'Conv2DBackpropInput', { dy: [1, 3, 9, 8], filter: [3, 3, 3, 8] }, { ...conv, inputShape: image }, 'expected the shape of the output, [1,4,4,8], received [1,3,9,8]'],

  ['no batch', 'MaxPool', { x: [4, 4, 3] }, pool, '`x` in a pool on the WASM backend: expected [batch, height, width, channels], received [4,4,3]'],
  ['no stride', 'AvgPool', { x: image }, { ...pool, strides: 0 }, '`strideHeight` in a pool on the WASM backend: expected a positive integer, received 0'],
  ['no window', 'MaxPool', { x: image }, { ...pool, filterSize: [2, 0] }, '`filterWidth` in a pool on the WASM backend: expected a positive integer, received 0'],
  ['half a pixel of padding', 'MaxPool', { x: image }, { ...pool, pad: 0.5 }, '`pad` in a pool on the WASM backend: expected whole numbers'],
  ['integers', 'MaxPoolGrad', { 'dy': [1, 2, 2, 3], 'input!': image, 'output': [1, 2, 2, 3] }, pool, '`x` in the gradient of a pool on the WASM backend: expected float32, received int32'],
  ['integers', 'AvgPoolGrad', { 'dy!': [1, 2, 2, 3], 'input': image }, pool, '`dy` in the gradient of a pool on the WASM backend: expected float32, received int32'],

  ['fewer channels', 'FusedBatchNorm', { x: image, mean: [2], variance: [3] }, { varianceEpsilon: 0 }, '`mean` in batch normalization on the WASM backend: expected [3], or a shape that spreads over [1,4,4,3], received [2]'],
  ['numbers per more images', 'FusedBatchNorm', { x: [2, 4, 4, 3], mean: [3], variance: [3, 1, 1, 3] }, { varianceEpsilon: 0 }, '`variance` in batch normalization on the WASM backend: expected [3], or a shape that spreads over [2,4,4,3], received [3,1,1,3]'],
  ['more channels', 'FusedBatchNorm', { x: image, mean: [3], variance: [3], scale: [4] }, { varianceEpsilon: 0 }, '`scale` in batch normalization'],

  ['dy of more channels', 'ResizeBilinearGrad', { dy: [1, 8, 8, 4], images: image }, {}, '`dy` in the gradient of resizing: expected [1, height, width, 3] for images of [1,4,4,3], received [1,8,8,4]'],
  ['dy of more images', 'ResizeNearestNeighborGrad', { dy: [2, 8, 8, 3], images: image }, {}, 'received [2,8,8,3]'],
  ['images without a batch', 'ResizeBilinearGrad', { dy: [1, 8, 8, 3], images: [4, 4, 3] }, {}, '`images` in the gradient of resizing: expected [batch, height, width, channels], received [4,4,3]'],
  ['integers', 'ResizeBilinearGrad', { 'dy!': [1, 8, 8, 3], 'images': image }, {}, 'expected float32, received int32'],

  ['ids of floats', 'UnsortedSegmentSum', { 'x': [4, 2], 'segmentIds!': [4] }, { numSegments: 2 }, '`segmentIds` in unsortedSegmentSum: expected int32, received "float32"'],
  ['a negative count', 'UnsortedSegmentSum', { x: [4, 2], segmentIds: [4] }, { numSegments: -2 }, '`numSegments` in unsortedSegmentSum: expected a whole number, zero or more, received -2'],
  ['half a segment', 'UnsortedSegmentSum', { x: [4, 2], segmentIds: [4] }, { numSegments: 1.5 }, 'received 1.5'],

  ['too few repetitions', 'Tile', { x: [2, 3] }, { reps: [2] }, '`reps` in tile: expected one number for each axis of [2,3], received [2]'],
  ['too many repetitions', 'Tile', { x: [3] }, { reps: [2, 2] }, 'received [2,2]'],
  ['parts of a negative size', 'SplitV', { x: [4, 3] }, { numOrSizeSplits: [-2, 6], axis: 0 }, '`numOrSizeSplits` in split: expected whole numbers, zero or more, received [-2,6]'],
  ['parts of more than there is', 'SplitV', { x: [4, 3] }, { numOrSizeSplits: [2, 3], axis: 0 }, 'sum of sizes must match the size of the axis'],
  ['an axis that is not there', 'SplitV', { x: [4, 3] }, { numOrSizeSplits: 2, axis: 2 }, 'axis'],
  ['a part that reaches out', 'Slice', { x: [4, 3] }, { begin: [1, 1], size: [2, 10] }, 'begin[1] + size[1] (11) would overflow input.shape[1] (3)'],
  ['a part before the first', 'Slice', { x: [4, 3] }, { begin: [-2, 0], size: [2, 3] }, '`begin` in slice: expected whole numbers within [4,3], received [-2,0]'],
  ['a part behind the last', 'Slice', { x: [4, 3] }, { begin: [6, 0], size: [-1, 3] }, '`size` in slice: expected whole numbers within [4,3], received [-1,3]'],
  ['half a part', 'Slice', { x: [4, 3] }, { begin: [0, 0], size: [2, 1.5] }, '`size` in slice: expected whole numbers within [4,3], received [2,1.5]'],
  ['parts that differ beside the axis', 'Concat', { 0: [2, 3], 1: [2, 4] }, { axis: 0 }, 'does not match the shape'],
  ['an axis that is not there', 'Sum', { x: [4, 3] }, { axis: 2, keepDims: false }, 'axis'],
  ['an axis that is not there', 'Mean', { x: [4, 3] }, { axis: [0, -3], keepDims: false }, 'axis'],
  ['sides that do not spread', 'Add', { a: [4, 3], b: [2] }, {}, 'could not be broadcast'],
  ['sides that do not spread', 'Multiply', { a: [2], b: [4, 3] }, {}, 'could not be broadcast'],
])('%s: %s of %j, %j', (_what, kernel, shapes, attributes, message) => {
  expect(() => run(kernel, shapes, attributes)).toThrow(message);
});

it('statistics whose last axes are those of x are taken', () => tf.tidy(() => {
  const x = tf.reshape(tf.range(0, 12), [1, 2, 2, 3]) as tf.Tensor4D;
  for (const shape of [[3], [1, 1, 1, 3], [2, 3], [1, 2, 2, 3], [1], []]) {
    const [mean, variance] = [tf.fill(shape, 2), tf.fill(shape, 4)];
    const y = tf.engine().runKernel('FusedBatchNorm', { x, mean, variance }, { varianceEpsilon: 0 });
    expect([...(y as unknown as tf.Tensor).dataSync()]).toEqual(Array.from({ length: 12 }, (_, i) => (i - 2) / 2));
  }
}));

// (x − mean) / √variance + mean of x = 0, 1, … 11, worked out by hand.
it.each<[number[], number[], number[], number[]]>([
  [[2, 1, 1, 1], [0, 6], [1, 4], [0, 1, 2, 3, 4, 5, 6, 6.5, 7, 7.5, 8, 8.5]],
  [[1, 1, 2, 1], [0, 3], [1, 4], [0, 1, 2, 3, 3.5, 4, 6, 7, 8, 6, 6.5, 7]],
  [[2, 1, 1, 3], [0, 1, 2, 6, 7, 8], [1, 1, 1, 4, 4, 4], [0, 1, 2, 3, 4, 5, 6, 7, 8, 7.5, 8.5, 9.5]],
])('statistics of shape %j are spread over x of [2, 1, 2, 3]', (shape, means, variances, expected) => tf.tidy(() => {
  const x = tf.tensor4d(Array.from({ length: 12 }, (_, i) => i), [2, 1, 2, 3]);
  const [mean, variance] = [means, variances].map((values) => tf.tensor4d(values, shape as [number, number, number, number]));
  const held = tf.backend().numDataIds();
  const y = tf.batchNorm(x, mean, variance, mean, tf.ones<tf.Rank.R4>([1, 1, 1, 1]), 0);
  expect([...y.dataSync()]).toEqual(expected);
  expect(tf.backend().numDataIds()).toBe(held + 2);
}));

it.each([
  [true, true, [2 * 0 + 0, 2 * 1 + 0, 10 * 0 + 1, 10 * 0.5 + 1]],
  [true, false, [0, 1, 1, 1.5]],
  [false, true, [0, 2, 0, 5]],
  [false, false, [0, 1, 0, 0.5]],
])('a layer normalizes along its first axis, center %j, scale %j', (center, scale, expected) => tf.tidy(() => {
  const layer = layers.layers.batchNormalization({ axis: 0, epsilon: 0, center, scale });
  const x = tf.tensor2d([[1, 2], [3, 4]]);
  layer.apply(x);
  const weights = [...(scale ? [[2, 10]] : []), ...(center ? [[0, 1]] : []), [1, 3], [1, 4]];
  layer.setWeights(weights.map((values) => tf.tensor1d(values)));
  expect([...(layer.apply(x) as tf.Tensor).dataSync()]).toEqual(expected);
  layer.dispose();
}));

it('truth values in a sum, of which stock makes what lay in memory', () => tf.tidy(() => {
  const x = tf.tensor1d([true, false, true], 'bool');
  expect(() => tf.engine().runKernel('Sum', { x }, { axis: 0, keepDims: false })).toThrow('`x` in a sum on the WASM backend: expected float32 or int32, received "bool"');
  expect(tf.sum(x).dataSync()[0]).toBe(2);
}));

it('the cpu backend refuses gradients of other images too', async () => {
  await useBackend('cpu');
  expect(() => run('ResizeBilinearGrad', { dy: [1, 8, 8, 4], images: image }, {})).toThrow('expected [1, height, width, 3] for images of [1,4,4,3], received [1,8,8,4]');
  await useBackend('wasm');
});
