import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeImage, decodeMask, encodeJpeg, encodePng } from 'tfjs-blocks/data/node';
import { stream } from 'tfjs-blocks/random';
import deep from '../golden/deepPng.json' with { type: 'json' };
import transparent from './transparentMasks.json' with { type: 'json' };
import { farthest } from './goldens';

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'tfjs-blocks-image-'))));
afterAll(() => rm(folder, { recursive: true }));

function noise(height: number, width: number, channels: number) {
  const random = stream(1, 'noise');
  return { data: Uint8Array.from({ length: height * width * channels }, () => random.integer(256)), height, width, channels };
}

async function write(name: string, bytes: Uint8Array) {
  await writeFile(join(folder, name), bytes);
  return join(folder, name);
}

describe('encode and decode', () => {
  it.each([1, 3] as const)('gives the same raster back from a PNG of %i channels', async (channels) => {
    const raster = noise(5, 7, channels);
    expect(await decodeImage(await encodePng(raster), { channels })).toEqual(raster);
    expect(await decodeImage(await write(`${channels}.png`, await encodePng(raster)), { channels })).toEqual(raster);
  });

  it('comes near through a JPEG', async () => {
    const raster = { data: new Uint8Array(16 * 16 * 3).map((_, i) => [200, 120, 90][i % 3]), height: 16, width: 16, channels: 3 };
    const back = await decodeImage(await encodeJpeg(raster, { quality: 95 }), { channels: 3 });
    expect(Math.max(...back.data.map((value, i) => Math.abs(value - raster.data[i])))).toBeLessThan(4);
  });

  it('names a raster of the wrong length or channels', async () => {
    await expect(encodePng({ ...noise(4, 4, 3), width: 5 })).rejects.toThrow('expected 4·5·3 = 60 bytes, received 48');
    await expect(encodeJpeg(noise(4, 4, 2))).rejects.toThrow('expected 1, 3 or 4 channels, received 2');
  });
});

