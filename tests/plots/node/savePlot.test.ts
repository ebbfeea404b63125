import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { maskGrid, rocPlot, toSvg } from 'tfjs-blocks/plots';
import { savePlot, toPng } from 'tfjs-blocks/plots/node';
import { roc } from '../everyFigure';

let folder: string;
beforeAll(async () => { folder = await mkdtemp(join(tmpdir(), 'plots-')); });
afterAll(() => rm(folder, { recursive: true }));

it('writes what the ending names', async () => {
  const plot = rocPlot(roc);
  const read = async (name: string) => {
    await savePlot(join(folder, name), plot);
    return readFile(join(folder, name));
  };
  expect((await read('roc.svg')).toString()).toBe(await toSvg(plot));
  expect((await read('roc.HTML')).toString()).toContain(await toSvg(plot));
  expect(JSON.parse((await read('roc.json')).toString())).toEqual(plot);
  expect((await sharp(await read('roc.png')).metadata()).format).toBe('png');
});

it('draws as many pixels as it is told', async () => {
  const [, width, height] = /width="(\d+)" height="(\d+)"/.exec(await toSvg(rocPlot(roc)))!;
  const size = async (scale: number) => sharp(await toPng(rocPlot(roc), { scale })).metadata();
  expect(await size(1)).toMatchObject({ width: Number(width), height: Number(height) });
  expect(await size(3)).toMatchObject({ width: 3 * Number(width), height: 3 * Number(height) });
});

it('holds the pictures of a grid, pixel by pixel', async () => {
  const level = (i: number) => (i * 89) % 256;
  const image = { data: Uint8Array.from({ length: 5 * 7 * 3 }, (_, i) => level(i)), height: 5, width: 7, channels: 3 };
  const none = new Uint8Array(35);
  const { data } = await maskGrid([{ id: 'a', image, truth: none, prediction: none }]) as unknown as { data: { values: { url: string }[] } };
  const png = sharp(Buffer.from(data.values[0].url.split(',')[1], 'base64'));
  const { data: pixels, info } = await png.raw().toBuffer({ resolveWithObject: true });
  const scale = info.width / 7;
  const middle = Math.floor(scale / 2);
  const seen = Array.from({ length: 105 }, (_, i) => {
    const k = i % 3, x = Math.floor(i / 3) % 7, y = Math.floor(i / 21);
    return pixels[((y * scale + middle) * info.width + x * scale + middle) * 3 + k];
  });
  expect([info.height / scale, info.channels]).toEqual([5, 3]);
  expect(Math.max(...seen.map((value, i) => Math.abs(value - level(i))))).toBeLessThanOrEqual(3);
});

it.each<[string, () => Promise<unknown>]>([
  ['`path` in savePlot: expected one of "svg", "png", "html", "json", received "pdf"', () => savePlot('roc.pdf', rocPlot(roc))],
  ['`scale` in toPng: expected a number in (0, 10], received 0', () => toPng(rocPlot(roc), { scale: 0 })],
])('says Invalid %s', async (message, act) => {
  await expect(act()).rejects.toThrow(`Invalid ${message}.`);
});
