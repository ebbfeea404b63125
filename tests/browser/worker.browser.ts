/** The kernels, the golden nets and a training run in a Web Worker: on shared memory and two threads where the page is isolated. */
import { expect, inject, it } from 'vitest';
import { isDivided } from '../backends/handOvers';
import { kernelChecks } from '../backends/kernels';
import type { Findings } from './worker';

it('a worker trains, and its kernels and gradients are right', async () => {
  const isolated = inject('isolated');
  const { report, errors, handOvers, failures, nets, training, ...found } = await askWorker();
  expect(found.isolated).toBe(isolated);
  expect(report).toMatchObject({ name: 'wasm', simd: 'simd128', threads: isolated ? 2 : 1 });
  expect(report.kernels).toContain('Conv2DBackpropFilter');
  expect(failures).toEqual([]);
  expect(kernelChecks.filter(({ name, tolerance }) => !(errors[name] <= tolerance))).toEqual([]);
  const divided = kernelChecks.map(({ name }) => name).filter(isDivided);
  expect(divided.filter((name) => handOvers[name] > 0)).toEqual(isolated ? divided : []);
  for (const { loss, gradients } of nets) {
    expect(loss).toBeLessThan(1e-5);
    expect(Object.entries(gradients).filter(([, error]) => !(error <= 1e-4))).toEqual([]);
  }
  expect(training.losses.at(-1)).toBeLessThan(0.6 * training.losses[0]);
  expect(new Set(training.alive).size).toBe(1);
});

function askWorker(): Promise<Findings> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  return new Promise<Findings>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<Findings>) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error(`The worker failed: ${message}`));
  }).finally(() => worker.terminate());
}
