import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-layers';
import { expect, it } from 'vitest';
import { useBackend } from 'tfjs-blocks/backends';
import { stream } from 'tfjs-blocks/random';
import { withPoisonedMemory } from './kernels/memory';
import type { Numbers } from './kernels/values';
import { sweep, type SweepCase } from './sweep/cases';

const DRAWS = Number(process.env.SWEEP_DRAWS ?? 40);

type Result = { shape: number[]; dtype: string; values: ArrayLike<number> }[] | Error;

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

function difference(actual: Result, expected: Result): string | undefined {
  if (expected instanceof Error) return actual instanceof Error ? undefined : `cpu threw: ${expected.message.slice(0, 100)}`;
  if (actual instanceof Error) return `threw: ${actual.message.slice(0, 160)}`;
  for (let i = 0; i < expected.length; i++) {
    const [a, e] = [actual[i], expected[i]];
    if (JSON.stringify(a.shape) !== JSON.stringify(e.shape)) return `shape [${a.shape}], cpu [${e.shape}]`;
    if (a.dtype !== e.dtype) return `dtype ${a.dtype}, cpu ${e.dtype}`;
    if (a.values.length !== e.values.length) return `length ${a.values.length}, cpu ${e.values.length}`;
    const scale = Math.max(...Array.from(e.values).filter(Number.isFinite).map(Math.abs), 0);
    for (let j = 0; j < e.values.length; j++) {
      const [p, q] = [a.values[j], e.values[j]];
      if (Object.is(p, q) || p === q || (e.dtype === 'bool' && !p === !q)) continue;
      if (Number.isFinite(p) && Number.isFinite(q) && Math.abs(p - q) <= 2e-5 * Math.max(Math.abs(q), Math.min(scale, 10), 1e-3)) continue;
      return `output ${i} place ${j}: ${p}, cpu ${q}`;
    }
  }
  return undefined;
}

const brief = ({ shape, dtype = 'float32', values }: Numbers) => `${dtype}[${shape}]${values.length <= 6 ? `(${Array.from(values).map((v) => +v.toPrecision(4))})` : ''}`;

it.each(Object.keys(sweep))('%s', async (name) => {
  const failures: string[] = [];
  const cases = Array.from({ length: DRAWS }, (_, i) => sweep[name](stream(5, name, i)));
  await useBackend('cpu');
  const expected = cases.map(compute);
  await useBackend('wasm');
  cases.forEach((c, i) => {
    let what: string | undefined;
    try {
      what = difference(withPoisonedMemory(4 * (i % 4), () => compute(c)), expected[i]);
    } catch (error) {
      what = (error as Error).message;
    }
    if (what) failures.push(`${c.inputs.map(brief).join(' ')}: ${what}`);
  });
  if (process.env.SWEEP_LOG && failures.length > 0) (await import('node:fs')).appendFileSync(process.env.SWEEP_LOG, [`## ${name}: ${failures.length} of ${DRAWS}`, ...failures.slice(0, Number(process.env.SWEEP_SHOW ?? 4)), ''].join('\n'));
  expect(failures.length === 0 ? [] : [`${failures.length} of ${DRAWS}`, ...failures.slice(0, Number(process.env.SWEEP_SHOW ?? 4))]).toEqual([]);
});
