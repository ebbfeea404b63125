import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkIsicFolder, encodeJpeg, encodePng, isicDataset, readIsicFolder } from 'tfjs-blocks/data/node';

let folder: string;
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'tfjs-blocks-isic-'))));
afterEach(() => rm(folder, { recursive: true }));

const skin = (height = 8, width = 8) => ({ data: new Uint8Array(height * width * 3).fill(180), height, width, channels: 3 });
const half = (low: number, high: number, height = 8, width = 8) => ({
  data: Uint8Array.from({ length: height * width }, (_, i) => (i % width < width / 2 ? low : high)), height, width, channels: 1,
});
const image = await encodePng(skin());
const mask = await encodePng(half(0, 255));

/** Writes the files, given as bytes or text by path. */
async function lay(files: Record<string, Uint8Array | string>) {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
}

const pair = (id: string) => ({ [`images/${id}.png`]: image, [`masks/${id}.png`]: mask });
const error = async (options = {}) => {
  try {
    await readIsicFolder(folder, options);
  } catch (cause) {
    return cause instanceof Error ? cause.message.replaceAll(folder, 'F') : 'no error';
  }
  return 'nothing thrown';
};

describe('bad pictures', () => {
  it('are listed with onError skip, and end the run where nothing is left', async () => {
    await lay({ ...pair('a'), ...pair('b'), 'images/b.png': 'no picture', ...pair('c'), 'masks/c.png': await encodePng(half(0, 255, 4, 4)) });
    const { samples, skipped } = await readIsicFolder(folder, { onError: 'skip' });
    expect(samples.map(({ id }) => id)).toEqual(['a']);
    expect(skipped).toEqual([
      { name: 'b', reason: 'not of the readable pictures: b.png (a file that is no picture of a known format)' },
      { name: 'c', reason: 'not of the masks of the height×width of their images: c.png (4×4, image 8×8)' },
    ]);
    await rm(join(folder, 'images/a.png'));
    await rm(join(folder, 'masks/a.png'));
    expect(await error({ onError: 'skip' })).toContain('received other: b.png');
  });

  it('do not empty a 16-bit mask of 0 and 1', async () => {
    const deep = Uint16Array.from({ length: 64 }, (_, i) => i % 2);
    const png = await sharp(deep, { raw: { height: 8, width: 8, channels: 1 } }).toColourspace('grey16').png().toBuffer();
    await lay({ 'images/a.png': image, 'masks/a.png': png });
    expect((await readIsicFolder(folder)).samples[0].mask!.data.filter((value) => value === 255)).toHaveLength(32);
  });
});

describe('layouts', () => {
  it('reads images, masks and labels, ordered by id', async () => {
    await lay({ ...pair('b'), ...pair('a'), ...pair('B'), 'labels.csv': 'image_id,melanoma\nB,0\nb,1\na,0\n', 'notes.txt': 'x' });
    const { samples, skipped } = await readIsicFolder(folder);
    expect(samples.map(({ id, label }) => [id, label])).toEqual([['B', '0'], ['a', '0'], ['b', '1']]);
    expect(samples[0].image).toEqual(skin());
    expect(samples[0].mask).toEqual(half(0, 255));
    expect(skipped).toEqual([]);
  });

  it('reads the names of the archive', async () => {
    const jpeg = await encodeJpeg(skin());
    await lay({
      'ISIC2018_Task1-2_Training_Input/ISIC_1.jpg': jpeg,
      'ISIC2018_Task1-2_Training_Input/ISIC_1_superpixels.png': image,
      'ISIC2018_Task1-2_Training_Input/LICENSE.txt': 'CC-0',
      'ISIC2018_Task1_Training_GroundTruth/ISIC_1_segmentation.png': mask,
    });
    const { samples } = await readIsicFolder(folder);
    expect(samples.map(({ id, label }) => [id, label])).toEqual([['ISIC_1', undefined]]);
  });

  it('finds images beside the masks folder, and folders by option', async () => {
    await lay({ 'a.JPG': await encodeJpeg(skin()), 'masks/a.png': mask, 'other/a.png': mask });
    expect(await error()).toBe('Invalid ISIC folder `F`: expected one folder of images, such as images/ (or `imagesFolder`), '
      + `received ${folder.split('/').at(-1)}, other.`);
    expect((await readIsicFolder(folder, { imagesFolder: '.', masksFolder: 'other' })).samples).toHaveLength(1);
  });

  it('reads labels without masks', async () => {
    await lay({ 'images/a.png': image, 'truth.csv': 'image;dx\r\na;nv\r\n' });
    expect((await readIsicFolder(folder, { masks: 'none' })).samples).toEqual([{ id: 'a', image: skin(), mask: undefined, label: 'nv' }]);
  });

  it('resizes and keeps masks two-valued', async () => {
    await lay({ ...pair('a') });
    const [sample] = (await readIsicFolder(folder, { size: [4, 6] })).samples;
    expect([sample.image.height, sample.image.width, sample.mask?.height, sample.mask?.width]).toEqual([4, 6, 4, 6]);
    expect([...sample.mask!.data.slice(0, 6)]).toEqual([0, 0, 0, 255, 255, 255]);
  });

  it.each([[0, 1], [0, 255]])('reads masks of %i and %i, and of one value', async (low, high) => {
    await lay({
      ...pair('a'), ...pair('none'), ...pair('all'),
      'masks/a.png': await encodePng(half(low, high)),
      'masks/none.png': await encodePng(half(low, low)), 'masks/all.png': await encodePng(half(high, high)),
    });
    const { samples } = await readIsicFolder(folder);
    expect(samples.map((sample) => sample.mask)).toEqual([half(0, 255), half(255, 255), half(0, 0)]);
  });
});

