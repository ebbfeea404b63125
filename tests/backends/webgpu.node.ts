/**
 * WebGPU in Node, in programs of their own: Dawn, on SwiftShader's driver where there is no other. `run` waits until a
 * program ends by itself.
 */
import { describe, expect, it } from 'vitest';
import { type BackendReport } from 'tfjs-blocks/backends';
import { root, run as runProgram, standIn } from './programs';

/** With the drivers of vitest.devices.config.ts. */
const run = <T>(program: string, variables: Record<string, string> = {}) => runProgram<T>(program, [], variables);

const print = (value: string) => `console.log(JSON.stringify(${value}))`;
const fails = (call: string) => `await ${call}.catch(({ message }) => ${print('{ message }')});`;
const requireTfjs = `
  import { createRequire } from 'node:module';
  const require = createRequire(${JSON.stringify(`${root}package.json`)});
  const tf = require('@tensorflow/tfjs-core');`;

describe('the adapter', () => {
  it('is called software where it is, which auto and node-gpu pass over', () => {
    const { named, best, message } = run<{ named: BackendReport; best: BackendReport; message: string }>(`
      const named = await useBackend('webgpu');
      const best = await useBackend('auto');
      const message = await useBackend('node-gpu').catch(({ message }) => message);
      ${print('{ named, best, message }')}`);
    expect(named).toMatchObject({ name: 'webgpu', kind: 'software', precision: 'float32' });
    expect(named.device).toContain('SwiftShader');
    expect(named.maxTensorBytes).toBeGreaterThanOrEqual(2 ** 27);
    expect(best.name).toBe('wasm');
    expect(best.refused.at(-1)).toMatchObject({ name: 'webgpu', reason: expect.stringMatching(/no GPU here, but .*SwiftShader.*, which is software/) as string });
    expect(message).toMatch(/^No backend runs here for useBackend\('node-gpu'\)/);
  });

  it('is the one of that name, and an error says which there are', () => {
    expect(run<BackendReport>(print("await useBackend('webgpu', { adapter: 'SwiftShader' })")).device).toContain('SwiftShader');
    const { message } = run<{ message: string }>(fails("useBackend('webgpu', { adapter: 'Voodoo' })"));
    expect(message).toMatch(/^The backend webgpu has no adapter whose name contains `Voodoo`, but .*SwiftShader/);
  });
});

it('runs where its package was imported before', () => {
  const { name, limit, sum } = run<{ name: string; limit: number; sum: number[] }>(`${requireTfjs}
    require('@tensorflow/tfjs-backend-webgpu');
    const { name, maxTensorBytes: limit } = await useBackend('webgpu');
    const sum = Array.from(await tf.sum(tf.ones([3, 5])).data());
    ${print('{ name, limit, sum }')}`);
  expect({ name, sum }).toEqual({ name: 'webgpu', sum: [15] });
  expect(limit).toBe(run<BackendReport>(print("await useBackend('webgpu')")).maxTensorBytes);
});

it('a program that has trained on it ends by itself', () => {
  const { losses } = run<{ losses: number[] }>(`${requireTfjs}
    await useBackend('webgpu');
    const { sequential, layers } = require('@tensorflow/tfjs-layers');
    const model = sequential({ layers: [layers.conv2d({ filters: 2, kernelSize: 3, inputShape: [8, 8, 1] })] });
    const optimizer = tf.train.sgd(0.1);
    const x = tf.randomNormal([2, 8, 8, 1]);
    const losses = [];
    for (let step = 0; step < 5; step++) {
      const loss = optimizer.minimize(() => tf.mean(tf.square(model.apply(x))), true);
      losses.push((await loss.data())[0]);
    }
    ${print('{ losses }')}`);
  expect(losses.at(-1)).toBeLessThan(losses[0]);
});

it('says what to install where the package is missing', () => {
  const { message } = runProgram<{ message: string }>(fails("useBackend('webgpu')"), [standIn('webgpu')], {});
  expect(message).toBe('The backend webgpu in Node needs a package that could not be loaded: run `npm install webgpu`.');
  const other = runProgram<{ message: string }>(fails("useBackend('webgpu')"), [standIn('@tensorflow/tfjs-backend-webgpu')], {});
  expect(other.message).toContain('run `npm install @tensorflow/tfjs-backend-webgpu@4.22`');
});
