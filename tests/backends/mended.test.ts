/**
 * What the WASM backend of tfjs gets wrong, lacks or does not check, case by case: right here, or refused with a sentence.
 * `sweep.test.ts` draws cases for all of it; here are those without an answer of the cpu backend, and what is built on them.
 */
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from 'tfjs-blocks/backends';
import { hardSwish } from 'tfjs-blocks/ops';
import { withPoisonedMemory } from './kernels/memory';

beforeAll(async () => { await useBackend('wasm'); });

/** The numbers of what `f` gives; no tensor is left, and none but its own written to. */
function numbers(f: () => tf.Tensor): number[] {
  return withPoisonedMemory(0, () => tf.tidy(() => [...f().dataSync()]));
}

const counted = (shape: number[], dtype: 'float32' | 'int32' = 'float32'): tf.Tensor =>
  tf.tensor(Array.from({ length: tf.util.sizeFromShape(shape) }, (_, i) => ((i * 7) % 11) - 5), shape, dtype);

describe('NaN', () => {
  const x = () => tf.tensor1d([NaN, -7, 0.5, 8]);

  it.each<[string, () => tf.Tensor, number[]]>([
    ['relu6', () => tf.relu6(x()), [NaN, 0, 0.5, 6]],
    ['clipByValue', () => tf.clipByValue(x(), -1, 1), [NaN, -1, 0.5, 1]],
    ['maximum, first', () => tf.maximum(x(), 1), [NaN, 1, 1, 8]],
    ['maximum, second', () => tf.maximum(1, x()), [NaN, 1, 1, 8]],
    ['maximum of pairs', () => tf.maximum(tf.tensor1d([1, NaN, 1, 1]), x()), [NaN, NaN, 1, 8]],
    ['maximum with NaN', () => tf.maximum(x(), NaN), [NaN, NaN, NaN, NaN]],
    ['minimum, second', () => tf.minimum(1, x()), [NaN, -7, 0.5, 1]],
    ['hardSwish', () => hardSwish(x()), [NaN, -0, 0.5 * 3.5 / 6, 8]],
    ['max', () => tf.max(x()), [NaN]],
    ['min', () => tf.min(x()), [NaN]],
    ['fused relu6', () => tf.fused.matMul({ a: tf.reshape(x(), [4, 1]), b: tf.ones([1, 1]), activation: 'relu6' }), [NaN, 0, 0.5, 6]],
    ['fused relu', () => tf.fused.matMul({ a: tf.reshape(x(), [4, 1]), b: tf.ones([1, 1]), activation: 'relu' }), [NaN, 0, 0.5, 8]],
    ['gradient of relu', () => tf.grad((t) => tf.relu(t))(x()), [NaN, 0, 1, 1]],
  ])('stays in %s', (_name, f, expected) => {
    const actual = numbers(f);
    expect(actual.map(Number.isNaN)).toEqual(expected.map(Number.isNaN));
    actual.forEach((value, i) => { if (!Number.isNaN(value)) expect(value).toBeCloseTo(expected[i], 6); });
  });
});

describe('no elements', () => {
  const none = (dtype: 'float32' | 'int32' = 'float32') => tf.zeros([0, 3, 4], dtype);

  it.each<[string, () => tf.Tensor, number[], tf.DataType]>([
    ['transpose', () => tf.transpose(none(), [0, 2, 1]), [0, 4, 3], 'float32'],
    ['transpose of integers', () => tf.transpose(none('int32'), [2, 0, 1]), [4, 0, 3], 'int32'],
    ['transpose of four axes', () => tf.transpose(tf.zeros([2, 0, 3, 4]), [0, 1, 3, 2]), [2, 0, 4, 3], 'float32'],
    ['sum', () => tf.sum(none('int32'), 1), [0, 4], 'int32'],
    ['mean', () => tf.mean(none('int32'), 1), [0, 4], 'float32'],
    ['max', () => tf.max(none(), 1, true), [0, 1, 4], 'float32'],
    ['min', () => tf.min(none('int32'), 1), [0, 4], 'int32'],
    ['prod', () => tf.prod(none(), 1), [0, 4], 'float32'],
    ['any', () => tf.any(tf.zeros([0, 3, 4], 'bool'), 1), [0, 4], 'bool'],
    ['all', () => tf.all(tf.zeros([0, 3, 4], 'bool'), 1), [0, 4], 'bool'],
    ['argMax', () => tf.argMax(none(), 1), [0, 4], 'int32'],
    ['argMin', () => tf.argMin(none('int32'), 1), [0, 4], 'int32'],
    ['cumsum', () => tf.cumsum(none(), 1), [0, 3, 4], 'float32'],
    ['cumprod', () => tf.cumprod(none(), 1), [0, 3, 4], 'float32'],
    ['logSumExp', () => tf.logSumExp(none(), 1), [0, 4], 'float32'],
    ['matMul', () => tf.matMul(none(), none(), true, false), [0, 4, 4], 'float32'],
  ])('stay none in %s', (_name, f, shape, dtype) => tf.tidy(() => {
    const y = f();
    expect([y.shape, y.dtype, y.dataSync().length]).toEqual([shape, dtype, 0]);
  }));

  it('have no mean, and 0 of them are the sum', () => tf.tidy(() => {
    expect([...tf.mean(none('int32'), [0, 2]).dataSync()]).toEqual([NaN, NaN, NaN]);
    expect([...tf.sum(none('int32'), [0, 2]).dataSync()]).toEqual([0, 0, 0]);
  }));
});