describe('decodeImage', () => {
  it('applies the EXIF orientation', async () => {
    const raw = { data: Uint8Array.of(255, 0, 0, 0, 0, 0), height: 2, width: 3, channels: 1 };
    const tagged = await sharp(raw.data, { raw: { height: 2, width: 3, channels: 1 } }).withMetadata({ orientation: 6 }).png().toBuffer();
    const turned = await decodeImage(tagged, { channels: 1 });
    expect([turned.height, turned.width, ...turned.data]).toEqual([3, 2, 0, 255, 0, 0, 0, 0]);
  });

  it('reduces 16 bits to 8', async () => {
    const deep = Uint16Array.of(0, 0x1111, 0x8080, 0xffff);
    const png = await sharp(deep, { raw: { height: 1, width: 4, channels: 1 } }).toColourspace('grey16').png().toBuffer();
    expect((await sharp(png).metadata()).depth).toBe('ushort');
    expect([...(await decodeImage(png, { channels: 1 })).data]).toEqual([0, 17, 128, 255]);
    expect([...(await decodeImage(png, { channels: 3 })).data.slice(-3)]).toEqual([255, 255, 255]);
  });

  it.each([[[0, 1], [0, 1]], [[0, 65535], [0, 255]], [[0, 255], [0, 255]], [[0, 257], [0, 1]]])('reads a 16-bit mask of %j as %j', async (deep, read) => {
    const png = await sharp(Uint16Array.from(deep), { raw: { height: 1, width: 2, channels: 1 } }).toColourspace('grey16').png().toBuffer();
    expect((await sharp(png).metadata()).depth).toBe('ushort');
    expect(await decodeMask(png)).toEqual({ data: Uint8Array.from(read), height: 1, width: 2, channels: 1 });
  });

  it.each(deep.files)('reads $name of 16 bits', async ({ file, image, mask }) => {
    const bytes = Buffer.from(file, 'base64'), read = await decodeImage(bytes, { channels: 1 });
    expect([read.height, read.width]).toEqual([deep.height, deep.width]);
    expect(farthest(read.data, image)).toBeLessThanOrEqual(1);
    expect(farthest((await decodeMask(bytes)).data, mask)).toBe(0);
  });

  it.each(transparent.read)('reads a mask with transparency: $name', async ({ file, mask }) => {
    expect([...(await decodeMask(Buffer.from(file, 'base64'))).data]).toEqual(mask);
  });

  it.each(transparent.refused)('refuses a mask that contradicts itself: $name', async ({ file }) => {
    await expect(decodeMask(Buffer.from(file, 'base64'))).rejects.toThrow('received a mask that is white where it is transparent and black where it is opaque.');
  });

  describe.each([8, 16])('a mask of %i bits with transparency', (bits) => {
    const full = 2 ** bits - 1;
    /** Of gray and alpha, or of red, green, blue and alpha. */
    const png = (pixels: number[][]) => {
      const channels = pixels[0].length as 2 | 4, raw = { width: pixels.length, height: 1, channels };
      const data = (bits === 8 ? Uint8Array : Uint16Array).from(pixels.flat());
      return sharp(data, { raw }).toColourspace(`${channels === 2 ? (bits === 8 ? 'b-w' : 'grey16') : bits === 8 ? 'srgb' : 'rgb16'}`).png().toBuffer();
    };
    const none = [0, 0, 0, 0], white = [full, full, full], black = [0, 0, 0];

    it.each<[string, number[][], number[]]>([
      ['black on nothing', [none, [...black, full], none], [0, 255, 0]],
      ['gray and alpha', [[0, 0], [0, full], [0, 0]], [0, 255, 0]],
      ['white, all of it, transparent around', [[...white, 0], [...white, full], [...white, 0]], [0, 255, 0]],
      ['white on nothing', [none, [...white, full], none], [0, 255, 0]],
      ['a colour on nothing', [none, [full, 0, 0, full], none], [0, 255, 0]],
      ['white on transparent gray', [[99, 99, 99, 0], [...white, full], [7, 7, 7, 0]], [0, 255, 0]],
      ['all transparent', [[...black, 0], [...white, 0], [...black, 0]], [0, 255, 0]],
      ['all opaque', [[...black, full], [...white, full], [...black, full]], [0, 255, 0]],
      ['white on black, transparent around', [none, [...white, full], [...black, full]], [0, 255, 0]],
      ['0 and 1, all opaque', [[0, 0, 0, full], [1, 1, 1, full], [0, 0, 0, full]], [0, 1, 0]],
    ])('is read: %s', async (_, pixels, expected) => {
      const bytes = await png(pixels);
      expect((await sharp(bytes).metadata()).hasAlpha).toBe(true);
      expect([...(await decodeMask(bytes)).data]).toEqual(expected);
    });

    it('is refused if it is white where it is transparent and black where it is opaque', async () => {
      await expect(decodeMask(await png([[...black, full], [...white, 0]]))).rejects.toThrow(
        'Invalid image bytes in decodeMask: expected a readable picture, received a mask that is white where it is transparent and black where it is opaque.');
    });
  });

  it('lays transparency over black, or the background that is given', async () => {
    const rgba = { data: Uint8Array.of(200, 100, 50, 255, 200, 100, 50, 0), height: 1, width: 2, channels: 4 };
    expect([...(await decodeImage(await encodePng(rgba), { channels: 3 })).data]).toEqual([200, 100, 50, 0, 0, 0]);
    const background = [255, 250, 3] as const;
    expect([...(await decodeImage(await encodePng(rgba), { channels: 3, background })).data]).toEqual([200, 100, 50, 255, 250, 3]);
    await expect(decodeImage(await encodePng(rgba), { channels: 3, background: [0, 0, 256] })).rejects.toThrow('Invalid `background`');
  });

  it('expands gray and palettes', async () => {
    const gray = await encodePng({ data: Uint8Array.of(9, 200), height: 1, width: 2, channels: 1 });
    expect([...(await decodeImage(gray, { channels: 3 })).data]).toEqual([9, 9, 9, 200, 200, 200]);
    const palette = await sharp(Uint8Array.of(0, 255), { raw: { height: 1, width: 2, channels: 1 } }).png({ palette: true }).toBuffer();
    expect([...(await decodeImage(palette, { channels: 1 })).data]).toEqual([0, 255]);
  });

  it.each(['jpeg', 'png', 'progressive'] as const)('finds a cut-off %s', async (kind) => {
    const raster = noise(64, 64, 3);
    const pipeline = sharp(raster.data, { raw: { height: 64, width: 64, channels: 3 } });
    const bytes = await (kind === 'png' ? pipeline.png() : pipeline.jpeg({ progressive: kind === 'progressive' })).toBuffer();
    for (const part of [0.3, 0.6, 0.95]) {
      const path = await write(`cut.${kind}`, bytes.subarray(0, bytes.length * part));
      await expect(decodeImage(path, { channels: 3 })).rejects.toThrow(
        `Invalid image \`${path}\` in decodeImage: expected a readable picture, received a cut-off or damaged file.`);
    }
  });

  it('finds damage inside a PNG', async () => {
    const bytes = Uint8Array.from(await encodePng(noise(64, 64, 3)));
    bytes.fill(0, 4000, 4100);
    await expect(decodeImage(bytes, { channels: 3 })).rejects.toThrow('received a cut-off or damaged file');
  });

  it.each([
    ['empty.png', new Uint8Array(0), 'an empty file'],
    ['text.jpg', new TextEncoder().encode('image_id,melanoma\n'), 'a file that is no picture of a known format'],
  ])('says what is wrong with %s', async (name, bytes, received) => {
    const path = await write(name, bytes);
    await expect(decodeImage(path, { channels: 3 })).rejects.toThrow(`\`${path}\``);
    await expect(decodeImage(path, { channels: 3 })).rejects.toThrow(`received ${received}.`);
  });

  it('says what is wrong with a path, a size, a huge picture', async () => {
    await expect(decodeImage(join(folder, 'none.png'), { channels: 3 })).rejects.toThrow('received no file of that name.');
    await expect(decodeImage(folder, { channels: 3 })).rejects.toThrow('received a folder.');
    const bytes = await encodePng(noise(8, 8, 3));
    await expect(decodeImage(bytes, { channels: 3, maxPixels: 63 })).rejects.toThrow('received one of more than `maxPixels`.');
    await expect(decodeImage(bytes, { channels: 3, maxPixels: NaN })).rejects.toThrow('Invalid `maxPixels` in decodeImage: expected a positive number, received NaN.');
    expect((await decodeImage(bytes, { channels: 3, maxPixels: Infinity })).width).toBe(8);
    await expect(decodeImage(bytes, { channels: 3, size: [0, 4] })).rejects.toThrow('expected two positive integers, received [0, 4]');
  });

  it.each(['a.svg', 'a.png', 'a.jpg'])('refuses SVG under the name %s: drawing it may take any time', async (name) => {
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9999" height="9999"><filter id="f"><feGaussianBlur stdDeviation="99"/></filter>'
      + '<rect width="100%" height="100%" filter="url(#f)"/></svg>';
    for (const bytes of [Buffer.from(svg), gzipSync(svg)]) {
      const path = await write(name, bytes);
      for (const decode of [() => decodeImage(path, { channels: 3 }), () => decodeMask(path)]) {
        await expect(decode()).rejects.toThrow('expected a readable picture, received vector graphics, which are drawn, not decoded');
      }
    }
  });

  it('resizes to [height, width]', async () => {
    const small = await decodeImage(await encodePng(noise(20, 30, 3)), { channels: 3, size: [4, 6] });
    expect([small.height, small.width, small.channels, small.data.length]).toEqual([4, 6, 3, 72]);
  });
});
