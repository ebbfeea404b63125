import { beforeAll, expect, inject, it } from 'vitest';
import { backendReport } from 'tfjs-blocks/backends';
import { memoryOf, wasmBackend } from '../../src/backends/wasm/backend';
import { startWasm } from './startWasm';

const isolated = inject('isolated');

beforeAll(async () => { await startWasm(); });

it('pages are isolated as they were served', () => {
  expect(self.crossOriginIsolated).toBe(isolated);
});

it('memory is shared, and a second thread runs, where the page is isolated', () => {
  expect(memoryOf(wasmBackend()).buffer.constructor.name).toBe(isolated ? 'SharedArrayBuffer' : 'ArrayBuffer');
  expect(backendReport()).toMatchObject({ name: 'wasm', simd: 'relaxed-simd', threads: isolated ? 2 : 1 });
});

it('the training kernels are installed', () => {
  expect(backendReport().kernels).toContain('Conv2DBackpropFilter');
});