describe('einsum', () => {
  it.each<[string, number[][], (...t: tf.Tensor[]) => tf.Tensor]>([
    ['ij,jk->ik', [[2, 3], [3, 4]], (a, b) => tf.matMul(a, b)],
    ['bqhd,bkhd->bhqk', [[2, 3, 2, 4], [2, 5, 2, 4]],
      (a, b) => tf.matMul(tf.transpose(a, [0, 2, 1, 3]), tf.transpose(b, [0, 2, 1, 3]), false, true)],
    ['ij,ij->', [[2, 3], [2, 3]], (a, b) => tf.sum(tf.mul(a, b))],
    ['i,j->ji', [[3], [2]], (a, b) => tf.mul(tf.reshape(b, [2, 1]), a)],
    ['ijk->ki', [[2, 3, 4]], (a) => tf.transpose(tf.sum(a, 1))],
    ['ij,k->i', [[2, 3], [4]], (a, b) => tf.mul(tf.sum(a, 1), tf.sum(b))],
    [',ij->ij', [[], [2, 3]], (a, b) => tf.mul(a, b)],
  ])('%s and its gradients are those of other ops', (equation, shapes, f) => {
    const operands = shapes.map((shape) => counted(shape));
    const weighted = (y: tf.Tensor) => tf.mul(y, tf.add(counted(y.shape), 0.5));
    const outputs = (g: (...t: tf.Tensor[]) => tf.Tensor) => numbers(() => {
      const parts = [g(...operands), ...tf.grads((...t: tf.Tensor[]) => weighted(g(...t)))(operands)];
      return tf.concat(parts.map((part) => tf.reshape(part, [-1])));
    });
    const [actual, expected] = [outputs((...t) => tf.einsum(equation, ...t)), outputs(f)];
    actual.forEach((value, i) => { expect(value).toBeCloseTo(expected[i], 4); });
    tf.dispose(operands);
  });

  it('serves rgbToGrayscale', () => {
    const gray = numbers(() => tf.image.rgbToGrayscale(tf.tensor3d([10, 20, 30], [1, 1, 3])));
    expect(gray[0]).toBeCloseTo(0.2989 * 10 + 0.587 * 20 + 0.114 * 30, 4);
  });

  it('keeps no tensor where a shape does not fit', () => {
    const { numTensors } = tf.memory();
    const buffers = tf.backend().numDataIds();
    expect(() => tf.tidy(() => tf.einsum('ij,jk->ik', tf.ones([2, 3]), tf.ones([4, 2])))).toThrow('dimension');
    expect([tf.memory().numTensors, tf.backend().numDataIds()]).toEqual([numTensors, buffers]);
  });

  it('trains attention', () => {
    const [x, target] = [counted([4, 5, 6]), tf.tidy(() => tf.div(tf.square(counted([4, 5, 6])), 25))];
    const [q, k, v] = [1, 2, 3].map((seed) => tf.variable(tf.randomNormal([6, 2, 3], 0, 0.3, 'float32', seed)));
    const out = tf.variable(tf.randomNormal([2, 3, 6], 0, 0.3, 'float32', 4));
    const optimizer = tf.train.adam(0.02, 0.9, 0.999, 1e-7);
    const losses = Array.from({ length: 40 }, () => tf.tidy(() => optimizer.minimize(() => {
      const [query, key, value] = [q, k, v].map((weights) => tf.einsum('bif,fhd->bihd', x, weights));
      const weights = tf.softmax(tf.einsum('bihd,bjhd->bhij', query, key));
      const heads = tf.einsum('bhij,bjhd->bihd', weights, value);
      return tf.losses.meanSquaredError(target, tf.einsum('bihd,hdf->bif', heads, out)) as tf.Scalar;
    }, true)!.dataSync()[0]));
    expect(losses[39]).toBeLessThan(losses[0] / 2);
    optimizer.dispose();
    tf.dispose([x, target, q, k, v, out]);
  });
});

