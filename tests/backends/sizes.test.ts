/** Gradients go by the sizes of dy; images, windows and filters may leave nothing. */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-layers';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { useBackend } from 'tfjs-blocks/backends';
import { wasmBackend, withScratch } from '../../src/backends/wasm/backend';

beforeAll(async () => { await useBackend('wasm'); });

let before: [number, number];
const alive = (): [number, number] => [tf.memory().numTensors, tf.backend().numDataIds()];
beforeEach(() => { before = alive(); });
afterEach(() => { expect(alive()).toEqual(before); });

function run(kernel: string, inputs: tf.NamedTensorMap, attributes: object): tf.Tensor {
  return tf.engine().runKernel(kernel, inputs, attributes as tf.NamedAttrMap);
}

/** sin 0, sin 1, … in the given shape. */
function sines(shape: number[]): tf.Tensor {
  return tf.tensor(Float32Array.from({ length: tf.util.sizeFromShape(shape) }, (_, i) => Math.sin(i)), shape);
}

const dot = (a: tf.Tensor, b: tf.Tensor) => tf.sum(tf.mul(a, b)).dataSync()[0];

describe.each(['ceil', 'round', 'floor'] as const)('an output size rounded by %s', (mode) => {
  // (8 − 3 + 2) / 2 + 1 and (7 − 3 + 2) / 4 + 1 are no whole numbers.
  it.each<[number, (x: tf.Tensor4D) => tf.Tensor4D]>([
    [8, (x) => tf.conv2d(x, sines([3, 3, 2, 5]) as tf.Tensor4D, 2, 1, 'NHWC', 1, mode)],
    [7, (x) => tf.conv2d(x, sines([3, 3, 2, 5]) as tf.Tensor4D, 4, 1, 'NHWC', 1, mode)],
  ])('keeps the gradient of a convolution of %d pixels', (size, f) => {
    tf.tidy(() => {
      // It is linear in x: ⟨f(x), dy⟩ = ⟨x, gradient⟩.
      const x = sines([2, size, size, 2]) as tf.Tensor4D;
      const y = f(x);
      const dy = sines(y.shape);
      const dx = tf.grad((t) => f(t as tf.Tensor4D))(x, dy);
      expect(dot(x, dx)).toBeCloseTo(dot(y, dy), 3);
    });
  });

  it.each([['max', tf.maxPool], ['average', tf.avgPool]] as const)('hands on all of dy in a %s pool', (_name, pool) => {
    tf.tidy(() => {
      const x = sines([2, 8, 8, 2]) as tf.Tensor4D;
      const f = (t: tf.Tensor) => pool(t as tf.Tensor4D, 3, 2, 1, mode);
      const dy = tf.abs(sines(f(x).shape));
      expect(tf.sum(tf.grad(f)(x, dy)).dataSync()[0]).toBeCloseTo(tf.sum(dy).dataSync()[0], 3);
    });
  });

  it('is that of a depthwise convolution with an activation that stock computes', () => {
    tf.tidy(() => {
      const [x, filter] = [sines([2, 8, 8, 3]) as tf.Tensor4D, sines([3, 3, 3, 2]) as tf.Tensor4D];
      const sums = tf.depthwiseConv2d(x, filter, 2, 1, 'NHWC', 1, mode);
      const fused = tf.fused.depthwiseConv2d({ x, filter, strides: 2, pad: 1, dimRoundingMode: mode, activation: 'sigmoid' });
      expect(fused.shape).toEqual(sums.shape);
      expect(tf.max(tf.abs(tf.sub(fused, tf.sigmoid(sums)))).dataSync()[0]).toBeLessThan(1e-6);
    });
  });

  it('keeps the gradient by the filter', () => {
    tf.tidy(() => {
      const [x, w] = [sines([2, 8, 8, 2]), sines([3, 3, 2, 5])];
      const f = (filter: tf.Tensor) => tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 2, 1, 'NHWC', 1, mode);
      const y = f(w);
      const dy = sines(y.shape);
      expect(dot(w, tf.grad(f)(w, dy))).toBeCloseTo(dot(y, dy), 3);
    });
  });
});