describe('labels', () => {
  const labelled = async (csv: string, options = {}) => {
    await lay({ ...pair('a'), ...pair('b'), 'labels.csv': csv });
    return (await checkIsicFolder(folder, options)).entries.map(({ label }) => label);
  };

  it.each([
    ['quotes, byte-order mark and CRLF', '\uFEFF"image_id","diagnosis"\r\n"a","nevus, blue"\r\n"b","mel"\r\n', ['nevus, blue', 'mel']],
    ['other names and cases', 'Label;IMAGE_NAME\nx;a\ny;b\n', ['x', 'y']],
    ['melanoma before label', 'id,label,melanoma\na,x,0\nb,y,1\n', ['0', '1']],
    ['target before diagnosis, as in ISIC 2020', 'image_name,diagnosis,benign_malignant,target\na,unknown,benign,0\nb,melanoma,malignant,1\n', ['0', '1']],
    ['ids with extension and space', 'image,dx\n a.JPG ,nv\nb.png,mel\n', ['nv', 'mel']],
    ['tabs and blank lines', 'isic_id\tdx\n\na\tnv\n\nb\tbcc\n\n', ['nv', 'bcc']],
  ])('understands %s', async (_, csv, expected) => {
    expect(await labelled(csv)).toEqual(expected);
  });

  it('takes the column asked for', async () => {
    expect(await labelled('image,MEL,NV\na,1.0,0.0\nb,0.0,1.0\n', { labelColumn: 'NV' })).toEqual(['0.0', '1.0']);
  });

  it.each([
    ['no id column', 'name,melanoma\na,0\n', {},
      'expected an id column (image_id, image, isic_id, image_name, id) in labels.csv, received the columns: name, melanoma.'],
    ['no label column', 'image,MEL\na,0\nb,1\n', {},
      'expected a label column (`labelColumn` or one of melanoma, target, diagnosis, dx, label, class, benign_malignant) '
      + 'in labels.csv, received the columns: image, MEL.'],
    ['no asked column', 'image,MEL\na,0\nb,1\n', { labelColumn: 'NV' },
      'expected a label column (`labelColumn` NV) in labels.csv, received the columns: image, MEL.'],
    ['unknown ids', 'image,dx\na,0\nb,1\nc,1\nA,1\n', {},
      'expected an image for every row of labels.csv, received 2 rows without an image: c, A.'],
    ['absent ids', 'image,dx\na,0\n', {},
      'expected a label in labels.csv for every image, received image without a label: b.'],
    ['empty labels', 'image,dx\na,\nb, \n', {}, 'expected a label in labels.csv for every image, received 2 images without a label: a, b.'],
    ['cells that pandas leaves for missing ones', 'image,dx\na,NaN\nb,<NA>\n', {}, 'received 2 images without a label: a, b.'],
    ['ids repeated with and without extension', 'image,dx\na,0\nb,1\na.jpg,1\n', {}, 'expected each id once in labels.csv, received repeated row: a.'],
    ['repeated ids', 'image,dx\na,0\nb,1\na,1\n', {}, 'expected each id once in labels.csv, received repeated row: a.'],
    ['ragged rows', 'image,dx\na,0\nb,1,2\n', {}, 'expected 2 cells in each row of labels.csv, received other row: row 3 (3 cells).'],
    ['short rows', 'dx,image\n0,a\n1\n', {}, 'expected 2 cells in each row of labels.csv, received other row: row 3 (1 cells).'],
    ['broken quotes', 'image,dx\na,0\n"b,1\n', {}, 'expected closed quotes in labels.csv'],
    ['an empty file', '', {}, 'expected an id column'],
  ])('names %s', async (_, csv, options, expected) => {
    await lay({ ...pair('a'), ...pair('b'), 'labels.csv': csv });
    expect(await error(options)).toContain(expected);
  });

  it('wants one CSV, which there is', async () => {
    await lay({ ...pair('a'), 'x.csv': 'id,dx\na,1\n', 'y.csv': 'id,dx\na,2\n' });
    expect(await error()).toBe('Invalid ISIC folder `F`: expected one CSV of labels (or `labelsFile`), received x.csv, y.csv.');
    expect((await readIsicFolder(folder, { labelsFile: 'y.csv' })).samples[0].label).toBe('2');
    expect(await error({ labelsFile: 'z.csv' })).toBe('Invalid ISIC folder `F/z.csv`: expected a CSV of labels, received no such file.');
    await rm(join(folder, 'x.csv'));
    await rm(join(folder, 'y.csv'));
    expect(await error({ labelColumn: 'dx' })).toBe('Invalid ISIC folder `F`: expected a CSV with the column dx, received no .csv file.');
  });
});