describe('integers and truth values', () => {
  it.each<[string, () => tf.Tensor, number[]]>([
    ['matMul', () => tf.matMul(tf.tensor2d([[2 ** 24 + 1, 1], [2, 3]], [2, 2], 'int32'), tf.tensor2d([[1, 0], [1, -1]], [2, 2], 'int32')),
      [2 ** 24 + 2, -1, 5, -3]],
    ['matMul fused', () => tf.fused.matMul({
      a: tf.tensor2d([[1, 2]], [1, 2], 'int32'), b: tf.tensor2d([[1, -1], [1, -1]], [2, 2], 'int32'), activation: 'relu',
    }), [3, 0]],
    ['oneHot of float32', () => tf.oneHot(tf.tensor1d([1, 3], 'int32'), 3, 0.9, 0.05, 'float32'), [0.05, 0.9, 0.05, 0.05, 0.05, 0.05].map(Math.fround)],
    ['oneHot of bool', () => tf.oneHot(tf.tensor1d([1], 'int32'), 3, 1, 0, 'bool'), [0, 1, 0]],
    ['gather of batches', () => tf.gather(tf.tensor3d([1, 2, 3, 4, 5, 6, 7, 8], [2, 2, 2], 'int32'), tf.tensor2d([[1], [0]], [2, 1], 'int32') as unknown as tf.Tensor1D, 2, 1),
      [2, 4, 5, 7]],
    ['clipByValue', () => tf.clipByValue(tf.tensor1d([-9, 0, 9], 'int32'), -2, 3), [-2, 0, 3]],
    ['stridedSlice', () => tf.stridedSlice(tf.tensor1d([1, 2, 3, 4, 5], 'int32'), [4], [-6], [-2]), [5, 3, 1]],
    ['isNaN', () => tf.isNaN(tf.tensor1d([-1, 0], 'int32')), [0, 0]],
    ['isFinite', () => tf.isFinite(tf.tensor1d([-1, 2 ** 31 - 1], 'int32')), [1, 1]],
    ['prelu', () => tf.prelu(tf.tensor1d([-2, 3]), tf.tensor1d([4, 4], 'int32')), [-8, 3]],
    ['where of bool', () => tf.where(tf.tensor1d([true, false, true], 'bool'), tf.ones([3], 'bool'), tf.zeros([3], 'bool')), [1, 0, 1]],
    ['sum of none', () => tf.sum(tf.tensor2d([], [2, 0], 'int32'), 1), [0, 0]],
    ['prod of none', () => tf.prod(tf.tensor2d([], [2, 0]), 1), [1, 1]],
    ['all of none', () => tf.all(tf.tensor2d([], [2, 0], 'bool'), 1), [1, 1]],
    ['any of none', () => tf.any(tf.tensor2d([], [2, 0], 'bool'), 1), [0, 0]],
    ['sum over axes apart of none', () => tf.sum(tf.zeros([0, 2, 3]), [0, 2]), [0, 0]],
    ['sign of a small number', () => tf.sign(tf.tensor1d([1e-30, -0.5])), [1, -1]],
    ['nearest neighbours', () => tf.image.resizeNearestNeighbor(tf.tensor3d([7, 9], [1, 2, 1], 'int32'), [1, 4]), [7, 7, 9, 9]],
    ['less of texts', () => tf.less(tf.tensor1d(['a', 'c']), tf.tensor1d(['b'])), [1, 0]],
  ])('%s', (_name, f, expected) => {
    expect(numbers(f)).toEqual(expected);
  });

  it('reverses 4,096 truth values, and leaves the others alone', () => {
    const values = Uint8Array.from({ length: 4096 }, (_, i) => Number(i % 3 === 0));
    expect(numbers(() => tf.reverse(tf.tensor1d(values, 'bool')))).toEqual([...values].reverse());
  });

  it('counts in confusionMatrix', () => {
    const [labels, predictions] = [[0, 1, 2, 1], [0, 2, 2, 1]].map((classes) => tf.tensor1d(classes, 'int32'));
    expect(numbers(() => tf.math.confusionMatrix(labels, predictions, 3))).toEqual([1, 0, 0, 0, 1, 1, 0, 0, 1]);
    tf.dispose([labels, predictions]);
  });

  it('serve as targets of a cross-entropy', () => {
    const [loss] = numbers(() => tf.losses.softmaxCrossEntropy(tf.oneHot(tf.tensor1d([0, 1], 'int32'), 2, 1, 0, 'float32'), tf.zeros([2, 2])));
    expect(loss).toBeCloseTo(Math.log(2), 6);
  });
});

