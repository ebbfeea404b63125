import { expect, inject, it } from 'vitest';
import { useBackend } from 'tfjs-blocks/backends';
import { wasmBackend, memoryOf } from '../../src/backends/wasm/backend';
import { wasmPaths } from './wasmPaths';

it('is isolated as served', () => {
  expect(self.crossOriginIsolated).toBe(inject('isolated'));
});

it('x', async () => {
  const r = await useBackend('wasm', { wasmPaths });
  console.log(JSON.stringify(r), navigator.hardwareConcurrency, memoryOf(wasmBackend()).buffer.constructor.name);
});
