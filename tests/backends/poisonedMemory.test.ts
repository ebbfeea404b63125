/** That the checks of the kernels see what they are there to see. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from 'tfjs-blocks/backends';
import { stream } from 'tfjs-blocks/random';
import { addressOf, type WasmBackend, wasmBackend, withScratch } from '../../src/backends/wasm/backend';
import { kernelCheck } from './kernels/check';
import { withPoisonedMemory } from './kernels/memory';
import { normal, relativeError, spoil } from './kernels/values';

let backend: WasmBackend;
beforeAll(async () => {
  await useBackend('wasm');
  backend = wasmBackend();
});

const floatsAt = (address: number, count: number) => new Float32Array(backend.wasm.HEAPU8.buffer, address, count);

describe('poisoned memory', () => {
  it.each([0, 4, 8, 12])('makes outputs and scratch of NaN, %d bytes off', (shift) => {
    withPoisonedMemory(shift, () => {
      const output = backend.makeOutput([3, 5], 'float32');
      const address = addressOf(backend, output);
      expect([...floatsAt(address, 15)]).toEqual(Array(15).fill(NaN));
      expect(address % 16).toBe(shift);
      backend.disposeData(output.dataId);
      withScratch(backend, [24, 40], ([, second]) => expect([...floatsAt(second, 10)]).toEqual(Array(10).fill(NaN)));
    });
  });

  it('leaves NaN behind in what was freed', () => {
    const address = withPoisonedMemory(0, () => {
      const x = tf.tensor1d([1, 2, 3, 4, 5, 6, 7, 8]);
      const place = addressOf(backend, x);
      x.dispose();
      return place;
    });
    expect([...floatsAt(address, 8)].slice(0, 4)).toEqual(Array(4).fill(NaN));
  });

  it.each([
    [-4, 'before'], [20, 'after'], [60, 'after'],
  ])('notices a number at byte %d of a block of 20', (offset, where) => {
    expect(() => withPoisonedMemory(8, () => {
      const address = backend.wasm._malloc(20);
      floatsAt(address + offset, 1)[0] = 0;
      backend.wasm._free(address);
    })).toThrow(`A kernel wrote ${where} a block of 20 bytes.`);
  });

  it('notices what is not freed', () => {
    expect(() => withPoisonedMemory(0, () => { backend.wasm._malloc(12); })).toThrow('A kernel kept 12 bytes.');
  });

  it('gives the allocator back', () => {
    const { _malloc, _free } = backend.wasm;
    expect(() => withPoisonedMemory(0, () => { throw new Error('as it was'); })).toThrow('as it was');
    expect([backend.wasm._malloc, backend.wasm._free]).toEqual([_malloc, _free]);
  });
});

describe('a check', () => {
  const doubling = (run: (x: tf.Tensor) => tf.Tensor) => kernelCheck({
    name: 'double',
    draw: () => ({ size: 9 }),
    inputs: (c, random) => [normal(random, [c.size])],
    run: (_, [x]) => run(x),
    expected: (c, [x]) => ({ shape: [c.size], values: x.values.map((value) => 2 * value) }),
  });

  it('passes what is right', () => {
    const check = doubling((x) => tf.mul(x, 2));
    expect([check.run(0), check.run(1, true)]).toEqual([0, 0]);
  });

  it.each<[string, (x: tf.Tensor) => tf.Tensor, string]>([
    ['a number that is wrong', (x) => tf.mul(x, 2.00001), 'relative error'],
    ['another shape', (x) => tf.mul(tf.reshape(x, [3, 3]), 2), 'shapes [[3,3]], expected [[9]]'],
    ['a tensor that is kept', (x) => tf.keep(tf.mul(x, 2)), 'A kernel kept 36 bytes.'],
  ])('fails on %s, and names the case', (_name, run, message) => {
    expect(() => doubling(run).run(5)).toThrow(/^double, draw 5, {"size":9}, address shifted by \d+: /);
    expect(() => doubling(run).run(5)).toThrow(message);
  });

  it('fails where NaN is lost', () => {
    const check = doubling((x) => tf.mul(tf.where(tf.isFinite(x), x, tf.zerosLike(x)), 2));
    expect(check.run(0)).toBe(0);
    expect(() => check.run(0, true)).toThrow('relative error Infinity');
  });
});

describe('the relative error', () => {
  const error = (actual: number[], ...readings: number[][]) =>
    relativeError(Float64Array.from(actual), readings.map((values) => ({ shape: [], values: Float64Array.from(values) })));

  it('goes by the largest finite magnitude', () => {
    expect(error([1, -3.5, Infinity], [1, -4, Infinity])).toBe(0.125);
    expect(error([0, 0], [0, 0])).toBe(0);
  });

  it('takes NaN and ±∞ for themselves only', () => {
    expect(error([NaN, Infinity, -Infinity], [NaN, Infinity, -Infinity])).toBe(0);
    for (const wrong of [0, NaN, -Infinity]) expect(error([wrong], [Infinity])).toBe(Infinity);
    expect(error([1], [NaN])).toBe(Infinity);
    expect(error([NaN], [1])).toBe(Infinity);
  });

  it('lets each number agree with one of two readings', () => {
    expect(error([1, NaN], [1, 2], [NaN, NaN])).toBe(0);
    expect(error([3, NaN], [1, 2], [NaN, NaN])).toBe(1);
  });

  it('needs as many numbers as expected', () => {
    expect(error([1], [1, 1])).toBe(Infinity);
  });
});

it('spoils one to three places, and not the numbers it was given', () => {
  const x = normal(stream(1, 'spoil'), [50]);
  const spoilt = spoil(x, stream(2, 'spoil'));
  const changed = spoilt.values.filter((value) => !Number.isFinite(value)).length;
  expect(changed).toBeGreaterThanOrEqual(1);
  expect(changed).toBeLessThanOrEqual(3);
  expect(x.values.every(Number.isFinite)).toBe(true);
});