describe('channels first', () => {
  const last = (t: tf.Tensor) => tf.transpose(t, [0, 2, 3, 1]) as tf.Tensor4D;
  const first = (t: tf.Tensor) => tf.transpose(t, [0, 3, 1, 2]);

  it('are convolved with bias and PReLU as channels last are', () => {
    const x = counted([2, 4, 4, 4]) as tf.Tensor4D; // tfjs checks the slopes as if channels came last.
    const filter = counted([2, 3, 4, 4]) as tf.Tensor4D;
    const bias = counted([4]);
    const slopes = counted([4, 4, 4]);
    const options = { filter, strides: 1, pad: 'same', bias, activation: 'prelu' } as const;
    const actual = numbers(() => tf.fused.conv2d({ ...options, x, dataFormat: 'NCHW', preluActivationWeights: slopes }));
    const expected = numbers(() => first(tf.fused.conv2d({ ...options, x: last(x), preluActivationWeights: tf.transpose(slopes, [1, 2, 0]) })));
    expect(actual).toEqual(expected);
    tf.dispose([x, filter, bias, slopes]);
  });

  it('run in a ConvLSTM', () => {
    const shape = [2, 3, 2, 5, 5];
    const layer = tfl.layers.convLstm2d({ filters: 2, kernelSize: 3, padding: 'same', dataFormat: 'channelsFirst', recurrentInitializer: 'glorotNormal' });
    const y = tf.tidy(() => tf.keep(layer.apply(counted(shape)) as tf.Tensor));
    expect(y.shape).toEqual([2, 2, 5, 5]);
    expect([...y.dataSync()].every(Number.isFinite)).toBe(true);
    layer.dispose();
    y.dispose();
  });
});

describe('volumes', () => {
  it('are convolved transposed as the gradient of a convolution is', () => {
    const [x, filter] = [counted([1, 3, 3, 3, 2]), counted([2, 2, 2, 3, 2])];
    const actual = numbers(() => tf.conv3dTranspose(x as tf.Tensor5D, filter as tf.Tensor5D, [1, 6, 6, 6, 3], 2, 'same'));
    // With stride and size 2 each element makes a block of its own.
    const [from, weights] = [x, filter].map((t) => t.dataSync());
    const expected = Array.from({ length: 6 * 6 * 6 * 3 }, (_, i) => {
      const [c, w, h, d] = [i % 3, Math.floor(i / 3) % 6, Math.floor(i / 18) % 6, Math.floor(i / 108)];
      const pixel = (Math.floor(d / 2) * 9 + Math.floor(h / 2) * 3 + Math.floor(w / 2)) * 2;
      const tap = (((d % 2) * 2 + (h % 2)) * 2 + (w % 2)) * 6 + c * 2;
      return from[pixel] * weights[tap] + from[pixel + 1] * weights[tap + 1];
    });
    expect(actual).toEqual(expected);
    tf.dispose([x, filter]);
  });

  it('of negative numbers have negative maxima, and NaN wins', () => {
    const x = () => tf.tensor5d([-3, -1, -2, -8, NaN, 1, 2, 3], [1, 2, 2, 2, 1]);
    expect(numbers(() => tf.maxPool3d(x(), [1, 2, 2], 1, 'valid'))).toEqual([-1, NaN]);
    expect(numbers(() => tf.maxPoolWithArgmax(tf.tensor4d([-3, -1, -2, -8], [1, 2, 2, 1]), 2, 1, 'valid').indexes)).toEqual([1]);
    expect(numbers(() => tf.dilation2d(tf.tensor4d([-3, -1], [1, 1, 2, 1]), tf.tensor3d([0, 0], [1, 2, 1]), 1, 'valid'))).toEqual([-1]);
  });

  it('share the gradient of a mean at an edge among what its window covers', () => {
    const dx = numbers(() => tf.grad((t) => tf.avgPool3d(t as tf.Tensor5D, [1, 1, 2], 2, 'same'))(tf.zeros([1, 1, 1, 3, 1])));
    expect(dx).toEqual([0.5, 0.5, 1]);
  });

  it('give the gradient of a maximum to the first of equal ones', () => {
    const dx = numbers(() => tf.grad((t) => tf.maxPool3d(t as tf.Tensor5D, 2, 1, 'valid'))(tf.zeros([1, 2, 2, 2, 1])));
    expect(dx).toEqual([1, 0, 0, 0, 0, 0, 0, 0]);
  });
});

