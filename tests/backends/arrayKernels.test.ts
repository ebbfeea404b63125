/** Kernels that copy, sum and broadcast, against plain loops over indices. */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-layers';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { useBackend } from 'tfjs-blocks/backends';
import { stream } from 'tfjs-blocks/random';
import { relativeError } from './reference';

beforeAll(async () => { await useBackend('wasm'); });

let before: [number, number];
const alive = (): [number, number] => [tf.memory().numTensors, tf.backend().numDataIds()];
beforeEach(() => { before = alive(); });
afterEach(() => { expect(alive()).toEqual(before); });

const sizeOf = tf.util.sizeFromShape;

function normal(shape: number[], seed = 1): Float32Array {
  const random = stream(seed, 'arrays');
  return Float32Array.from({ length: sizeOf(shape) }, () => random.normal());
}

/** Index along each axis of the element at `flat`. */
function indexOf(flat: number, shape: readonly number[]): number[] {
  return tf.util.indexToLoc(flat, shape.length, tf.util.computeStrides([...shape]));
}

function flatOf(index: readonly number[], shape: readonly number[]): number {
  return index.reduce((flat, i, axis) => flat * shape[axis] + i, 0);
}

/** The array of the given shape whose elements `valueAt` gives. */
function build(shape: number[], valueAt: (index: number[]) => number): Float64Array {
  return Float64Array.from({ length: sizeOf(shape) }, (_, flat) => valueAt(indexOf(flat, shape)));
}

function valuesOf(make: () => tf.Tensor): Float32Array {
  return tf.tidy(() => make().dataSync<'float32'>());
}

describe.each<[number[], number[]]>([
  [[3, 5, 4, 16], [0, 1, 2]], [[300, 37], [0]], [[2, 9, 7, 21], [1, 2]], [[2, 3, 4], [2]], [[1000], [0]], [[7, 131], [1]],
  [[2, 3, 4, 5], [0, 2]], [[4, 1, 6], [1]], [[2, 3], []], [[], []], [[0, 3], [0]],
])('sums of %j along %j', (shape, axes) => {
  it.each([true, false])('keepDims %s', (keepDims) => {
    const x = normal(shape);
    const kept = shape.flatMap((size, axis) => (axes.includes(axis) ? (keepDims ? [1] : []) : [size]));
    const sums = new Float64Array(sizeOf(kept));
    x.forEach((value, flat) => {
      const rest = indexOf(flat, shape).filter((_, axis) => !axes.includes(axis));
      sums[flatOf(rest, shape.filter((_, axis) => !axes.includes(axis)))] += value;
    });
    const [sum, mean] = tf.tidy(() => {
      const tensor = tf.tensor(x, shape);
      return [tf.sum(tensor, axes, keepDims), tf.mean(tensor, axes, keepDims)].map((t) => {
        expect(t.shape).toEqual(kept);
        return t.dataSync();
      });
    });
    const count = axes.reduce((product, axis) => product * shape[axis], 1);
    expect(relativeError(sum, sums)).toBeLessThanOrEqual(2e-6);
    if (count > 0) expect(relativeError(mean, sums.map((s) => s / count))).toBeLessThanOrEqual(2e-6);
  });
});

it('sums a million equal numbers to within two parts in a million', () => {
  const total = valuesOf(() => tf.sum(tf.fill([2 ** 20, 3], 0.1), 0));
  for (const value of total) expect(Math.abs(value / (0.1 * 2 ** 20) - 1)).toBeLessThan(2e-6);
});

it('sums int32 and bool as stock does', () => {
  expect([...valuesOf(() => tf.sum(tf.tensor2d([1, 2, 3, 4], [2, 2], 'int32'), 0))]).toEqual([4, 6]);
  expect([...valuesOf(() => tf.mean(tf.tensor2d([1, 2, 3, 4], [2, 2], 'int32'), 0))]).toEqual([2, 3]);
  expect([...valuesOf(() => tf.sum(tf.tensor1d([true, false, true], 'bool')))]).toEqual([2]);
});

