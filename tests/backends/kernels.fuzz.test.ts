/**
 * Kernels on inputs of which one size, type or number is wrong: each refuses them in words, or computes from what it was given
 * alone. Memory beside the tensors holds NaN, or −1 as an integer, and may not be written to (`kernels/memory.ts`).
 */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { useBackend } from 'tfjs-blocks/backends';
import type { Stream } from 'tfjs-blocks/random';
import { fuzz } from '../fuzz';
import { withPoisonedMemory } from './kernels/memory';

beforeAll(async () => { await useBackend('wasm'); });

interface Call {
  shapes: Record<string, number[]>;
  attributes: Record<string, unknown>;
}

const window = { strides: [1, 1], pad: 'same', dilations: [1, 1] };
const padded = { ...window, pad: [[0, 0], [1, 1], [1, 1], [0, 0]] };
const fused = { activation: 'prelu', leakyreluAlpha: 0.2 };
const pool = { filterSize: [2, 2], strides: [2, 2], pad: 'valid' };
const plain = { transposeA: false, transposeB: false };
const x = [2, 4, 4, 3];

/** Calls that are right. Inputs are ones, of which no right kernel makes a number below zero. */
const calls: Record<string, Call[]> = {
  BatchMatMul: [
    { shapes: { a: [2, 3, 4], b: [2, 4, 5] }, attributes: plain },
    { shapes: { a: [4, 3], b: [4, 5] }, attributes: { transposeA: true, transposeB: false } },
    { shapes: { a: [3, 4], b: [5, 4] }, attributes: { transposeA: false, transposeB: true } },
  ],
  _FusedMatMul: [{ shapes: { a: [1, 3, 4], b: [1, 4, 5], bias: [5], preluActivationWeights: [5] }, attributes: { ...plain, ...fused } }],
  Conv2D: [{ shapes: { x, filter: [3, 3, 3, 5] }, attributes: window }, { shapes: { x, filter: [3, 2, 3, 5] }, attributes: padded }],
  FusedConv2D: [{ shapes: { x, filter: [3, 3, 3, 5], bias: [5], preluActivationWeights: [5] }, attributes: { ...window, ...fused } }],
  DepthwiseConv2dNative: [{ shapes: { x, filter: [3, 3, 3, 2] }, attributes: window }],
  FusedDepthwiseConv2D: [{ shapes: { x, filter: [3, 3, 3, 2], bias: [6], preluActivationWeights: [6] }, attributes: { ...window, ...fused } }],
  Conv2DBackpropInput: [
    { shapes: { dy: [2, 2, 2, 5], filter: [3, 3, 3, 5] }, attributes: { ...window, strides: [2, 2], inputShape: x } },
    { shapes: { dy: [2, 4, 4, 5], filter: [3, 3, 3, 5] }, attributes: { ...padded, inputShape: x } },
  ],
  Conv2DBackpropFilter: [{ shapes: { x, dy: [2, 4, 4, 5] }, attributes: { ...window, filterShape: [3, 3, 3, 5] } }],
  DepthwiseConv2dNativeBackpropInput: [{ shapes: { dy: [2, 4, 4, 6], filter: [3, 3, 3, 2] }, attributes: { ...window, inputShape: x } }],
  DepthwiseConv2dNativeBackpropFilter: [{ shapes: { x, dy: [2, 4, 4, 6] }, attributes: { ...window, filterShape: [3, 3, 3, 2] } }],
  MaxPool: [{ shapes: { x }, attributes: pool }],
  AvgPool: [{ shapes: { x }, attributes: pool }],
  MaxPoolGrad: [{ shapes: { dy: [2, 2, 2, 3], input: x, output: [2, 2, 2, 3] }, attributes: pool }],
  AvgPoolGrad: [{ shapes: { dy: [2, 2, 2, 3], input: x }, attributes: pool }],
  FusedBatchNorm: [
    { shapes: { x, mean: [3], variance: [3], offset: [3], scale: [3] }, attributes: { varianceEpsilon: 1 } },
    { shapes: { x, mean: x, variance: x, offset: x, scale: x }, attributes: { varianceEpsilon: 1 } },
    { shapes: { x, mean: [2, 1, 1, 1], variance: [2, 1, 1, 1], scale: [1, 1, 1, 3] }, attributes: { varianceEpsilon: 1 } },
  ],
  ResizeBilinearGrad: [{ shapes: { dy: [2, 7, 5, 3], images: x }, attributes: { alignCorners: false, halfPixelCenters: true } }],
  ResizeNearestNeighborGrad: [{ shapes: { dy: [2, 7, 5, 3], images: x }, attributes: { alignCorners: false, halfPixelCenters: true } }],
  UnsortedSegmentSum: [{ shapes: { x: [2, 3, 4], segmentIds: [2, 3] }, attributes: { numSegments: 3 } }],
  Sum: [{ shapes: { x: [2, 3, 4] }, attributes: { axis: [0, 1], keepDims: false } }],
  Mean: [{ shapes: { x: [2, 3, 4] }, attributes: { axis: [1, 2], keepDims: true } }],
  Tile: [{ shapes: { x: [2, 3] }, attributes: { reps: [2, 3] } }],
  Concat: [{ shapes: { 0: [2, 3], 1: [2, 4] }, attributes: { axis: 1 } }],
  SplitV: [{ shapes: { x: [2, 6] }, attributes: { numOrSizeSplits: [1, 2, 3], axis: 1 } }],
  Slice: [{ shapes: { x: [2, 6, 3] }, attributes: { begin: [0, 2, 1], size: [2, 3, 2] } }],
  Identity: [{ shapes: { x: [2, 3] }, attributes: {} }],
  Cast: [{ shapes: { x: [2, 3] }, attributes: { dtype: 'int32' } }],
};