describe('images', () => {
  it('of six channels are filled in all when rotated, with fractions too', () => {
    const rotated = numbers(() => tf.image.rotateWithOffset(tf.ones([1, 2, 5, 6]) as tf.Tensor4D, Math.PI / 2, 0.5));
    expect(new Set(rotated)).toEqual(new Set([1, 0.5]));
  });

  it('are mirrored in transform, each one of a batch', () => {
    const images = tf.tensor4d([1, 2, 3, 4, 5, 6], [2, 1, 3, 1]);
    const rows = tf.tensor2d([[1, 0, -2, 0, 1, 0, 0, 0]]);
    expect(numbers(() => tf.image.transform(images, rows, 'nearest', 'reflect'))).toEqual([2, 1, 1, 5, 4, 4]);
    tf.dispose([images, rows]);
  });

  it('are split by Otsu’s threshold', () => {
    const image = tf.tensor3d([10, 12, 11, 200, 210, 205], [2, 3, 1]);
    expect(numbers(() => tf.image.threshold(image, 'otsu'))).toEqual([0, 0, 0, 255, 255, 255]);
    image.dispose();
  });
});

describe('refused with a sentence', () => {
  const box = () => tf.tensor2d([[0, 0, 1, 1]]);
  const places = (place: number) => tf.tensor2d([[place]], [1, 1], 'int32');

  it.each<[string, () => unknown, string]>([
    ['products of truth values', () => tf.matMul(tf.ones([2, 2], 'bool'), tf.ones([2, 2], 'bool')), 'expected float32, or int32 for both a and b, received "bool"'],
    ['integers that do not fit', () => tf.matMul(tf.ones([2, 3], 'int32'), tf.ones([4, 2], 'int32')), 'Invalid `b` in a product of matrices'],
    ['channels first by depth', () => tf.depthwiseConv2d(tf.ones([1, 2, 4, 4]) as tf.Tensor4D, tf.ones([3, 3, 2, 1]) as tf.Tensor4D, 1, 'same', 'NCHW'), 'expected NHWC, received NCHW'],
    ['gather', () => tf.gather(tf.tensor1d([1, 2]), tf.tensor1d([2], 'int32')), 'the index value 2 is not in [0, 1]'],
    ['gatherND', () => tf.gatherND(tf.tensor1d([1, 2, 3]), places(500)), 'Invalid indices: 500 does not index into 3'],
    ['scatterND', () => tf.scatterND(places(-1), tf.tensor1d([7]), [3]), 'Invalid indices: -1 does not index into 3'],
    ['tensorScatterUpdate', () => tf.tensorScatterUpdate(tf.tensor1d([1, 2, 3]), places(5), tf.tensor1d([7])), 'Invalid indices: 5 does not index into 3'],
    ['sparseToDense', () => tf.sparseToDense(tf.tensor1d([5], 'int32'), tf.tensor1d([7]), [3]), 'Invalid indices: 5 does not index into 3'],
    ['pad', () => tf.pad(tf.tensor1d([1, 2, 3]), [[-1, 0]]), 'Invalid `paddings` in pad on the WASM backend: expected zero or more, received [[-1,0]].'],
    ['topk', () => tf.topk(tf.tensor1d([true, false], 'bool'), 1), 'Invalid `x` in topk on the WASM backend: expected float32 or int32, received "bool".'],
    ['cropAndResize', () => tf.image.cropAndResize(tf.ones([1, 3, 3, 1]) as tf.Tensor4D, box(), tf.tensor1d([3], 'int32'), [2, 2]), 'expected images from 0 to 0, received 3'],
    ['denseBincount', () => tf.denseBincount(tf.tensor2d([[-3, 1]], [1, 2], 'int32'), tf.tensor2d([], [0, 0]), 3), 'expected zero or more, received -3'],
    ['bincount', () => tf.bincount(tf.tensor1d([-3, 1], 'int32'), tf.tensor1d([]), 3), 'expected zero or more, received -3'],
    ['texts in fill', () => tf.fill([2], 'a'), 'Invalid `value` in fill on the WASM backend: expected a number, no string, received "a".'],
    ['texts in sparseToDense', () => tf.sparseToDense(tf.tensor1d([1], 'int32'), tf.tensor1d(['a']), [3], tf.scalar('b')), 'Invalid `sparseValues`'],
    ['texts', () => tf.maximum(tf.tensor1d(['a']) as tf.Tensor, tf.tensor1d(['b']) as tf.Tensor), 'string'],
  ])('%s', (_name, f, sentence) => {
    expect(() => withPoisonedMemory(0, () => tf.tidy(f as () => void))).toThrow(sentence);
  });
});
