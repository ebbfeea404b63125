import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { pictureHeader } from '../../src/data/pictureHeader';

describe('pictureHeader', () => {
  it.each(['jpeg', 'progressive', 'png', 'exif'] as const)('reads the size of a %s', async (kind) => {
    const picture = sharp(new Uint8Array(5 * 7 * 3), { raw: { height: 5, width: 7, channels: 3 } });
    const written = kind === 'png' ? picture.png() : picture.jpeg({ progressive: kind === 'progressive' });
    const bytes = await (kind === 'exif' ? written.withMetadata({ orientation: 1 }) : written).toBuffer();
    expect(pictureHeader(bytes)).toEqual({ height: 5, width: 7, bits: 8, isGray: false });
    expect(pictureHeader(bytes.subarray(0, 20))).toBeUndefined();
  });

  it('reads 16 bits, and knows no other format', async () => {
    const deep = await sharp(new Uint16Array(6), { raw: { height: 2, width: 3, channels: 1 } }).toColourspace('grey16').png().toBuffer();
    expect(pictureHeader(deep)).toEqual({ height: 2, width: 3, bits: 16, isGray: true });
    const webp = await sharp(new Uint8Array(6), { raw: { height: 2, width: 3, channels: 1 } }).webp().toBuffer();
    expect(pictureHeader(webp)).toBeUndefined();
    expect(pictureHeader(new Uint8Array(0))).toBeUndefined();
  });
});