const odd = [-2, -1, 0, 0.5, 1, 2, 3, 5, 40];
const types: tf.DataType[] = ['float32', 'int32', 'bool'];

function pick<T>(random: Stream, list: readonly T[]): T {
  return list[random.integer(list.length)];
}

/** Changes one number in place, however deep in the lists; returns whether there was one. */
function spoilNumber(holder: Record<string, unknown> | unknown[], random: Stream): boolean {
  const entries = Object.entries(holder).filter(([, value]) => typeof value === 'number' || typeof value === 'object');
  if (entries.length === 0) return false;
  const [key, value] = pick(random, entries);
  if (typeof value === 'object') return spoilNumber(value as unknown[], random);
  (holder as Record<string, unknown>)[key] = pick(random, odd);
  return true;
}

function spoilShape(shape: number[], random: Stream): void {
  const axis = random.integer(shape.length);
  switch (random.integer(4)) {
    case 0: shape.splice(axis, 1); break;
    case 1: shape.splice(axis, 0, pick(random, [1, 2])); break;
    default: shape[axis] = Math.max(0, shape[axis] + pick(random, [-3, -2, -1, 1, 2, 5]));
  }
}

function tryCall(kernel: string, { shapes, attributes }: Call, random: Stream): void {
  const dtypes: Record<string, tf.DataType> = { segmentIds: 'int32' };
  const input = pick(random, Object.keys(shapes));
  const kind = random.integer(5);
  if (kind === 0) dtypes[input] = pick(random, types);
  if (kind === 1) spoilNumber(attributes, random);
  if (kind > 1) spoilShape(shapes[input], random);
  if (kind === 4) spoilShape(shapes[pick(random, Object.keys(shapes))], random);
  withPoisonedMemory(pick(random, [0, 4, 8, 12]), () => tf.tidy(() => {
    const inputs = Object.entries(shapes).map(([name, shape]) => [name, tf.ones(shape, (dtypes[name] ?? 'float32') as 'float32')] as const);
    const named = kernel === 'Concat' ? inputs.map(([, tensor]) => tensor) : Object.fromEntries(inputs);
    const outputs = [tf.engine().runKernel(kernel, named as tf.NamedTensorMap, attributes as tf.NamedAttrMap) as tf.Tensor | tf.Tensor[]].flat();
    // Nothing at all, as a window in the padding alone holds it, has no mean and no largest element; nor has −1 a root.
    const empty = { MaxPool: -Infinity, AvgPool: NaN, Mean: NaN, FusedBatchNorm: NaN }[kernel];
    const mayBeEmpty = kind === 1 || shapes.x?.includes(0);
    for (const output of outputs) {
      const strange = [...output.dataSync()].filter((value) => !(value >= 0) && !(mayBeEmpty && Object.is(value, empty)));
      expect(strange, JSON.stringify({ shapes, attributes, dtypes })).toEqual([]);
    }
  }));
}

const held = () => [tf.memory().numTensors, tf.backend().numDataIds()];

it.each(Object.keys(calls))('%s', async (kernel) => {
  await fuzz(`kernel ${kernel}`, (random) => {
    const call = structuredClone(pick(random, calls[kernel]));
    const before = held();
    try {
      tryCall(kernel, call, random);
    } finally {
      expect(held(), JSON.stringify(call)).toEqual(before);
    }
  });
});
