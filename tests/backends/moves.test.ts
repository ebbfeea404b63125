/** Inputs that another backend holds are moved into memory that grows for them, or has no room. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeEach, expect, it } from 'vitest';
import { useBackend } from 'tfjs-blocks/backends';

interface Module {
  _malloc(bytes: number): number;
  HEAPU8: Uint8Array;
}

const moduleOf = () => (tf.backend() as unknown as { wasm: Module }).wasm;

/** A new backend, whose memory still has its first size. */
beforeEach(async () => {
  await useBackend('cpu');
  const factory = tf.findBackendFactory('wasm');
  if (factory) {
    tf.removeBackend('wasm');
    tf.registerBackend('wasm', factory, 2);
  }
  await useBackend('wasm');
  await useBackend('cpu');
});

it.each([512, 1024])('convolves with a filter of %d channels made on another backend', async (channels) => {
  const filter = tf.ones<tf.Rank.R4>([3, 3, channels, channels]);
  const bias = tf.ones([channels]);
  await useBackend('wasm');
  const x = tf.ones<tf.Rank.R4>([1, 1, 1, channels]);
  const size = moduleOf().HEAPU8.length;
  const y = tf.fused.conv2d({ x, filter, bias, strides: 1, pad: 'same' });
  expect(moduleOf().HEAPU8.length).toBeGreaterThan(size);
  expect([...y.dataSync()]).toEqual(Array(channels).fill(channels + 1));
  tf.dispose([x, filter, bias, y]);
});

it('multiplies by a matrix made on another backend', async () => {
  const b = tf.ones<tf.Rank.R2>([1, 2 ** 23]);
  const bias = tf.ones([2 ** 23]);
  await useBackend('wasm');
  const a = tf.ones<tf.Rank.R2>([1, 1]);
  const y = tf.fused.matMul({ a, b, bias });
  expect([...new Set(y.dataSync())]).toEqual([2]);
  tf.dispose([a, b, bias, y]);
});

it('normalizes by statistics made on another backend', async () => {
  const [mean, variance, offset] = [1, 3, 5].map((value) => tf.fill<tf.Rank.R1>([2 ** 22], value));
  await useBackend('wasm');
  const [x, scale] = [tf.fill([1, 2 ** 22], 2), tf.fill<tf.Rank.R1>([2 ** 22], 4)];
  const y = tf.batchNorm(x as tf.Tensor2D, mean, variance, offset, scale, 1);
  expect([...new Set(y.dataSync())]).toEqual([7]);
  tf.dispose([mean, variance, offset, x, scale, y]);
});

/** Run `f` with an allocator that has no room for pieces of `bytes` after the first `count` of them. */
function withRoomFor<T>(count: number, bytes: number, f: () => T): T {
  const module = moduleOf();
  const malloc = module._malloc;
  module._malloc = (size) => {
    if (size === bytes && count-- === 0) throw new Error('Out of memory');
    return malloc(size);
  };
  try {
    return f();
  } finally {
    module._malloc = malloc;
  }
}

it('keeps nothing of a split that found no room for all parts', async () => {
  await useBackend('wasm');
  const x = tf.ones([300, 3]);
  const before = [tf.memory().numTensors, tf.backend().numDataIds()];
  expect(() => withRoomFor(2, 1200, () => tf.split(x, 3, 1))).toThrow('Out of memory');
  expect([tf.memory().numTensors, tf.backend().numDataIds()]).toEqual(before);
  x.dispose();
});

it('keeps nothing of a convolution that found no room for its filter', async () => {
  const filter = tf.ones<tf.Rank.R4>([3, 3, 16, 8]);
  await useBackend('wasm');
  const x = tf.ones<tf.Rank.R4>([1, 5, 5, 16]);
  const before = [tf.memory().numTensors, tf.backend().numDataIds()];
  expect(() => withRoomFor(0, filter.size * 4, () => tf.conv2d(x, filter, 1, 'same'))).toThrow('Out of memory');
  expect([tf.memory().numTensors, tf.backend().numDataIds()]).toEqual(before);
  x.dispose();
});
