import { beforeAll, expect, it } from 'vitest';
import { startWasm } from './startWasm';
import { trainSmallUnet } from './training';

beforeAll(async () => { await startWasm(); });

it('a small U-Net learns and keeps no tensor', async () => {
  const { losses, alive } = await trainSmallUnet();
  expect(losses).toEqual([...losses].sort((a, b) => b - a));
  expect(losses.at(-1)).toBeLessThan(0.6 * losses[0]);
  expect(new Set(alive).size).toBe(1);
});
