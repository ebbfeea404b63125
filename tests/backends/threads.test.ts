import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-layers';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { backendReport, installWasmKernels, uninstallWasmKernels, useBackend } from 'tfjs-blocks/backends';
import { addressOf, type WasmBackend, wasmBackend, withScratch } from '../../src/backends/wasm/backend';
import { kernelsOf } from '../../src/backends/wasm/module';
import { parallelFor, partsOf, threadsOf } from '../../src/backends/wasm/threadPool';
import { normal } from '../contracts/numeric';

const LARGE = 1e9;

let backend: WasmBackend;
beforeAll(async () => {
  await useBackend('wasm', { threads: 2 });
  backend = wasmBackend();
});
beforeEach(async () => { await useBackend('wasm', { threads: 2 }); });

function sleep(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

/** A convolution and its two gradients over `batch` images. */
function convolutionAndGradients(batch: number): Float32Array[] {
  return tf.tidy(() => {
    const x = normal([batch, 16, 16, 8], 1) as tf.Tensor4D;
    const filter = normal([3, 3, 8, 8], 2) as tf.Tensor4D;
    const dy = normal([batch, 16, 16, 8], 3) as tf.Tensor4D;
    const { value, grads } = tf.valueAndGrads(() => tf.conv2d(x, filter, 1, 'same'))([x, filter], dy);
    return [value, ...grads].map((t) => t.dataSync<'float32'>());
  });
}

describe('two threads', () => {
  it('are reported', () => {
    expect(backendReport()).toMatchObject({ name: 'wasm', threads: 2 });
  });

  it.each([1, 2, 3, 8])('give what one gives, for a batch of %i', async (batch) => {
    const two = convolutionAndGradients(batch);
    expect((await useBackend('wasm', { threads: 1 })).threads).toBe(1);
    const one = convolutionAndGradients(batch);
    expect(two[0]).toEqual(one[0]);
    expect(two[1]).toEqual(one[1]);
    two[2].forEach((value, i) => expect(Math.abs(value - one[2][i])).toBeLessThan(1e-3)); // Other order of summation.
  });

  it('give the same bytes every time', () => {
    expect(convolutionAndGradients(5)).toEqual(convolutionAndGradients(5));
  });

  it('serve while the memory grows under them', () => {
    const first = convolutionAndGradients(4);
    const bytes = backendReport().memoryBytes ?? 0;
    const ballast = tf.zeros([bytes / 4]);
    expect(backendReport().memoryBytes).toBeGreaterThan(bytes);
    expect(convolutionAndGradients(4)).toEqual(first);
    ballast.dispose();
  });

  it('end with the kernels, and come back', async () => {
    uninstallWasmKernels();
    expect(threadsOf(backend)).toBe(1);
    installWasmKernels();
    expect(backendReport().threads).toBe(1);
    expect((await useBackend('wasm', { threads: 2 })).threads).toBe(2);
  });

  it('stay when nothing is said about them', async () => {
    expect((await useBackend('wasm')).threads).toBe(2);
  });
});

describe('parallelFor', () => {
  it.each([[7, 2], [7, 7], [3, 8], [100, 64]])('does each of %i items in %i parts once', (count, parts) => {
    const ranges = new Map<number, [number, number]>();
    const one = tf.ones([1]);
    const sums = withScratch(backend, [count * 4 + 4], ([room]) => {
      kernelsOf(backend).clear(room, count * 4);
      parallelFor(backend, count, parts, (kernels, first, end, _thread, part) => {
        ranges.set(part, [first, end]);
        for (let i = first; i < end; i++) kernels.broadcastRows(0, room + i * 4, addressOf(backend, one), room + i * 4, 1, 1);
      });
      return [...new Float32Array(backend.wasm.HEAPU8.buffer, room, count)];
    });
    expect(sums).toEqual(Array(count).fill(1));
    const sorted = [...ranges.keys()].sort((a, b) => a - b);
    expect(sorted).toEqual(Array.from({ length: parts }, (_, part) => part));
    expect(sorted.map((part) => ranges.get(part)?.[1])).toEqual([...sorted.slice(1).map((part) => ranges.get(part)?.[0]), count]);
  });

  it('leaves to the other thread what one with other work does not come to', () => {
    const parts: number[] = [];
    let recorded = 0;
    withScratch(backend, [64], ([room]) => parallelFor(backend, 8, 8, (kernels, _first, _end, thread, part) => {
      kernels.clear(room + part * 4, 4);
      if (thread === 1) recorded++;
      else {
        parts.push(part);
        sleep(50);
      }
    }));
    expect(recorded).toBe(8);
    expect(parts.length).toBeLessThan(8);
  });

  it.each([2, 3, 16])('does more calls than a list holds, in %i parts', (parts) => {
    const bytes = 100_000;
    const filled = withScratch(backend, [bytes], ([room]) => {
      backend.wasm.HEAPU8.fill(1, room, room + bytes);
      parallelFor(backend, bytes, parts, (kernels, first, end) => {
        for (let i = first; i < end; i++) kernels.clear(room + i, 1);
      });
      return backend.wasm.HEAPU8.slice(room, room + bytes);
    });
    expect(filled.every((byte) => byte === 0)).toBe(true);
  });

  it('leaves little work to one thread', () => {
    expect(partsOf(backend, 2, 100)).toBe(1);
    expect(partsOf(backend, 2, LARGE)).toBe(2);
    expect(partsOf(backend, 100, LARGE)).toBe(8);
    expect(partsOf(backend, 0, LARGE)).toBe(1);
    const threads: number[] = [];
    parallelFor(backend, 2, 1, (_kernels, _first, _end, thread) => threads.push(thread));
    expect(threads).toEqual([0]);
  });

  it('tells when a thread fails, which serves on', () => {
    const outside = 2 ** 32 - 8;
    const fail = () => parallelFor(backend, 2, 2, (kernels, _first, _end, thread, part) => {
      if (thread === 1) kernels.clear(outside, 64);
      else if (part === 0) sleep(200); // The other thread comes to its part.
    });
    const before = convolutionAndGradients(4);
    expect(fail).toThrow(/thread/);
    expect(convolutionAndGradients(4)).toEqual(before);
  });
});

it('does not keep a program from ending', () => {
  const source = fileURLToPath(new URL('../../src/backends/index.ts', import.meta.url));
  const program = `import { useBackend } from ${JSON.stringify(source)};
    useBackend('wasm', { threads: 2 }).then(({ threads }) => console.log(threads));`;
  const output = execFileSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], { timeout: 60_000 });
  expect(output.toString().trim()).toBe('2');
});

