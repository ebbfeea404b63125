/**
 * Pictures from files to rasters and back, in Node, by the optional peer `sharp`.
 *
 * Decoding gives bytes in rows, columns, channels (HWC): the EXIF orientation is applied, colour profiles become
 * sRGB, 16 bits become 8, palettes and gray are expanded, transparency is laid over black. A damaged or cut-off file
 * is an error, never a picture with a gray rest. Of an animation the first frame is read.
 */
import { readFile } from 'node:fs/promises';
import type { Raster } from '../../augment/sample';
import { resizeImage } from '../resize';
import { fromRaster, loadSharp, toRaster } from './sharp';

/** Options of {@link decodeImage}. */
export interface DecodeOptions {
  /** 3 for colour, 1 for gray. */
  readonly channels: 1 | 3;
  /** [height, width] of the result, by `resizeImage`, whatever the aspect; default: as in the file. */
  readonly size?: readonly [number, number];
  /** Most pixels (height · width) that a picture may have; default 100 million. */
  readonly maxPixels?: number;
}

/**
 * The raster of a JPEG, PNG, WebP, TIFF, … file or of its bytes.
 *
 * @throws where the file is missing, empty, no picture, damaged, cut off or larger than `maxPixels`, naming it
 * @example
 * const image = await decodeImage('ISIC_0000000.jpg', { channels: 3, size: [128, 128] });
 * image.data.length;   // 128 · 128 · 3
 */
export async function decodeImage(source: string | Uint8Array, options: DecodeOptions): Promise<Raster> {
  const { channels, size, maxPixels = 100e6 } = options;
  if (channels !== 1 && channels !== 3) {
    throw new Error(`Invalid \`channels\` in decodeImage: expected 1 or 3, received ${String(channels)}.`);
  }
  const raster = await decode(source, channels, maxPixels);
  return size ? resizeImage(raster, size) : raster;
}

/**
 * The bytes of a PNG file: no loss.
 *
 * @throws where the raster has not 1, 3 or 4 channels, or not height · width · channels bytes
 * @example
 * await writeFile('mask.png', await encodePng(sample.mask));
 */
export async function encodePng(raster: Raster): Promise<Uint8Array> {
  return (await fromRaster(raster, 'encodePng')).png().toBuffer();
}

/** The bytes of a JPEG file of the given quality, 1 to 100; default 90. Errors as in `encodePng`. */
export async function encodeJpeg(raster: Raster, options: { readonly quality?: number } = {}): Promise<Uint8Array> {
  return (await fromRaster(raster, 'encodeJpeg')).jpeg({ quality: options.quality ?? 90 }).toBuffer();
}

async function decode(source: string | Uint8Array, channels: 1 | 3, maxPixels: number): Promise<Raster> {
  const sharp = await loadSharp('decodeImage');
  try {
    const bytes = typeof source === 'string' ? await readFile(source) : source;
    const pipeline = sharp(bytes, { failOn: 'warning', limitInputPixels: maxPixels }).autoOrient();
    return await toRaster(pipeline.flatten().toColourspace(channels === 1 ? 'b-w' : 'srgb'));
  } catch (cause) {
    const name = typeof source === 'string' ? `\`${source}\`` : 'bytes';
    const received = plainReason(cause);
    throw new Error(`Invalid image ${name} in decodeImage: expected a readable picture, received ${received}.`, { cause });
  }
}

/** What libvips or the file system complains of, in plain words. */
export function plainReason(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  const reasons: [RegExp, string][] = [
    [/ENOENT/, 'no file of that name'],
    [/EISDIR/, 'a folder'],
    [/EACCES|EPERM/, 'a file that may not be read'],
    [/empty/i, 'an empty file'],
    [/pixel limit/, 'one of more than `maxPixels`'],
    [/unsupported image format/, 'a file that is no picture of a known format'],
    // libvips drops the details, now and then, where several pictures are read at once: then only failOn is named.
    [/premature end|read error|corrupt|truncated|end of (file|stream|data)|failOn/i, 'a cut-off or damaged file'],
  ];
  const found = reasons.find(([pattern]) => pattern.test(message));
  return found ? found[1] : `a file that cannot be decoded (${message.replaceAll('\n', '; ')})`;
}