describe('sizes that do not belong together are refused', () => {
  const attributes = { strides: 2, pad: 'same', filterSize: 2, inputShape: [1, 8, 8, 3], filterShape: [3, 3, 3, 4] };

  it('transposed convolution', () => {
    expect(() => tf.tidy(() => tf.conv2dTranspose(
      tf.ones<tf.Rank.R4>([1, 2, 2, 4]), tf.ones<tf.Rank.R4>([3, 3, 3, 4]), [1, 64, 64, 3], 2, 'same',
    ))).toThrow('expected the shape of the output, [1,32,32,4], received [1,2,2,4].');
  });

  it.each(['Conv2DBackpropFilter', 'DepthwiseConv2dNativeBackpropFilter', 'MaxPoolGrad', 'AvgPoolGrad'])('%s', (kernel) => {
    expect(() => tf.tidy(() => {
      const x = tf.ones([1, 8, 8, 3]);
      run(kernel, { x, input: x, dy: tf.ones([1, 2, 2, 4]) }, attributes);
    })).toThrow(/expected the shape of the output, \[1,4,4,\d+\], received \[1,2,2,4\]/);
  });

  it.each(['Conv2DBackpropInput', 'DepthwiseConv2dNativeBackpropInput'])('%s', (kernel) => {
    expect(() => tf.tidy(() => run(kernel, { dy: tf.ones([1, 2, 2, 4]), filter: tf.ones([3, 3, 3, 4]) }, attributes)))
      .toThrow(/expected the shape of the output, \[1,4,4,\d+\], received \[1,2,2,4\]/);
  });

  it('a filter larger than the image', () => {
    expect(() => tf.tidy(() => tf.conv2d(tf.ones<tf.Rank.R4>([1, 2, 9, 3]), tf.ones<tf.Rank.R4>([5, 5, 3, 4]), 1, 'valid')))
      .toThrow('expected one that fits into [1,2,9,3] and its padding, received [5,5,3,4].');
  });

  it.each(['MaxPool', 'AvgPool'])('%s of a window larger than the image', (kernel) => {
    expect(() => tf.tidy(() => run(kernel, { x: tf.ones([1, 2, 9, 3]) }, { filterSize: [5, 5], strides: 1, pad: 'valid' })))
      .toThrow('expected one that fits into [1,2,9,3] and its padding, received [5,5].');
  });

  it('scratch of a negative size', () => {
    expect(() => withScratch(wasmBackend(), [64, -32], () => 0)).toThrow('received [64,-32]');
  });
});

// Stride beyond the filter: from zero outputs one would go back further than the filter reaches.
describe.each<[number, number]>([[0, 9], [9, 0], [0, 0]])('no pixels: %d × %d outputs', (height, width) => {
  const attributes = { strides: 3, pad: 'valid', inputShape: [1, height * 3, width * 3, 3], filterShape: [1, 1, 3, 4] };

  it.each([['Conv2D', 4], ['DepthwiseConv2dNative', 12]] as const)('%s', (kernel, channels) => {
    tf.tidy(() => {
      const [x, filter, dy] = [tf.ones(attributes.inputShape), tf.ones([1, 1, 3, 4]), tf.ones([1, height, width, channels])];
      expect(run(kernel, { x, filter }, attributes).shape).toEqual(dy.shape);
      expect([...run(`${kernel}BackpropFilter`, { x, dy }, attributes).dataSync()]).toEqual(Array(12).fill(0));
      expect(run(`${kernel}BackpropInput`, { dy, filter }, attributes).shape).toEqual(x.shape);
    });
  });
});

