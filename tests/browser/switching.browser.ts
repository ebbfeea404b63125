/** Changing backends on a page: nothing is left behind, and weights go along. */
import { expect, it } from 'vitest';
import { useBackend } from 'tfjs-blocks/backends';
import '@tensorflow/tfjs-backend-webgl';
import '@tensorflow/tfjs-backend-webgpu';
import { takeTurns } from '../backends/switching';
import { startWasm } from './startWasm';

it('changing backends leaks nothing, and training goes on', async () => {
  const [webgl, webgpu, cpu] = (['webgl', 'webgpu', 'cpu'] as const).map((name) => () => useBackend(name));
  const { held, losses } = await takeTurns(3, [startWasm, webgl, startWasm, webgpu, cpu]);
  expect(held[2]).toEqual(held[1]);
  expect(losses.at(-1)).toBeLessThan(0.9 * losses[0]);
  losses.slice(1).forEach((loss, turn) => expect(loss).toBeLessThan(1.05 * losses[turn]));
});
