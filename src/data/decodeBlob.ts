/**
 * Pictures to rasters in a browser, page or worker: by `createImageBitmap` and a canvas. In Node see `decodeImage` of
 * `tfjs-blocks/data/node`, whose rules hold here too: the EXIF orientation is applied, 16 bits become 8, transparency is laid
 * over a background.
 */
import type { Raster } from '../augment/sample';
import { invalid } from '../shapes/check';
import type { DecodeOptions } from './decodeOptions';
import { pictureHeader } from './pictureHeader';
import { resizeImage } from './resize';

/** Options of {@link decodeBlob}; gray is that of Rec. 601. */
export interface DecodeBlobOptions extends DecodeOptions {
  /** Name that errors use; default `picture`. */
  readonly name?: string;
}

/**
 * The raster of a JPEG, PNG, WebP, … file.
 *
 * @throws where it is no picture, damaged or larger than `maxPixels`, naming it; where it is gray of 16 bits and `channels` is 1,
 * as a canvas would lose a mask of small numbers
 * @example
 * const image = await decodeBlob(await (await fetch('lesion.jpg')).blob(), { channels: 3, size: [128, 128] });
 */
export async function decodeBlob(blob: Blob, options: DecodeBlobOptions): Promise<Raster> {
  const { channels, size, background = [0, 0, 0], maxPixels = 100e6, name = 'picture' } = options;
  if (channels !== 1 && channels !== 3) throw invalid('channels', 'decodeBlob', '1 or 3', channels);
  const refuse = (received: string, cause?: unknown) => new Error(
    `Invalid image \`${name}\` in decodeBlob: expected a readable picture, received ${received}.`, { cause });
  if (blob.size === 0) throw refuse('an empty file');
  const header = pictureHeader(new Uint8Array(await blob.slice(0, 65_536).arrayBuffer()));
  if (header && header.height * header.width > maxPixels) throw refuse('one of more than `maxPixels`');
  if (header?.bits === 16 && channels === 1) throw refuse('one of 16 bits; save masks with 8');
  const bitmap = await createImageBitmap(blob, { imageOrientation: 'from-image', premultiplyAlpha: 'none' }).catch((cause: unknown) => {
    throw refuse('a file that cannot be decoded', cause);
  });
  try {
    if (bitmap.height * bitmap.width > maxPixels) throw refuse('one of more than `maxPixels`');
    const raster = read(bitmap, channels, background);
    return size ? resizeImage(raster, size, options.resize) : raster;
  } finally {
    bitmap.close();
  }
}

function read(bitmap: ImageBitmap, channels: 1 | 3, background: readonly [number, number, number]): Raster {
  const { height, width } = bitmap;
  const canvas = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })!;
  canvas.drawImage(bitmap, 0, 0);
  const { data: rgba } = canvas.getImageData(0, 0, width, height);
  const data = new Uint8Array(height * width * channels);
  for (let i = 0, to = 0; i < rgba.length; i += 4) {
    const opacity = rgba[i + 3] / 255;
    const [r, g, b] = background.map((level, band) => level + opacity * (rgba[i + band] - level));
    if (channels === 1) data[to++] = 0.299 * r + 0.587 * g + 0.114 * b + 0.5;
    else for (const level of [r, g, b]) data[to++] = level + 0.5;
  }
  return { data, height, width, channels };
}
