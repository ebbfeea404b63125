/** Changing backends in Node, WebGPU among them: nothing is left behind, and weights go along. */
import { expect, it } from 'vitest';
import { useBackend } from 'tfjs-blocks/backends';
import { takeTurns } from './switching';

it('changing backends leaks nothing, and training goes on', async () => {
  const { held, losses } = await takeTurns(3, (['wasm', 'webgpu', 'wasm', 'cpu'] as const).map((name) => () => useBackend(name)));
  expect(held[2]).toEqual(held[1]);
  expect(losses.at(-1)).toBeLessThan(0.9 * losses[0]);
  losses.slice(1).forEach((loss, turn) => expect(loss).toBeLessThan(1.05 * losses[turn]));
});
