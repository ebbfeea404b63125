/** Inputs off the usual path: nothing outside a kernel's output is written, and what cannot be right is refused. */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-layers';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { useBackend } from 'tfjs-blocks/backends';

beforeAll(async () => { await useBackend('wasm'); });

let before: [number, number];
const alive = (): [number, number] => [tf.memory().numTensors, tf.backend().numDataIds()];
beforeEach(() => { before = alive(); });
afterEach(() => { expect(alive()).toEqual(before); });

/** Run `f` while the smallest pieces of the heap lie free between tensors, and expect these to stay as they were. */
function expectNoStrayWrites(f: () => tf.Tensor): void {
  const small = Array.from({ length: 400 }, (_, i) => tf.tensor1d([i]));
  const kept = small.filter((_, i) => i % 2 === 0);
  tf.dispose(small.filter((_, i) => i % 2 === 1));
  tf.dispose(f());
  expect(kept.map((t) => t.dataSync()[0])).toEqual(kept.map((_, i) => 2 * i));
  tf.dispose(kept);
}

describe('tile', () => {
  it('repeats nothing into nothing', () => {
    const x = tf.fill([1000], -1);
    expectNoStrayWrites(() => {
      const empty = tf.tile(x, [0]);
      expect(empty.shape).toEqual([0]);
      return empty;
    });
    x.dispose();
  });

  it.each([[[-1]], [[1.5]]])('refuses to repeat %j times', (reps) => {
    const x = tf.tensor1d([1, 2]);
    expect(() => tf.tidy(() => tf.tile(x, reps))).toThrow(
      `Invalid \`reps\` in tile: expected whole numbers, zero or more, received [${reps}].`,
    );
    x.dispose();
  });

  it('refuses strings', () => {
    const x = tf.tensor1d(['a', 'b']);
    expect(() => tf.tile(x, [2])).toThrow('Invalid `x` in tile on the WASM backend: expected numbers, received strings.');
    x.dispose();
  });
});

describe('concat', () => {
  it('joins strings', () => {
    const joined = tf.tidy(() => tf.concat([tf.tensor1d(['a']), tf.tensor1d(['b', 'c'])]).dataSync<'string'>());
    expect(joined).toEqual(['a', 'b', 'c']);
  });

  it.each([[0, 1, 2], [1, 2, 0], [2, 0, 1]])('converts other types to that of the first (order %d, %d, %d)', (...order) => {
    const parts = tf.tidy(() => {
      const tensors = [tf.tensor1d([1.5, -3]), tf.tensor1d([2, 70000], 'int32'), tf.tensor1d([true, false, true], 'bool')];
      const ordered = order.map((i) => tensors[i]);
      const joined = tf.concat(ordered);
      expect(joined.dtype).toBe(ordered[0].dtype);
      const numbers = ordered.flatMap((t) => [...t.dataSync()]);
      const list = { float32: Float32Array, int32: Int32Array, bool: Uint8Array }[joined.dtype as 'bool'];
      return [[...joined.dataSync()], [...list.from(numbers)]];
    });
    expect(parts[0]).toEqual(parts[1]);
  });
});

describe('segment sum', () => {
  it('refuses bool', () => {
    const [x, ids] = [tf.ones([4, 64], 'bool'), tf.tensor1d([0, 1, 1, 0], 'int32')];
    expect(() => tf.unsortedSegmentSum(x, ids, 2)).toThrow(
      'Invalid `x` in unsortedSegmentSum: expected float32 or int32, received bool.',
    );
    tf.dispose([x, ids]);
  });

  it('refuses more ids than rows', () => {
    const [x, ids] = [tf.ones([2, 3]), tf.zeros<tf.Rank.R1>([40], 'int32')];
    expect(() => {
      const attributes = { numSegments: 1 };
      tf.dispose(tf.engine().runKernel('UnsortedSegmentSum', { x, segmentIds: ids }, attributes) as tf.Tensor);
    }).toThrow('expected the shape that x begins with, [2], received [40].');
    tf.dispose([x, ids]);
  });
});

/** 0, 1, 2, … in the given shape. */
function counted(shape: number[]): tf.Tensor {
  return tf.tensor(Float32Array.from({ length: tf.util.sizeFromShape(shape) }, (_, i) => i), shape);
}

describe('bias', () => {
  type Activation = tf.fused.Activation;
  const convolve = (bias: tf.Tensor, activation: Activation = 'linear'): tf.Tensor => tf.fused.conv2d({
    x: tf.zeros<tf.Rank.R4>([1, 8, 8, 8]), filter: tf.zeros<tf.Rank.R4>([1, 1, 8, 8]), strides: 1, pad: 'same', bias, activation,
  });
  const multiply = (bias: tf.Tensor, activation: Activation = 'linear'): tf.Tensor =>
    tf.fused.matMul({ a: tf.zeros([8, 3]), b: tf.zeros([3, 8]), bias, activation });

  it.each([['conv2d', [8], convolve], ['conv2d', [1, 1, 8], convolve], ['matMul', [1, 8], multiply]] as const)(
    'by channel is added: %s, %j', (_name, shape, op) => {
      const y = tf.tidy(() => op(counted([...shape])).dataSync());
      expect([...y]).toEqual(Array.from(y, (_, i) => i % 8));
    },
  );

  it.each([
    ['conv2d', [], convolve], ['conv2d', [1], convolve], ['conv2d', [8, 8, 8], convolve], ['conv2d', [8, 1, 1], convolve],
    ['matMul', [8, 1], multiply], ['matMul', [8, 8], multiply],
  ] as const)('of another shape is spread like any operand, before the activation: %s, %j', (_name, shape, op) => {
    const y = tf.tidy(() => op(tf.sub(counted([...shape]), 3), 'relu'));
    const expected = tf.tidy(() => tf.broadcastTo(tf.relu(tf.sub(counted([...shape]), 3)), y.shape));
    expect([...y.dataSync()]).toEqual([...expected.dataSync()]);
    tf.dispose([y, expected]);
  });
});

