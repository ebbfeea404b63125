/**
 * Pictures from files to rasters and back, in Node, by the optional peer `sharp`.
 *
 * Decoding gives bytes in rows, columns, channels (HWC): the EXIF orientation is applied, colour profiles become
 * sRGB, 16 bits become 8, palettes and gray are expanded, transparency is laid over a background. A damaged or cut-off
 * file is an error, never a picture with a gray rest. Of an animation the first frame is read. SVG, which is drawn rather than
 * decoded, is refused under any file name.
 */
import type { Sharp } from 'sharp';
import type { Raster } from '../../augment/sample';
import type { DecodeOptions } from '../decodeOptions';
import { contradiction, maskLevels, seenNumbers } from '../masks';
import { resizeImage } from '../resize';
import { checkOneOf, invalid } from '../../shapes/check';
import type { Orientation } from './orientation';
import { readRegularFile } from './readFile';
import { fromRaster, loadSharp, toRaster } from './sharp';

/**
 * The raster of a JPEG, PNG, WebP, TIFF, … file or of its bytes.
 *
 * @throws where the file is missing, empty, no picture, damaged, cut off or larger than `maxPixels`, naming it
 * @example
 * const image = await decodeImage('ISIC_0000000.jpg', { channels: 3, size: [128, 128] });
 * image.data.length;   // 128 · 128 · 3
 */
export async function decodeImage(source: string | Uint8Array, options: DecodeOptions & Orientation): Promise<Raster> {
  const { channels, size, maxPixels = 100e6, background = [0, 0, 0] } = options;
  if (channels !== 1 && channels !== 3) {
    throw new Error(`Invalid \`channels\` in decodeImage: expected 1 or 3, received ${String(channels)}.`);
  }
  if (background.length !== 3 || !background.every((level) => level >= 0 && level <= 255)) {
    throw invalid('background', 'decodeImage', 'three levels from 0 to 255', background);
  }
  const [r, g, b] = background;
  const raster = await decode(source, 'decodeImage', { maxPixels, orientation: options.orientation }, (pipeline) =>
    toRaster(pipeline.flatten({ background: { r, g, b } }).toColourspace(channels === 1 ? 'b-w' : 'srgb')));
  return size ? resizeImage(raster, size, options.resize) : raster;
}

/**
 * The raster of a mask, one channel. Of a mask of 16 bits that holds small numbers, such as 0 and 1, the numbers are kept; others
 * are divided by 257. So a mask of 0 and 1 is never read as empty.
 *
 * Of a mask with transparency, what is opaque is the mask if all that is seen has one colour, such as black on nothing; else it is laid
 * over black.
 *
 * @throws as `decodeImage`, and if a mask is white where it is transparent and black where it is opaque
 * @example
 * const mask = await decodeMask('ISIC_0000000_segmentation.png');
 */
export async function decodeMask(
  source: string | Uint8Array, options: { readonly maxPixels?: number } & Orientation = {},
): Promise<Raster> {
  return decode(source, 'decodeMask', options, async (pipeline) => {
    const { depth, hasAlpha } = await pipeline.metadata();
    const raster = await toRaster(pipeline.clone().removeAlpha().toColourspace('b-w'));
    if (depth !== 'ushort' && !hasAlpha) return raster;
    const deep = async (part: Sharp) => {
      const { data } = await part.toColourspace('grey16').raw({ depth: 'ushort' }).toBuffer({ resolveWithObject: true });
      return new Uint16Array(data.buffer, data.byteOffset, data.length / 2);
    };
    const numbers = depth === 'ushort' ? await deep(pipeline.clone().removeAlpha()) : raster.data;
    const alpha = hasAlpha ? await deep(pipeline.clone().extractChannel('alpha')) : undefined;
    const seen = alpha ? seenNumbers(numbers, Float32Array.from(alpha, (level) => level / 65535)) : numbers;
    return { ...raster, data: seen instanceof Uint16Array ? maskLevels(seen) : seen };
  });
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

/** Formats that are programs which draw a picture: a small file may ask for any amount of time and memory. */
const drawn = new Set<string | undefined>(['svg', 'pdf', 'magick']);

async function decode(
  source: string | Uint8Array, caller: string, { maxPixels = 100e6, orientation = 'exif' }: { readonly maxPixels?: number } & Orientation,
  read: (pipeline: Sharp) => Promise<Raster>,
): Promise<Raster> {
  checkOneOf(caller, 'orientation', orientation, ['exif', 'stored']);
  if (!(maxPixels > 0)) throw invalid('maxPixels', caller, 'a positive number', maxPixels);
  const limitInputPixels = maxPixels === Infinity ? false : Math.ceil(maxPixels);
  const sharp = await loadSharp(caller);
  try {
    const bytes = typeof source === 'string' ? await readRegularFile(source) : source;
    const pipeline = sharp(bytes, { failOn: 'warning', limitInputPixels });
    if (drawn.has((await pipeline.metadata()).format)) throw new Error('vector graphics');
    return await read(orientation === 'exif' ? pipeline.autoOrient() : pipeline);
  } catch (cause) {
    const name = typeof source === 'string' ? `\`${source}\`` : 'bytes';
    const received = plainReason(cause);
    throw new Error(`Invalid image ${name} in ${caller}: expected a readable picture, received ${received}.`, { cause });
  }
}

/** What libvips or the file system complains of, in plain words. */
export function plainReason(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  const reasons: [RegExp, string][] = [
    [new RegExp(contradiction), contradiction],
    [/ENOENT/, 'no file of that name'],
    [/EISDIR|received a folder/, 'a folder'],
    [/received a pipe/, 'a pipe'],
    [/received a device/, 'a device'],
    [/EACCES|EPERM/, 'a file that may not be read'],
    [/empty/i, 'an empty file'],
    [/pixel limit/, 'one of more than `maxPixels`'],
    [/vector graphics/, 'vector graphics, which are drawn, not decoded'],
    [/unsupported image format/, 'a file that is no picture of a known format'],
    // libvips drops the details, now and then, where several pictures are read at once: then only failOn is named.
    [/premature end|read error|corrupt|truncated|end of (file|stream|data)|failOn/i, 'a cut-off or damaged file'],
  ];
  const found = reasons.find(([pattern]) => pattern.test(message));
  return found ? found[1] : `a file that cannot be decoded (${message.replaceAll('\n', '; ')})`;
}