it('refuses a number of threads that is none', async () => {
  await expect(useBackend('wasm', { threads: 0 })).rejects.toThrow('Invalid `threads` in useBackend: expected a positive integer, received 0.');
});

it('keeps the threads where the kernels change', async () => {
  expect((await useBackend('wasm', { fma: false })).threads).toBe(2);
  expect((await useBackend('wasm', { fma: true })).threads).toBe(2);
});

it('leaves no worker behind and no global when asked twice at once', async () => {
  await useBackend('wasm', { threads: 1 });
  const before = Object.getOwnPropertyDescriptor(globalThis, 'Worker');
  const reports = await Promise.all([useBackend('wasm', { threads: 2 }), useBackend('wasm', { threads: 2 })]);
  expect(reports.map(({ threads }) => threads)).toEqual([2, 2]);
  expect(Object.getOwnPropertyDescriptor(globalThis, 'Worker')).toEqual(before);
});

it('forgets the calls of a part that failed to say what it does', () => {
  withScratch(backend, [4], ([room]) => {
    backend.wasm.HEAPU8.fill(7, room, room + 4);
    expect(() => parallelFor(backend, 2, 2, (kernels) => {
      kernels.clear(room, 4);
      throw new Error('no');
    })).toThrow('no');
    parallelFor(backend, 2, 2, () => {});
    expect([...backend.wasm.HEAPU8.slice(room, room + 4)]).toEqual([7, 7, 7, 7]);
  });
});