describe('groups', () => {
  const grouped = async (csv: string, options = {}) => {
    await lay({ ...pair('a'), ...pair('b'), ...pair('c'), 'labels.csv': csv });
    return (await readIsicFolder(folder, options)).samples.map(({ group }) => group);
  };

  it.each([
    ['patients', 'image,patient_id,dx\na,IP_1,0\nb,IP_2,1\nc,IP_1,0\n', {}, ['IP_1', 'IP_2', 'IP_1']],
    ['lesions', 'image,Lesion_ID,dx\na,HAM_1,0\nb,HAM_1,1\nc, ,0\n', {}, ['HAM_1', 'HAM_1', 'c']],
    ['patients, told by another image of the lesion', 'image,patient_id,lesion_id,dx\na,,IL_1,0\nb,IP_2,IL_1,1\nc,NaN,NaN,0\n', {}, ['IP_2', 'IP_2', 'c']],
    ['an empty cell of a column that was asked for', 'image,site,dx\na,arm,0\nb,,1\nc,arm,0\n', { groupColumn: 'site' }, ['arm', 'b', 'arm']],
    ['apart where an image or a lesion has the name of a patient', 'image,patient_id,lesion_id,dx\na,b,1,0\nb,#N/A,-nan,1\nc,,b,0\n', {}, ['b', 'image b', 'lesion b']],
    ['any column', 'image,site,dx\na,arm,0\nb,leg,1\nc,arm,0\n', { groupColumn: 'site' }, ['arm', 'leg', 'arm']],
    ['patients without a label', 'image,patient_id\na,1\nb,1\n', {}, ['1', '1', 'c']],
    ['none', 'image,dx\na,0\nb,1\nc,1\n', {}, [undefined, undefined, undefined]],
  ])('are %s', async (_, csv, options, expected) => {
    expect(await grouped(csv, options)).toEqual(expected);
  });

  it('reach the entries of a data set and its samples', async () => {
    await lay({ ...pair('a'), 'labels.csv': 'image,patient_id,dx\na,IP_1,0\n' });
    const dataset = await isicDataset(folder);
    expect([dataset.entries[0].group, (await dataset.get(0)).group]).toEqual(['IP_1', 'IP_1']);
  });

  it('names a lesion of two patients, and a column that is not there', async () => {
    await lay({ ...pair('a'), ...pair('b'), 'labels.csv': 'image,patient_id,lesion_id,dx\na,IP_1,IL_1,0\nb,IP_2,IL_1,1\n' });
    expect(await error()).toContain('expected each lesion of one patient in labels.csv (or `groupColumn`), received lesion of several: IL_1.');
    expect(await error({ groupColumn: 'patient_id' })).toBe('nothing thrown');
    expect(await error({ groupColumn: 'person' })).toContain('expected the `groupColumn` person in labels.csv');
  });
});

it('finds accented names that file system and CSV spell differently', async () => {
  const composed = 'n\u00e6vus \u00e9', decomposed = composed.normalize('NFD');
  await lay({ ...pair(decomposed), 'labels.csv': `image,dx\n${composed},1\n` });
  expect((await readIsicFolder(folder)).samples.map(({ id, label }) => [id, label])).toEqual([[composed, '1']]);
});

