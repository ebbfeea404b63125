/** What `auto`, `node-gpu` and the doctor take and say, each in a program of its own, which has started no backend yet. */
import { execFileSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root, run, source, standIn, withoutDrivers } from './programs';

/** As tfjs-node does: it registers its backend and makes it current when it is imported. */
const native = (cuda: boolean) => `
  import { createRequire } from 'node:module';
  const require = createRequire(${JSON.stringify(join(root, 'package.json'))});
  const tf = require('@tensorflow/tfjs-core');
  const { MathBackendCPU } = require('@tensorflow/tfjs-backend-cpu');
  if (!require('node:util').isNullOrUndefined(null)) throw new Error('needs util.isNullOrUndefined');
  class Native extends MathBackendCPU { isUsingGpuDevice = ${cuda}; }
  tf.registerBackend('tensorflow', () => new Native(), 3);
  tf.setBackend('tensorflow');
`;

interface Result {
  name: string;
  kind: string;
  threads?: number;
  refused: { name: string; reason: string }[];
}

const auto = 'console.log(JSON.stringify(await useBackend("auto")));';

it('starts a backend once', () => {
  const program = `
    import { createRequire } from 'node:module';
    const require = createRequire(${JSON.stringify(source)});
    const tf = require('@tensorflow/tfjs-core');
    require('@tensorflow/tfjs-backend-wasm');
    const factory = tf.findBackendFactory('wasm');
    let starts = 0;
    tf.removeBackend('wasm');
    tf.registerBackend('wasm', () => { starts++; return factory(); });
    await useBackend('wasm');
    console.log(JSON.stringify({ starts }));
  `;
  expect(run<{ starts: number }>(program)).toEqual({ starts: 1 });
});

describe('auto', () => {
  it('takes WASM with threads where there is no GPU, and says why nothing else', () => {
    const { name, kind, threads, refused } = run<Result>(auto);
    expect({ name, kind }).toEqual({ name: 'wasm', kind: 'processor' });
    expect(threads).toBe(Math.min(availableParallelism(), 4));
    expect(refused.map((other) => other.name)).toEqual(['tensorflow', 'webgpu']);
    expect(refused[0].reason).toContain('npm install @tensorflow/tfjs-node@4.22');
    expect(refused[1].reason).toMatch(/finds no GPU|npm install webgpu/);
  });

  it('takes CUDA where tfjs-node-gpu has it, and not tfjs-node without', () => {
    expect(run<Result>(auto, [standIn('@tensorflow/tfjs-node-gpu', native(true))])).toMatchObject({ name: 'tensorflow', kind: 'gpu' });
    const { name, refused } = run<Result>(auto, [standIn('@tensorflow/tfjs-node', native(false))]);
    expect(name).toBe('wasm');
    expect(refused[0].reason).toContain('no CUDA');
  });

  it('takes cpu where WASM is not installed, and says so where there is nothing', () => {
    const noWasm = standIn('@tensorflow/tfjs-backend-wasm');
    expect(run<Result>(auto, [noWasm]).name).toBe('cpu');
    const failed = 'await useBackend("auto").catch(({ message }) => console.log(JSON.stringify({ message })));';
    const { message } = run<{ message: string }>(failed, [noWasm, standIn('@tensorflow/tfjs-backend-cpu')]);
    expect(message).toMatch(/^No backend runs here for useBackend\('auto'\)\.\n- tensorflow: .*\n- webgpu: .*\n- wasm: .*npm install @tensorflow\/tfjs-backend-wasm/);
  });
});

it('node-gpu takes no processor', () => {
  const failed = 'await useBackend("node-gpu").catch(({ message }) => console.log(JSON.stringify({ message })));';
  expect(run<{ message: string }>(failed).message).toMatch(/^No backend runs here for useBackend\('node-gpu'\)/);
  const native2 = standIn('@tensorflow/tfjs-node-gpu', native(true));
  expect(run<Result>('console.log(JSON.stringify(await useBackend("node-gpu")));', [native2]).name).toBe('tensorflow');
});

it('the doctor names every backend, with cause and cure, and leaves the one before', () => {
  const program = `await useBackend('cpu');
    const found = await diagnose();
    const { backendReport } = await import(${JSON.stringify(source)});
    console.log(JSON.stringify({ found, after: backendReport().name }));`;
  const { found, after } = run<{ found: ({ name: string; reason?: string; device?: string })[]; after: string }>(program);
  expect(after).toBe('cpu');
  expect(found.map(({ name, reason }) => [name, reason === undefined])).toEqual([
    ['wasm', true], ['cpu', true], ['webgl', false], ['webgpu', false], ['tensorflow', false],
  ]);
  const text = execFileSync(process.execPath, ['--import', 'tsx', 'src/cli.ts', 'doctor'], {
    cwd: root, env: { ...process.env, ...withoutDrivers }, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'],
  });
  expect(text).toMatch(/wasm +.* processor +float32/);
  expect(text).toMatch(/Not here:\n- webgl: .*\n- webgpu: .*\n- tensorflow: /);
  expect(text).toContain('useBackend(\'auto\') takes wasm');
});
