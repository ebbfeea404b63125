/**
 * The ops that users meet, on WASM against the cpu backend: all types, ranks, empty sizes, NaN and ∞, in memory that shows stray writes.
 * Where the cpu kernel is wrong, cases keep clear of it and say so.
 */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-layers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { useBackend } from 'tfjs-blocks/backends';
import { stream } from 'tfjs-blocks/random';
import { withPoisonedMemory } from './kernels/memory';
import { largest, type Numbers } from './kernels/values';
import { sweep, type SweepCase } from './sweep/cases';
import { sweptKernels } from './sweep/kernels';

const DRAWS = Math.ceil(Number(process.env.FUZZ_CASES ?? 500) / 20);

type Result = { shape: number[]; dtype: string; values: Float32Array | Int32Array | Uint8Array }[] | Error;

function compute({ inputs, run }: SweepCase): Result {
  try {
    const results: Exclude<Result, Error> = [];
    tf.tidy(() => {
      const tensors = inputs.map(({ values, shape, dtype = 'float32' }) => tf.tensor(values, shape, dtype));
      for (const y of [run(tensors)].flat()) results.push({ shape: y.shape, dtype: y.dtype, values: y.dataSync().slice() });
    });
    return results;
  } catch (error) {
    return error as Error;
  }
}

function difference(actual: Result, expected: Result, rounding: number): string | undefined {
  if (expected instanceof Error) return actual instanceof Error ? undefined : `cpu threw: ${expected.message.slice(0, 100)}`;
  if (actual instanceof Error) return `threw: ${actual.message.slice(0, 160)}`;
  for (let i = 0; i < expected.length; i++) {
    const [a, e] = [actual[i], expected[i]];
    if (JSON.stringify(a.shape) !== JSON.stringify(e.shape)) return `shape [${a.shape}], cpu [${e.shape}]`;
    if (a.dtype !== e.dtype) return `dtype ${a.dtype}, cpu ${e.dtype}`;
    if (a.values.length !== e.values.length) return `length ${a.values.length}, cpu ${e.values.length}`;
    const scale = e.dtype === 'float32' ? Math.min(10, largest(e.values)) : 0;
    for (let j = 0; j < e.values.length; j++) {
      const [p, q] = [a.values[j], e.values[j]];
      if (Object.is(p, q) || p === q || (e.dtype === 'bool' && !p === !q)) continue;
      if (Number.isFinite(p) && Number.isFinite(q) && Math.abs(p - q) <= 2e-5 * Math.max(Math.abs(q), scale, 1e-3) + rounding) continue;
      return `output ${i} place ${j}: ${p}, cpu ${q}`;
    }
  }
  return undefined;
}

/** What sums of the numbers that go in may lose where they cancel. */
const roundingOf = ({ inputs }: SweepCase): number =>
  1e-6 * Math.max(0, ...inputs.filter(({ dtype = 'float32' }) => dtype === 'float32').map(({ values }) => largest(values)));

const brief = ({ shape, dtype = 'float32', values }: Numbers) => `${dtype}[${shape}]${values.length <= 6 ? `(${Array.from(values).map((v) => +v.toPrecision(4))})` : ''}`;

const ran = new Set<string>();
const undo: (() => void)[] = [];

beforeAll(async () => {
  await useBackend('wasm');
  for (const config of tf.getKernelsForBackend('wasm')) {
    const { kernelName, kernelFunc } = config;
    config.kernelFunc = (args) => { ran.add(kernelName); return kernelFunc(args); };
    undo.push(() => { config.kernelFunc = kernelFunc; });
  }
});
afterAll(() => { undo.forEach((step) => { step(); }); });

it.each(Object.keys(sweep))('%s', async (name) => {
  const failures: string[] = [];
  const cases = Array.from({ length: DRAWS }, (_, i) => sweep[name](stream(5, name, i)));
  await useBackend('cpu');
  const expected = cases.map(compute);
  expect(expected.filter((result) => !(result instanceof Error)).length).toBeGreaterThan(0);
  await useBackend('wasm');
  cases.forEach((c, i) => {
    let what: string | undefined;
    try {
      what = difference(withPoisonedMemory(4 * (i % 4), () => compute(c)), expected[i], roundingOf(c));
    } catch (error) {
      if (!(expected[i] instanceof Error)) what = (error as Error).message; // tfjs keeps tensors where a gradient throws.
    }
    if (what) failures.push(`${c.inputs.map(brief).join(' ')}: ${what}`);
  });
  expect(failures).toEqual([]);
});

it('runs the kernels that it is to run', () => {
  expect(sweptKernels.filter((name) => !ran.has(name))).toEqual([]);
});
