/**
 * Pictures to rasters in a browser, page or worker: by `createImageBitmap` and a canvas. In Node see `decodeImage` of
 * `tfjs-blocks/data/node`, whose rules hold here too: the EXIF orientation is applied, 16 bits become 8, transparency is laid
 * over a background.
 */
import type { Raster } from '../augment/sample';
import { isMask } from '../metrics/mask';
import { invalid } from '../shapes/check';
import type { DecodeOptions } from './decodeOptions';
import { decodeDeepPng, hiddenLevels, levelsOf } from './deepPng';
import { contradiction, maskLevels, seenNumbers } from './masks';
import { pictureHeader } from './pictureHeader';
import { resizeImage } from './resize';

/** Options of {@link decodeBlob}; gray is that of Rec. 601. */
export interface DecodeBlobOptions extends DecodeOptions {
  /** Name that errors use; default `picture`. */
  readonly name?: string;
}

/**
 * The raster of a JPEG, PNG, WebP, … file. A gray PNG of 16 bits is divided by 257 and rounded, whatever the browser does.
 *
 * @throws where it is no picture, damaged or larger than `maxPixels`, naming it
 * @example
 * const image = await decodeBlob(await (await fetch('lesion.jpg')).blob(), { channels: 3, size: [128, 128] });
 */
export async function decodeBlob(blob: Blob, options: DecodeBlobOptions): Promise<Raster> {
  const { channels, size, background = [0, 0, 0] } = options;
  if (channels !== 1 && channels !== 3) throw invalid('channels', 'decodeBlob', '1 or 3', channels);
  const under = channels === 1 ? [luminance(...background)] : background;
  const raster = await decode(blob, 'decodeBlob', options, {
    deep: (picture) => levelsOf(picture, under), shallow: (bitmap) => read(bitmap, channels, background),
  });
  return size ? resizeImage(raster, size, options.resize) : raster;
}

/**
 * The raster of a mask, one channel. Of a mask of 16 bits that holds small numbers, such as 0 and 1, the numbers are kept; others
 * are divided by 257. So a mask of 0 and 1 is never read as empty.
 *
 * Of a mask with transparency, what is opaque is the mask if all that is seen has one colour, such as black on nothing; else it is laid
 * over black.
 *
 * @throws as `decodeBlob`, and if a mask is white where it is transparent and black where it is opaque
 * @example
 * const mask = await decodeMaskBlob(await (await fetch('lesion_segmentation.png')).blob());
 */
export async function decodeMaskBlob(blob: Blob, options: Pick<DecodeBlobOptions, 'maxPixels' | 'name'> = {}): Promise<Raster> {
  return decode(blob, 'decodeMaskBlob', options, {
    deep: ({ height, width, numbers, opacity }) => (
      { data: maskLevels(seenNumbers(numbers, opacity)), height, width, channels: 1 }),
    shallow: (bitmap) => readMask(bitmap, blob),
  });
}

/** How a picture becomes a raster: gray of 16 bits, or any other. */
interface Reading {
  readonly deep: (picture: Awaited<ReturnType<typeof decodeDeepPng>>) => Raster;
  readonly shallow: (bitmap: ImageBitmap) => Raster | Promise<Raster>;
}

async function decode(
  blob: Blob, caller: string, { maxPixels = 100e6, name = 'picture' }: Pick<DecodeBlobOptions, 'maxPixels' | 'name'>, reading: Reading,
): Promise<Raster> {
  const refuse = (received: string, cause?: unknown) => new Error(
    `Invalid image \`${name}\` in ${caller}: expected a readable picture, received ${received}.`, { cause });
  const undecodable = (cause: unknown) => { throw refuse('a file that cannot be decoded', cause); };
  const inWords = async (read: () => Raster | Promise<Raster>) => {
    try {
      return await read();
    } catch (cause) {
      throw (cause as Error).message === contradiction ? refuse(contradiction, cause) : cause;
    }
  };
  if (!(maxPixels > 0)) throw invalid('maxPixels', caller, 'a positive number', maxPixels);
  if (blob.size === 0) throw refuse('an empty file');
  const header = pictureHeader(new Uint8Array(await blob.slice(0, 65_536).arrayBuffer()));
  if (header && header.height * header.width > maxPixels) throw refuse('one of more than `maxPixels`');
  if (header?.bits === 16 && header.isGray) {
    const picture = await decodeDeepPng(new Uint8Array(await blob.arrayBuffer())).catch(undecodable);
    return inWords(() => reading.deep(picture));
  }
  const bitmap = await createImageBitmap(blob, { imageOrientation: 'from-image', premultiplyAlpha: 'none' }).catch(undecodable);
  try {
    if (bitmap.height * bitmap.width > maxPixels) throw refuse('one of more than `maxPixels`');
    return await inWords(() => reading.shallow(bitmap));
  } finally {
    bitmap.close();
  }
}

const luminance = (r: number, g: number, b: number) => 0.299 * r + 0.587 * g + 0.114 * b;

/** Red, green, blue and alpha. */
function pixelsOf(bitmap: ImageBitmap): Uint8ClampedArray {
  const { height, width } = bitmap;
  const canvas = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })!;
  canvas.drawImage(bitmap, 0, 0);
  return canvas.getImageData(0, 0, width, height).data;
}

async function readMask(bitmap: ImageBitmap, blob: Blob): Promise<Raster> {
  const { height, width } = bitmap, rgba = pixelsOf(bitmap);
  const gray = Uint8Array.from({ length: height * width }, (_, i) => luminance(rgba[4 * i], rgba[4 * i + 1], rgba[4 * i + 2]) + 0.5);
  const opacity = Float32Array.from(gray, (_, i) => rgba[4 * i + 3] / 255);
  if (opacity.includes(0) && gray.every((level) => level === 0)) {     // of what is hidden a canvas knows nothing
    const hidden = await hiddenLevels(new Uint8Array(await blob.arrayBuffer())).catch(() => new Uint8Array(0));
    if (opacity.every((share) => share === 0) && hidden.length === gray.length) gray.set(hidden);
    else if (hidden.some(Boolean) && isMask(hidden)) throw new Error(contradiction);
  }
  return { data: seenNumbers(gray, opacity), height, width, channels: 1 };
}

function read(bitmap: ImageBitmap, channels: 1 | 3, background: readonly [number, number, number]): Raster {
  const { height, width } = bitmap, rgba = pixelsOf(bitmap);
  const data = new Uint8Array(height * width * channels);
  for (let i = 0, to = 0; i < rgba.length; i += 4) {
    const opacity = rgba[i + 3] / 255;
    const [r, g, b] = background.map((level, band) => level + opacity * (rgba[i + band] - level));
    if (channels === 1) data[to++] = luminance(r, g, b) + 0.5;
    else for (const level of [r, g, b]) data[to++] = level + 0.5;
  }
  return { data, height, width, channels };
}
