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
});

describe('concat', () => {
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
