import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { useBackend } from 'tfjs-blocks/backends';
import { stream, type Stream } from 'tfjs-blocks/random';
import {
  type Case, filterGradientReference, geometry, inputGradientReference, outputReference, relativeError,
} from './reference';

const TOLERANCE = 2e-6;

const one: Case = {
  batch: 1, size: [5, 5], inputs: 4, outputs: 8, kernel: [3, 3], strides: [1, 1], dilations: [1, 1], pad: 'same',
};

const table: [string, Case][] = [
  ['whole tiles', one],
  ['a single pixel', { ...one, size: [1, 1] }],
  ['1×1 filter', { ...one, kernel: [1, 1] }],
  ['first layer, RGB', { ...one, batch: 2, size: [9, 7], inputs: 3, outputs: 16 }],
  ['first layer, stride 2, 7×7', { ...one, size: [17, 15], inputs: 3, outputs: 10, kernel: [7, 7], strides: [2, 2] }],
  ['one channel in and out', { ...one, inputs: 1, outputs: 1 }],
  ['transposed convolution 2×2, stride 2', { ...one, size: [8, 6], inputs: 9, kernel: [2, 2], strides: [2, 2] }],
  ['stride beyond the filter', { ...one, size: [8, 8], kernel: [1, 1], strides: [3, 3], pad: 'valid' }],
  ['filter larger than the image', { ...one, size: [2, 3], kernel: [5, 7] }],
  ['rows left over', { ...one, size: [8, 9], kernel: [3, 3], strides: [3, 2], pad: 'valid' }],
  ["'same' with a stride beyond the filter", { ...one, size: [8, 9], kernel: [1, 3], strides: [2, 4] }],
  ['explicit padding', { ...one, size: [6, 5], strides: [2, 1], pad: [[0, 0], [3, 0], [0, 2], [0, 0]] }],
  ['dilation', { ...one, size: [9, 8], dilations: [2, 3] }],
  ['dilation and stride', { ...one, size: [9, 8], dilations: [2, 2], strides: [3, 2] }],
  ['many channels', { ...one, batch: 3, size: [4, 4], inputs: 40, outputs: 36 }],
];

const drawn = Array.from({ length: 250 }, (_, i): [string, Case] => {
  const c = draw(stream(7, 'conv', i));
  return [JSON.stringify(c), c];
});

beforeAll(async () => { await useBackend('wasm'); });

let before: [number, number];
const alive = (): [number, number] => [tf.memory().numTensors, tf.backend().numDataIds()];
beforeEach(() => { before = alive(); });
afterEach(() => { expect(alive()).toEqual(before); });

describe.each([...table, ...drawn])('%s', (_name, c) => {
  it('convolution', () => check(c, false));
  it('depthwise convolution', () => check({ ...c, outputs: (c.outputs % 3) + 1 }, true));
});

it.each<[string, Case]>([
  ['an empty batch', { ...one, batch: 0 }],
  ['no channels', { ...one, inputs: 0 }],
  ['no output', { ...one, size: [5, 2], pad: 'valid' }],
])('convolution of %s', (_name, c) => check(c, false));

it('gives the same bytes every time', () => {
  const c = { ...one, batch: 2, size: [9, 7] as [number, number], inputs: 7, outputs: 11 };
  expect(gradients(c, false)).toEqual(gradients(c, false));
});

it('refuses channels first', () => {
  const x = tf.zeros([1, 4, 5, 5]);
  const filterShape = [3, 3, 4, 8];
  const attributes = { strides: 1, pad: 'same', dataFormat: 'NCHW', filterShape };
  expect(() => run('Conv2DBackpropFilter', { x, dy: x }, attributes)).toThrow(/expected NHWC, received NCHW/);
  x.dispose();
});

function check(c: Case, depthwise: boolean): void {
  const { x, filter, dy, y, dw, dx } = gradients(c, depthwise);
  expect(relativeError(y, outputReference(c, x, filter, depthwise))).toBeLessThanOrEqual(TOLERANCE);
  expect(relativeError(dw, filterGradientReference(c, x, dy, depthwise))).toBeLessThanOrEqual(TOLERANCE);
  expect(relativeError(dx, inputGradientReference(c, filter, dy, depthwise))).toBeLessThanOrEqual(TOLERANCE);
}

function gradients(c: Case, depthwise: boolean) {
  const g = geometry(c, depthwise);
  const inputShape = [c.batch, ...c.size, c.inputs];
  const filterShape = [...c.kernel, c.inputs, c.outputs];
  const random = stream(11, 'values');
  const [x, filter, dy] = [inputShape, filterShape, g.outShape].map((shape) => values(random, shape));
  const prefix = depthwise ? 'DepthwiseConv2dNative' : 'Conv2D';
  const attributes = {
    strides: c.strides, dilations: c.dilations, pad: c.pad, dimRoundingMode: 'floor', dataFormat: 'NHWC',
    inputShape, filterShape,
  };
  return tf.tidy(() => {
    const [image, kernel, gradient] = [tf.tensor(x, inputShape), tf.tensor(filter, filterShape), tf.tensor(dy, g.outShape)];
    return {
      x, filter, dy,
      y: run(prefix, { x: image, filter: kernel }, attributes),
      dw: run(`${prefix}BackpropFilter`, { x: image, dy: gradient }, attributes),
      dx: run(`${prefix}BackpropInput`, { dy: gradient, filter: kernel }, attributes),
    };
  });
}

function run(kernel: string, inputs: tf.NamedTensorMap, attributes: object): Float32Array {
  const output = tf.engine().runKernel(kernel, inputs, attributes as tf.NamedAttrMap) as tf.Tensor;
  try {
    return output.dataSync<'float32'>();
  } finally {
    output.dispose();
  }
}

function values(random: Stream, shape: number[]): Float32Array {
  return Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => random.normal());
}

/** A random case whose output is not empty. */
function draw(random: Stream): Case {
  const between = (low: number, high: number) => low + random.integer(high - low + 1);
  const pair = (low: number, high: number): [number, number] => [between(low, high), between(low, high)];
  const zeros: [number, number] = [0, 0];
  for (;;) {
    const paddings: Case['pad'][] = ['same', 'valid', [zeros, pair(0, 3), pair(0, 3), zeros]];
    const c: Case = {
      batch: between(1, 3), size: pair(1, 13), inputs: between(1, random.bernoulli() ? 9 : 40),
      outputs: between(1, random.bernoulli() ? 9 : 40), kernel: pair(1, 5), strides: pair(1, 3),
      dilations: random.bernoulli(0.3) ? pair(1, 3) : [1, 1],
      pad: paddings[random.integer(3)],
    };
    const g = geometry(c);
    if (g.outHeight > 0 && g.outWidth > 0) return c;
  }
}