describe('fused activations', () => {
  const x = () => counted([1, 3, 3, 2]);
  const filter = () => tf.tensor4d([1, -1, -1, 1], [1, 1, 2, 2]);
  const convolve = (activation: tf.fused.Activation, options: { leakyreluAlpha?: number; preluActivationWeights?: tf.Tensor }) =>
    tf.fused.conv2d({ x: x() as tf.Tensor4D, filter: filter(), strides: 1, pad: 'same', activation, ...options });
  const plain = () => tf.conv2d(x() as tf.Tensor4D, filter(), 1, 'same');

  it.each([
    ['leakyrelu', () => convolve('leakyrelu', { leakyreluAlpha: 0.3 }), () => tf.leakyRelu(plain(), 0.3)],
    ['leakyrelu', () => convolve('leakyrelu', {}), () => tf.leakyRelu(plain())],
    ['prelu', () => convolve('prelu', { preluActivationWeights: tf.tensor([0.1, 0.5]) }), () => tf.prelu(plain(), tf.tensor([0.1, 0.5]))],
    ['elu', () => convolve('elu', { preluActivationWeights: tf.tensor([0.1, 0.5]) }), () => tf.elu(plain())],
  ] as const)('%s is that of two steps', (_name, fused, inSteps) => {
    const [actual, expected] = tf.tidy(() => [fused().dataSync(), inSteps().dataSync()]);
    expect([...actual]).toEqual([...expected]);
  });

  it('that tfjs has not is named', () => {
    expect(() => tf.tidy(() => convolve('gelu' as tf.fused.Activation, {}))).toThrow(/`activation`: expected linear or one of relu, .*gelu/);
  });
});

describe('clones and casts', () => {
  it('share data until all are gone', () => {
    const x = tf.tensor1d([1, 2, 3]);
    const copies = [tf.clone(x), tf.cast(x, 'float32')];
    expect(tf.backend().numDataIds()).toBe(before[1] + 1);
    x.dispose();
    for (const copy of copies) {
      expect([...copy.dataSync()]).toEqual([1, 2, 3]);
      copy.dispose();
    }
  });

  it('to bool ask for what is not zero', () => {
    const truths = (x: tf.Tensor1D) => tf.tidy(() => [...tf.cast(x, 'bool').dataSync()]);
    expect(tf.tidy(() => truths(tf.tensor1d([0, -0, 0.5, 256, -1, NaN, Infinity])))).toEqual([0, 0, 1, 1, 1, 1, 1]);
    expect(tf.tidy(() => truths(tf.tensor1d([0, 256, -1], 'int32')))).toEqual([0, 1, 1]);
  });
});

describe('strings', () => {
  it('counts the bytes of a clone', () => {
    const { numBytes } = tf.memory();
    const x = tf.tensor1d(['a', 'bcd']);
    const copy = tf.clone(x);
    x.dispose();
    expect(copy.dataSync<'string'>()).toEqual(['a', 'bcd']);
    copy.dispose();
    expect(tf.memory().numBytes).toBe(numBytes);
  });
});

it.each<[string, () => tf.Tensor]>([
  ['x', () => tf.conv2dTranspose(tf.ones<tf.Rank.R4>([1, 2, 2, 1], 'int32'), tf.ones([2, 2, 1, 1]), [1, 4, 4, 1], 2, 'same')],
  ['filter', () => tf.conv2dTranspose(tf.ones<tf.Rank.R4>([1, 2, 2, 1]), tf.ones([2, 2, 1, 1], 'int32'), [1, 4, 4, 1], 2, 'same')],
  ['variance', () => tf.batchNorm(tf.ones([2, 2]), tf.tensor1d([1, 1]), tf.tensor1d([1, 1], 'int32'))],
  ['dy', () => {
    const [x, dy] = [tf.ones([1, 3, 3, 1]), tf.ones([1, 3, 3, 1], 'int32')];
    const attributes = { strides: [1, 1], dilations: [1, 1], pad: 'same', filterShape: [2, 2, 1, 1] };
    return tf.engine().runKernel('DepthwiseConv2dNativeBackpropFilter', { x, dy }, attributes);
  }],
])('refuses a %s of integers', (name, run) => tf.tidy(() => {
  expect(run).toThrow(new RegExp(`Invalid \`${name}\`.*expected float32, received int32`));
}));
