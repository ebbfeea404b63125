/** Decoding in a browser, by what it draws itself, and samples made by Web Workers. */
import { expect, it } from 'vitest';
import { affine, compose, flip } from 'tfjs-blocks/augment';
import { decodeBlob, decodeMaskBlob, fromSamples, sampleLoader, syntheticDermoscopy, webWorkers } from 'tfjs-blocks/data';
import transparent from '../data/transparentMasks.json' with { type: 'json' };
import deep from '../golden/deepPng.json' with { type: 'json' };

async function png(colours: readonly string[]): Promise<Blob> {
  const canvas = new OffscreenCanvas(colours.length, 1);
  const context = canvas.getContext('2d')!;
  colours.forEach((colour, x) => {
    context.fillStyle = colour;
    context.fillRect(x, 0, 1, 1);
  });
  return canvas.convertToBlob({ type: 'image/png' });
}

it('decodes colour and gray, and lays transparency over a background', async () => {
  const blob = await png(['rgb(255, 0, 0)', 'rgb(10, 20, 30)', 'rgba(0, 0, 0, 0)']);
  const colour = await decodeBlob(blob, { channels: 3, background: [9, 8, 7] });
  expect([colour.height, colour.width, ...colour.data]).toEqual([1, 3, 255, 0, 0, 10, 20, 30, 9, 8, 7]);
  expect([...(await decodeBlob(blob, { channels: 1 })).data]).toEqual([76, 18, 0]);
  expect(await decodeBlob(blob, { channels: 3, size: [2, 4] })).toMatchObject({ height: 2, width: 4, channels: 3 });
});

/** As Node does, which tests/data/image.test.ts compares with the same numbers. */
it.each(deep.files)('reads $name of 16 bits', async ({ file, image, mask }) => {
  const blob = await (await fetch(`data:image/png;base64,${file}`)).blob();
  const gray = await decodeBlob(blob, { channels: 1 });
  expect([gray.height, gray.width, [...gray.data]]).toEqual([deep.height, deep.width, image]);
  expect([...(await decodeBlob(blob, { channels: 3 })).data]).toEqual(image.flatMap((level) => [level, level, level]));
  expect([...(await decodeMaskBlob(blob)).data]).toEqual(mask);
});

it('lays gray of 16 bits over a background, and finds damage', async () => {
  const bytes = Uint8Array.from(atob(deep.files[4].file), (letter) => letter.charCodeAt(0)), background = [200, 100, 50] as const;
  const { data } = await decodeBlob(new Blob([bytes]), { channels: 3, background });
  expect([...data.subarray(0, 3)]).toEqual(background);
  expect((await decodeBlob(new Blob([bytes]), { channels: 1, background })).data[0]).toBe(124);
  const damaged = bytes.slice();
  damaged.fill(0, 100, 110);
  for (const bad of [damaged, bytes.subarray(0, bytes.length / 2)]) {
    await expect(decodeMaskBlob(new Blob([bad]), { name: 'a.png' })).rejects.toThrow(
      'Invalid image `a.png` in decodeMaskBlob: expected a readable picture, received a file that cannot be decoded.');
  }
});

const blobOf = async (file: string) => (await fetch(`data:image/png;base64,${file}`)).blob();

/** As Node does, which tests/data/image.test.ts compares with the same numbers. */
it.each(transparent.read)('reads a mask with transparency: $name', async ({ file, mask }) => {
  expect([...(await decodeMaskBlob(await blobOf(file))).data]).toEqual(mask);
});

it.each(transparent.refused)('refuses a mask that contradicts itself: $name', async ({ file }) => {
  await expect(decodeMaskBlob(await blobOf(file), { name: 'a.png' })).rejects.toThrow('Invalid image `a.png` in decodeMaskBlob: expected a '
    + 'readable picture, received a mask that is white where it is transparent and black where it is opaque.');
});

it('reads masks of 8 bits', async () => {
  expect([...(await decodeMaskBlob(await png(['black', 'white', 'rgb(1, 1, 1)']))).data]).toEqual([0, 255, 1]);
});

it('names what it cannot read', async () => {
  const blob = await png(['red', 'red']);
  await expect(decodeBlob(blob, { channels: 3, maxPixels: 1, name: 'a.png' })).rejects.toThrow(
    'Invalid image `a.png` in decodeBlob: expected a readable picture, received one of more than `maxPixels`.');
  await expect(decodeBlob(blob, { channels: 3, maxPixels: NaN })).rejects.toThrow('Invalid `maxPixels` in decodeBlob');
  await expect(decodeBlob(new Blob(['text']), { channels: 3 })).rejects.toThrow('received a file that cannot be decoded');
  await expect(decodeBlob(new Blob([]), { channels: 3 })).rejects.toThrow('received an empty file');
});

it('workers make the batches that the page makes', async () => {
  const dataset = fromSamples(syntheticDermoscopy({ count: 5, size: 16, seed: 2 }));
  const options = { dataset, batchSize: 2, seed: 3, augment: compose([flip(), affine({ rotateRange: [-30, 30] })]) };
  const workers = webWorkers(2, () => new Worker(new URL('./samplesWorker.ts', import.meta.url), { type: 'module' }));
  const [alone, helped] = [sampleLoader(options), sampleLoader({ ...options, workers })];
  for (const step of [0, 1, 2]) expect(await helped.batch(0, step)).toEqual(await alone.batch(0, step));
  await workers.close();
  await expect(sampleLoader({ ...options, workers }).batch(0, 0)).rejects.toThrow('The workers of the data loader were closed.');
});