describe.each<[number[], number[]]>([
  [[1, 1, 1, 5], [2, 3, 4, 1]], [[3], [4]], [[2, 3], [3, 2]], [[2, 1, 3], [1, 4, 2]], [[1], [70000]], [[2, 2, 2], [1, 1, 1]],
  [[7, 1], [1, 9]], [[40, 3], [5, 1]], [[0, 2], [3, 1]],
])('tile of %j by %j', (shape, reps) => {
  it.each(['float32', 'int32', 'bool'] as const)('%s', (dtype) => {
    const x = Array.from({ length: sizeOf(shape) }, (_, i) => (dtype === 'bool' ? i % 2 : i));
    const tiled = shape.map((size, axis) => size * reps[axis]);
    const expected = build(tiled, (index) => x[flatOf(index.map((i, axis) => i % shape[axis]), shape)]);
    expect([...valuesOf(() => tf.tile(tf.tensor(x, shape, dtype), reps))]).toEqual([...expected]);
  });
});

describe.each<[number[], number, number[]]>([
  [[2, 3, 4], 0, [1, 1]], [[2, 3, 4], 1, [1, 2]], [[2, 3, 5], 2, [2, 0, 3]], [[6], 0, [1, 2, 3]], [[2, 4, 4, 33], 3, [16, 17]],
])('concat and split of %j along %d into %j', (shape, axis, sizes) => {
  it.each(['float32', 'int32', 'bool'] as const)('%s', (dtype) => {
    const x = Array.from({ length: sizeOf(shape) }, (_, i) => (dtype === 'bool' ? i % 2 : i));
    let start = 0;
    const parts = sizes.map((size) => {
      const from = start;
      start += size;
      const partShape = shape.map((length, i) => (i === axis ? size : length));
      return [...build(partShape, (index) => x[flatOf(index.map((i, a) => (a === axis ? i + from : i)), shape)])];
    });
    tf.tidy(() => {
      const split = tf.split(tf.tensor(x, shape, dtype), sizes, axis);
      expect(split.map((part) => [...part.dataSync()])).toEqual(parts);
      const joined = tf.concat(split, axis);
      expect(joined.shape).toEqual(shape);
      expect(joined.dtype).toBe(dtype);
      expect([...joined.dataSync()]).toEqual(x);
    });
  });
});

it('joins strings', () => {
  const joined = tf.tidy(() => tf.concat([tf.tensor1d(['a']), tf.tensor1d(['b', 'c'])]).dataSync<'string'>());
  expect(joined).toEqual(['a', 'b', 'c']);
});

describe.each<[number[], number[]]>([
  [[2, 3, 4, 16], [16]], [[2, 3, 4, 37], [1, 1, 1, 37]], [[5, 3], [3]], [[3], [5, 3]], [[1, 3], [4, 3]], [[2, 1], [2, 3]],
  [[4], []], [[1], [3]], [[4, 1, 3], [1, 5, 1]], [[2, 3, 1], [1]],
])('%j with %j', (shapeA, shapeB) => {
  it.each([
    ['add', tf.add, (p: number, q: number) => p + q],
    ['sub', tf.sub, (p: number, q: number) => p - q],
    ['mul', tf.mul, (p: number, q: number) => p * q],
  ] as const)('%s', (_name, op, f) => {
    const [a, b] = [normal(shapeA, 1), normal(shapeB, 2)];
    const shape = tf.broadcast_util.assertAndGetBroadcastShape(shapeA, shapeB);
    const at = (x: Float32Array, own: number[], index: number[]) =>
      x[flatOf(own.map((size, axis) => (size === 1 ? 0 : index[axis + shape.length - own.length])), own)];
    const expected = build(shape, (index) => f(at(a, shapeA, index), at(b, shapeB, index)));
    const actual = valuesOf(() => op(tf.tensor(a, shapeA), tf.tensor(b, shapeB)));
    expect(relativeError(actual, expected)).toBeLessThanOrEqual(2e-7);
  });
});

it('shares the data of a clone until both are gone', () => {
  const x = tf.tensor1d([1, 2, 3]);
  const copy = tf.clone(x);
  x.dispose();
  expect([...copy.dataSync()]).toEqual([1, 2, 3]);
  copy.dispose();
  expect([...valuesOf(() => tf.cast(tf.tensor1d([1.5, -1.5]), 'int32'))]).toEqual([1, -1]);
});