describe.each([false, true])('nothing to sum over, depthwise %s', (depthwise) => {
  const kernel = depthwise ? 'DepthwiseConv2dNative' : 'Conv2D';

  it.each([[0, 3], [2, 0]])('%d images of %d channels', (batch, channels) => {
    tf.tidy(() => {
      const [inputShape, filterShape] = [[batch, 5, 4, channels], [3, 3, channels, 8]];
      const attributes = { strides: 1, pad: 'same', inputShape, filterShape };
      const [x, filter, dy] = [tf.ones(inputShape), tf.ones(filterShape), tf.ones([batch, 5, 4, depthwise ? channels * 8 : 8])];
      expect([...run(kernel, { x, filter }, attributes).dataSync()]).toEqual(Array(dy.size).fill(0));
      const gradient = run(`${kernel}BackpropFilter`, { x, dy }, attributes);
      expect([...gradient.dataSync()]).toEqual(Array(9 * channels * 8).fill(0));
      expect(run(`${kernel}BackpropInput`, { dy, filter }, attributes).shape).toEqual(inputShape);
    });
  });
});

it('integers are refused in a pool', () => {
  expect(() => tf.tidy(() => tf.maxPool(tf.ones<tf.Rank.R4>([1, 4, 4, 3], 'int32'), 2, 2, 'same')))
    .toThrow('Invalid `x` in a pool on the WASM backend: expected float32, received int32.');
});

it('channels first are refused in a depthwise convolution', () => {
  expect(() => tf.tidy(() => {
    const x = tf.zeros([1, 4, 5, 5]);
    run('DepthwiseConv2dNativeBackpropFilter', { x, dy: x }, { strides: 1, pad: 'same', dataFormat: 'NCHW', filterShape: [3, 3, 4, 1] });
  })).toThrow('expected NHWC, received NCHW');
});

it('the same inputs give the same bytes every time', () => {
  const bytes = () => tf.tidy(() => {
    const [x, w] = [sines([2, 9, 7, 7]), sines([3, 3, 7, 11])];
    return tf.grads((a, b) => tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, 1, 'same'))([x, w]).map((t) => t.dataSync());
  });
  expect(bytes()).toEqual(bytes());
});

it.each(['ResizeBilinearGrad', 'ResizeNearestNeighborGrad'])('%s of an empty image writes nothing', (kernel) => {
  const small = Array.from({ length: 400 }, (_, i) => tf.tensor1d([i]));
  const kept = small.filter((_, i) => i % 2 === 0);
  tf.dispose(small.filter((_, i) => i % 2 === 1));
  tf.tidy(() => {
    const attributes = { alignCorners: false, halfPixelCenters: false };
    const dx = run(kernel, { dy: tf.ones([1, 4, 4, 3]), images: tf.ones([1, 0, 5, 3]) }, attributes);
    expect(dx.shape).toEqual([1, 0, 5, 3]);
  });
  expect(kept.map((t) => t.dataSync()[0])).toEqual(kept.map((_, i) => 2 * i));
  tf.dispose(kept);
});

describe('gradient of a mean', () => {
  it.each<[number[], number[]]>([[[0, 8, 8, 4], [0, 1, 2]], [[0, 3], [0]], [[0], [0]], [[3, 0], [0]]])('of %j along %j', (shape, axes) => {
    tf.tidy(() => { expect(tf.grad((x) => tf.mean(x, axes))(tf.ones(shape)).shape).toEqual(shape); });
  });

  it('tiles no more than four axes', async () => {
    const x = tf.ones([2, 1, 2, 1, 3]);
    const { kernelNames, result } = await tf.profile(() => tf.grad((t) => tf.mean(t, [0, 4]))(x));
    expect(kernelNames).not.toContain('Tile');
    const gradient = result as tf.Tensor;
    expect(gradient.shape).toEqual(x.shape);
    gradient.dataSync().forEach((value) => expect(value).toBeCloseTo(1 / 6));
    tf.dispose([x, gradient]);
  });
});
