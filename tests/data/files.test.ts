import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { datasetOf, encodePng, filesDataset, folderDataset } from 'tfjs-blocks/data/node';
import { sampleLoader } from 'tfjs-blocks/data';
import { levels } from './goldens';

let folder: string;
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'tfjs-blocks-files-'))));
afterEach(() => rm(folder, { recursive: true }));

const picture = await encodePng(levels('files', 6, 8, 3));

async function lay(...names: string[]) {
  for (const name of names) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), picture);
  }
}
const failure = (promise: Promise<unknown>) => promise.then(() => 'none', (error: Error) => error.message.replaceAll(folder, 'F'));

describe('folderDataset', () => {
  it('takes the sub-folders as classes', async () => {
    await lay('nevus/b.jpg', 'nevus/a.png', 'melanoma/a.png', 'melanoma/a.jpeg', 'melanoma/.hidden.png', 'melanoma/notes.txt', '.git/x.png', 'readme.png');
    const dataset = await folderDataset(folder, { size: [3, 4] });
    expect(dataset.classes).toEqual(['melanoma', 'nevus']);
    expect(dataset.entries.map(({ id, label }) => [id, label])).toEqual([
      ['melanoma/a.jpeg', 'melanoma'], ['melanoma/a.png', 'melanoma'], ['nevus/a', 'nevus'], ['nevus/b', 'nevus']]);
    const sample = await dataset.get(2);
    expect(sample).toMatchObject({ id: 'nevus/a', label: 'nevus', image: { height: 3, width: 4, channels: 3 } });
    expect(await datasetOf(dataset.recipe!).get(2)).toEqual(sample);
  });

  it('names what is missing', async () => {
    expect(await failure(folderDataset(folder))).toBe('Invalid folder `F` in folderDataset: expected a sub-folder for each class, received none.');
    await lay('nevus/a.png', 'empty/notes.txt');
    expect(await failure(folderDataset(folder))).toBe(
      'Invalid folder `F/empty` in folderDataset: expected .jpg, .jpeg or .png files, received none.');
    expect(await failure(folderDataset(join(folder, 'none')))).toContain('expected a folder, received none that can be read.');
  });
});

describe('filesDataset', () => {
  it('names a file that is missing or too large, and a mask that does not fit', async () => {
    await lay('a.png', 'b.png');
    const [a, b] = [join(folder, 'a.png'), join(folder, 'b.png')];
    const read = (entry: { image: string; mask?: string }, options = {}) => failure(filesDataset([{ id: 'x', ...entry }], options).get(0));
    expect(await read({ image: join(folder, 'c.png') })).toContain('c.png (no file of that name)');
    expect(await read({ image: a }, { maxPixels: 47 })).toContain('a.png (one of more than `maxPixels`)');
    expect(await read({ image: a }, { maxPixels: -1 })).toBe('Invalid `maxPixels` in decodeImage: expected a positive number, received -1.');
    expect(await read({ image: a, mask: b })).toContain('expected masks of two values, 0 and 255 or 0 and 1');
    const files = filesDataset([a, join(folder, 'c.png'), b].map((image, i) => ({ id: `x${i}`, image })));
    const loader = sampleLoader({ dataset: files, batchSize: 3, order: 'sequential', onError: 'skip' });
    expect((await loader.batch(0, 0)).map(({ id }) => id)).toEqual(['x0', 'x2']);
    expect(loader.skipped).toEqual([{ id: 'x1', reason: expect.stringContaining('c.png (no file of that name)') }]);
    expect(() => filesDataset([])).toThrow('Invalid `entries` in filesDataset: expected at least one, received none.');
    expect(() => datasetOf({ kind: 'none' })).toThrow('Invalid `recipe` in datasetOf');
  });
});