describe.each<[number[], boolean, boolean]>([
  [[2, 3, 5, 16], true, true], [[2, 3, 5, 7], false, true], [[4, 4, 1, 33], true, false], [[1, 1, 1, 1], false, false],
])('batch norm of %j, scale %s, offset %s', (shape, hasScale, hasOffset) => {
  const channels = shape[3];
  const [x, mean, scale, offset, dy] = [shape, [channels], [channels], [channels], shape].map((s, i) => normal(s, i + 1));
  const variance = normal([channels], 9).map((v) => v * v + 0.5);
  const epsilon = 1e-3;
  const root = (c: number) => 1 / Math.sqrt(variance[c] + epsilon);
  const scaleAt = (c: number) => (hasScale ? scale[c] : 1);
  const apply = (...t: tf.Tensor[]) => tf.batchNorm(
    t[0] as tf.Tensor4D, t[1] as tf.Tensor1D, t[2] as tf.Tensor1D,
    hasOffset ? t[4] as tf.Tensor1D : undefined, hasScale ? t[3] as tf.Tensor1D : undefined, epsilon,
  );
  const inputs = () => [tf.tensor(x, shape), ...[mean, variance, scale, offset].map((v) => tf.tensor1d(v))];

  it('forward', () => {
    const expected = build(shape, (index) => {
      const c = index[3];
      return (x[flatOf(index, shape)] - mean[c]) * root(c) * scaleAt(c) + (hasOffset ? offset[c] : 0);
    });
    expect(relativeError(valuesOf(() => apply(...inputs())), expected)).toBeLessThanOrEqual(1e-6);
  });

  // Without a scale or an offset tfjs-core itself fails before it comes to the gradient.
  it.runIf(hasScale && hasOffset)('gradients', () => {
    const sums = new Float64Array(channels);
    const moments = new Float64Array(channels);
    dy.forEach((value, i) => {
      sums[i % channels] += value;
      moments[i % channels] += value * (x[i] - mean[i % channels]);
    });
    const expected = [
      Float64Array.from(dy, (value, i) => value * root(i % channels) * scaleAt(i % channels)),
      sums.map((s, c) => -s * root(c) * scaleAt(c)),
      moments.map((m, c) => -0.5 * m * scaleAt(c) * root(c) ** 3),
      moments.map((m, c) => m * root(c)),
      sums,
    ];
    const actual = tf.tidy(() => tf.grads(apply)(inputs(), tf.tensor(dy, shape)).map((t) => t.dataSync()));
    actual.forEach((gradient, i) => expect(relativeError(gradient, expected[i])).toBeLessThanOrEqual(5e-6));
  });
});

it('batch norm with statistics of full shape keeps its gradients', () => {
  const [x, mean, dy] = [1, 2, 3].map((seed) => normal([1, 2, 2, 3], seed));
  const [dx, dMean] = tf.tidy(() => {
    const [variance, offset, scale] = [4, 0, 1].map((value) => tf.fill<tf.Rank.R4>([1, 2, 2, 3], value));
    const f = (a: tf.Tensor, m: tf.Tensor) => tf.batchNorm(a as tf.Tensor4D, m as tf.Tensor4D, variance, offset, scale, 0);
    const [images, means, gradient] = [x, mean, dy].map((t) => tf.tensor(t, [1, 2, 2, 3]));
    return tf.grads(f)([images, means], gradient).map((t) => t.dataSync());
  });
  expect(relativeError(dx, Float64Array.from(dy, (v) => v / 2))).toBeLessThanOrEqual(1e-6);
  expect(relativeError(dMean, Float64Array.from(dy, (v) => -v / 2))).toBeLessThanOrEqual(1e-6);
});

it.each<[number[], number[] | undefined]>([
  [[2, 3, 4], [1]], [[2, 3, 4], [0, 2]], [[5], undefined],
])('gradient of the mean of %j along %j', (shape, axes) => {
  const gradient = valuesOf(() => {
    const weights = tf.mean(tf.tensor(normal(shape), shape), axes);
    return tf.grad((x) => tf.sum(tf.mul(tf.mean(x, axes), weights)))(tf.tensor(normal(shape, 2), shape));
  });
  const over = axes ?? shape.map((_, axis) => axis);
  const count = over.reduce((product, axis) => product * shape[axis], 1);
  const means = tf.tidy(() => tf.broadcastTo(tf.mean(tf.tensor(normal(shape), shape), axes, true), shape).dataSync());
  expect(relativeError(gradient, Float64Array.from(means, (m) => m / count))).toBeLessThanOrEqual(1e-6);
});
