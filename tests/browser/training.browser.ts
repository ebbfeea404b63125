import { beforeAll, expect, it } from 'vitest';
import { useBackend } from 'tfjs-blocks/backends';
import { trainSmallUnet } from './training';
import { wasmPaths } from './wasmPaths';

beforeAll(async () => { await useBackend('wasm', { wasmPaths }); });

it('a small U-Net learns and leaks nothing', async () => {
  const { losses, alive } = await trainSmallUnet();
  console.log(losses, alive);
  for (const [epoch, loss] of losses.slice(1).entries()) expect(loss).toBeLessThan(losses[epoch]);
  expect(new Set(alive).size).toBe(1);
});
