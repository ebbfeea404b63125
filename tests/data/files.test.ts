import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { datasetOf, decodeImage, decodeMask, encodePng, filesDataset, folderDataset, isicDataset, readIsicFolder } from 'tfjs-blocks/data/node';
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

  it('follows links to classes and to pictures, and names one that leads nowhere', async () => {
    await lay('skin/nevus/a.png', 'elsewhere/m1.png', 'elsewhere/m2.png', 'elsewhere/deep/m3.png');
    const skin = join(folder, 'skin');
    await symlink(join(folder, 'elsewhere'), join(skin, 'melanoma'));
    await symlink(join(folder, 'elsewhere', 'deep', 'm3.png'), join(skin, 'nevus', 'b.png'));
    await symlink(join(folder, 'elsewhere'), join(skin, 'nevus', 'c.png'));      // a folder, whatever it is called
    const dataset = await folderDataset(skin);
    expect(dataset.classes).toEqual(['melanoma', 'nevus']);
    expect(dataset.entries.map(({ id }) => id)).toEqual(['melanoma/m1', 'melanoma/m2', 'nevus/a', 'nevus/b']);
    expect((await dataset.get(0)).label).toBe('melanoma');
    await symlink(join(folder, 'gone'), join(skin, 'scar'));
    expect(await failure(folderDataset(skin))).toBe(
      'Invalid folder `F/skin/scar` in folderDataset: expected a link to a folder or file, received one that leads nowhere.');
    await rename(join(skin, 'scar'), join(skin, 'nevus', 'd.png'));
    expect(await failure(folderDataset(skin))).toContain('`F/skin/nevus/d.png` in folderDataset: expected a link');
  });

  it('takes no folder that a system made for a class', async () => {
    await lay('nevus/a.png', '__MACOSX/nevus/._a.png', '__MACOSX/b.png', '@eaDir/a.png/x.jpg', '@eaDir/t.jpg', '$RECYCLE.BIN/x.jpg', 'lost+found/x.png');
    expect((await folderDataset(folder)).classes).toEqual(['nevus']);
  });

  it('takes classes of any name', async () => {
    await lay('constructor/a.png', '__proto__/a.png', 'toString/a.png', 'nevus/a.png');
    const dataset = await folderDataset(folder);
    expect(dataset.classes).toEqual(['__proto__', 'constructor', 'nevus', 'toString']);
    expect((await dataset.get(0)).label).toBe('__proto__');
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
    expect(() => datasetOf(null as never)).toThrow('Invalid `recipe` in datasetOf: expected kind "samples", "files" or "cached", received null.');
    let deep = { kind: 'samples', samples: [] } as object;
    for (let i = 0; i < 20_000; i++) deep = { kind: 'cached', maxBytes: 1e6, of: deep };
    expect(() => datasetOf(deep as never)).toThrow('Invalid `recipe` in datasetOf: expected at most 100 caches, one before the other, received "more".');
  });
});

describe('an image turned by EXIF and a mask that is not', () => {
  const left = { data: Uint8Array.from({ length: 12 * 12 }, (_, i) => (i % 12 < 6 ? 255 : 0)), height: 12, width: 12, channels: 1 };
  const wide = { data: Uint8Array.from({ length: 6 * 12 }, (_, i) => (i % 12 < 6 ? 255 : 0)), height: 6, width: 12, channels: 1 };

  async function write(raster: typeof left, orientation: number, maskOrientation?: number) {
    await mkdir(join(folder, 'images'), { recursive: true });
    await mkdir(join(folder, 'masks'), { recursive: true });
    const { data, ...raw } = raster, encode = (turn?: number) => {
      const png = sharp(data, { raw: raw as never });
      return (turn === undefined ? png : png.withMetadata({ orientation: turn })).png().toBuffer();
    };
    await writeFile(join(folder, 'images', 'a.png'), await encode(orientation));
    await writeFile(join(folder, 'masks', 'a.png'), await encode(maskOrientation));
    return { id: 'a', image: join(folder, 'images', 'a.png'), mask: join(folder, 'masks', 'a.png') };
  }

  /** The sample, and what was warned of. */
  async function read(entry: Awaited<ReturnType<typeof write>>, orientation?: 'exif' | 'stored') {
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    try {
      const sample = await filesDataset([entry], { channels: 1, orientation }).get(0);
      return { sample, warnings: warn.mock.calls.map(([message]) => String(message).replaceAll(folder, 'F')) };
    } finally {
      warn.mockRestore();
    }
  }
  const lies = ({ image, mask }: { image: { data: Uint8Array }; mask?: { data: Uint8Array } }) => mask!.data.every((level, i) => level === image.data[i]);

  it.each([2, 3, 4, 5, 6, 7, 8])('warns once a folder of orientation %i, and reads both as stored if told to', async (orientation) => {
    const entry = await write(left, orientation), first = await read(entry);
    expect(lies(first.sample)).toBe(orientation === 4);      // mirrored top to bottom it stays the same
    expect(first.warnings).toEqual([expect.stringMatching(/^`a.png` is turned by its EXIF orientation, its mask `a.png` has none\. If masks in `F.masks` .*`orientation: 'stored'`/)]);
    expect((await read(entry)).warnings).toEqual([]);
    const stored = await read(entry, 'stored');
    expect([lies(stored.sample), stored.warnings, stored.sample.image.data]).toEqual([true, [], left.data]);
  });

  it('is silent if told how masks were drawn, if both are turned, and if none is', async () => {
    expect((await read(await write(left, 6), 'exif')).warnings).toEqual([]);
    const both = await read(await write(left, 6, 6));
    expect([lies(both.sample), both.warnings]).toEqual([true, []]);
    expect((await read(await write(left, 1))).warnings).toEqual([]);
  });

  it('names the option where sizes differ by the turn', async () => {
    const entry = await write(wide, 6);
    expect(await failure(filesDataset([entry]).get(0))).toContain(
      "a.png (6×12, image 12×6, turned by its EXIF orientation: `orientation: 'stored'` reads both as stored)");
    expect(lies((await read(entry, 'stored')).sample)).toBe(true);
  });

  it('takes the option wherever files are read', async () => {
    const { image, mask } = await write(wide, 6, 6), wrong = { orientation: 'store' } as never;
    expect((await decodeImage(image, { channels: 1, orientation: 'stored' })).width).toBe(12);
    expect([(await decodeMask(mask, { orientation: 'stored' })).width, (await decodeMask(mask)).width]).toEqual([12, 6]);
    expect((await (await isicDataset(folder, { orientation: 'stored' })).get(0)).image.width).toBe(12);
    expect((await readIsicFolder(folder, { orientation: 'stored' })).samples[0].image.width).toBe(12);
    await expect(decodeMask(mask, wrong)).rejects.toThrow('Invalid `orientation` in decodeMask: expected one of "exif", "stored" (perhaps "stored"), received "store".');
  });
});