describe('broken folders', () => {
  it('names a missing folder, a file, an empty folder', async () => {
    expect(await error()).toBe('Invalid ISIC folder `F`: expected images, masks and labels, received an empty folder.');
    await lay({ 'a.txt': 'x' });
    await expect(readIsicFolder(join(folder, 'none'))).rejects.toThrow('expected a folder, received no such path');
    await expect(readIsicFolder(join(folder, 'a.txt'))).rejects.toThrow('expected a folder, received a file');
  });

  it('names missing images and masks folders', async () => {
    await lay({ 'masks/a.png': mask });
    expect(await error()).toContain('expected one folder of images, such as images/ (or `imagesFolder`), received none');
    await rm(join(folder, 'masks'), { recursive: true });
    await lay({ 'images/a.png': image });
    expect(await error()).toContain('expected one folder of masks, masks/ or *GroundTruth* (or `masksFolder`), received none');
    expect(await error({ masksFolder: 'nowhere' })).toContain('`F/nowhere`: expected a folder, received no such path');
  });

  it('names unmatched files, or skips them', async () => {
    await lay({ ...pair('a'), 'images/b.png': image, 'masks/c.png': mask, 'labels.csv': 'id,dx\na,1\nd,1\n' });
    expect(await error()).toBe([
      'Invalid ISIC folder `F`: ',
      '- expected a mask for every image, received image without a mask: b.png.',
      '- expected an image for every mask, received mask without an image: c.png.',
      '- expected a label in labels.csv for every image, received image without a label: b.',
      '- expected an image for every row of labels.csv, received row without an image: d.',
    ].join('\n'));
    const { samples, skipped } = await readIsicFolder(folder, { allowMissing: true });
    expect(samples.map(({ id }) => id)).toEqual(['a']);
    expect(skipped).toEqual([
      { name: 'b.png', reason: 'image without a mask' }, { name: 'c.png', reason: 'mask without an image' },
      { name: 'b', reason: 'image without a label' }, { name: 'd', reason: 'row without an image' },
    ]);
  });

  it('wants something left', async () => {
    await lay({ 'images/b.png': image, 'masks/c.png': mask });
    expect(await error({ allowMissing: true })).toContain('received image without a mask: b.png.');
  });

  it('names ten and counts the rest', async () => {
    const lonely = Array.from({ length: 12 }, (_, i) => [`images/x${10 + i}.png`, image]);
    await lay({ ...pair('a'), ...Object.fromEntries(lonely) });
    expect(await error()).toContain('received 12 images without a mask: x10.png, x11.png, x12.png, x13.png, x14.png, '
      + 'x15.png, x16.png, x17.png, x18.png, x19.png and 2 more.');
  });

  it('names images and masks of the same id', async () => {
    await lay({ ...pair('a'), 'images/a.jpg': image, 'masks/a_segmentation.png': mask });
    expect(await error()).toContain('expected one file of each name in images/, received more file: a.png.');
    expect(await error({ allowMissing: true })).toContain(
      'expected one file of each name in masks/, received more file: a_segmentation.png.');
  });

  it('gathers unreadable pictures and bad masks', async () => {
    const noise = { data: Uint8Array.from({ length: 3072 }, (_, i) => (i * 7919) % 251), height: 32, width: 32, channels: 3 };
    const jpeg = await encodeJpeg(noise);
    await lay({
      ...pair('cut'), ...pair('empty'), ...pair('fine'), ...pair('gray'), ...pair('large'), ...pair('text'),
      'images/cut.png': jpeg.subarray(0, jpeg.length * 0.7), 'images/empty.png': '', 'masks/text.png': 'not a picture',
      'masks/gray.png': await encodePng(half(0, 128)), 'masks/large.png': await encodePng(half(0, 255, 9, 8)),
    });
    expect((await error()).split('\n').slice(1)).toEqual([
      '- expected readable pictures, received 3 others: cut.png (a cut-off or damaged file), empty.png (an empty file), '
      + 'text.png (a file that is no picture of a known format).',
      '- expected masks of two values, 0 and 255 or 0 and 1, received other: gray.png (2 values from 0 to 128).',
      '- expected masks of the height×width of their images, received other: large.png (9×8, image 8×8).',
    ]);
  });

  it('says why a JPEG is no mask', async () => {
    const inside = (i: number) => Math.hypot((i % 8) - 3, (i >> 3) - 3) < 3;
    const disc = { ...half(0, 255), data: Uint8Array.from({ length: 64 }, (_, i) => (inside(i) ? 255 : 0)) };
    await lay({ 'images/a.png': image, 'masks/a.jpg': await encodeJpeg(disc, { quality: 50 }) });
    expect(await error()).toMatch(/a\.jpg \(\d+ values from 0 to \d+; JPEG blurs borders, save masks as PNG\)/);
  });
});

const real = new URL('../../../shared/data/isic2017_segmentation', import.meta.url).pathname;
describe.skipIf(!existsSync(real))('ISIC 2017 (skipped where ../shared/data is absent)', () => {
  it('reads 148 pairs with labels 0 and 1', async () => {
    const { samples, skipped } = await readIsicFolder(real, { size: 64 });
    expect([samples.length, skipped.length]).toEqual([148, 0]);
    expect(new Set(samples.map(({ label }) => label))).toEqual(new Set(['0', '1']));
    expect(new Set(samples.flatMap(({ mask }) => [...new Set(mask?.data)]))).toEqual(new Set([0, 255]));
    expect(samples.map(({ id }) => id)).toEqual(samples.map(({ id }) => id).sort());
  });
});
