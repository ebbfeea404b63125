import { expect, it, vi } from 'vitest';
import { decodeImage, encodePng } from 'tfjs-blocks/data/node';

vi.mock('sharp', () => {
  throw new Error("Cannot find package 'sharp'");
});

it('says how to get sharp where it is not installed', async () => {
  await expect(decodeImage('a.png', { channels: 3 })).rejects.toThrow('Missing package `sharp` in decodeImage: run `npm install sharp`');
  const raster = { data: new Uint8Array(1), height: 1, width: 1, channels: 1 };
  await expect(encodePng(raster)).rejects.toThrow('Missing package `sharp` in encodePng: run `npm install sharp`');
});
