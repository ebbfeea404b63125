/** A sample from its files: decoded, checked, resized. */
import { basename } from 'node:path';
import type { Raster, Sample } from '../../augment/sample';
import { isMask } from '../../metrics/mask';
import { binaryMask, distinctValues } from '../masks';
import type { Problem } from '../problems';
import { resizeImage, resizeMask, type ResizeOptions } from '../resize';
import { decodeImage, decodeMask, plainReason } from './image';
import type { IsicEntry } from './isicCheck';
import { isImageOnlyTurned, type Orientation, warnOfTurned } from './orientation';

/** How the files of a sample are read. */
export interface ReadOptions extends Orientation {
  /** Height and width of the samples, one number where they are equal; default: as in the files. */
  readonly size?: number | readonly [number, number];
  /** Where the aspect differs; default: stretched. */
  readonly resize?: ResizeOptions;
  /** 3 (default) for colour, 1 for gray. */
  readonly channels?: 1 | 3;
  /** Colour that transparency is laid over, red, green and blue; default black. */
  readonly background?: readonly [number, number, number];
  /** Most pixels (height · width) that a picture may have; default 100 million. */
  readonly maxPixels?: number;
}

/** The sample, or all that is wrong with its files. */
export type Reading = { readonly sample: Sample; readonly problems?: undefined } | { readonly problems: Problem[] };

export async function readSample(entry: IsicEntry, options: ReadOptions = {}): Promise<Reading> {
  const { channels = 3, background, maxPixels, orientation } = options;
  const problems: Problem[] = [];
  const picture = await decoded(entry.image, () => decodeImage(entry.image, { channels, background, maxPixels, orientation }), problems);
  const file = entry.mask;
  const mask = file === undefined ? undefined : await decoded(file, () => decodeMask(file, { maxPixels, orientation }), problems);
  if (picture && mask) {
    const isTurned = orientation !== 'stored' && await isImageOnlyTurned(entry.image, file!);
    problems.push(...maskProblems(picture, mask, basename(file!), isTurned));
    if (isTurned && orientation === undefined && problems.length === 0) warnOfTurned(entry.image, file!);
  }
  if (!picture || problems.length > 0) return { problems };
  const size = typeof options.size === 'number' ? [options.size, options.size] as const : options.size;
  const image = size ? resizeImage(picture, size, options.resize) : picture;
  const whole = mask && binaryMask(mask);
  const { id, label, group } = entry;
  const resized = whole && (size ? resizeMask(whole, size, options.resize) : whole);
  return { sample: { id, image, mask: resized, label, ...(group !== undefined && { group }) } };
}

async function decoded(path: string, decode: () => Promise<Raster>, problems: Problem[]): Promise<Raster | undefined> {
  try {
    return await decode();
  } catch (error) {
    if (!(error instanceof Error && error.cause)) throw error;     // about an option, not about the file
    const reason = plainReason(error.cause);
    problems.push({ expected: 'readable pictures', received: 'other(s)', item: `${basename(path)} (${reason})` });
    return undefined;
  }
}

function maskProblems(image: Raster, mask: Raster, file: string, isTurned: boolean): Problem[] {
  if (mask.height !== image.height || mask.width !== image.width) {
    const hint = isTurned ? ', turned by its EXIF orientation: `orientation: \'stored\'` reads both as stored' : '';
    const item = `${file} (${mask.height}×${mask.width}, image ${image.height}×${image.width}${hint})`;
    return [{ expected: 'masks of the height×width of their images', received: 'other(s)', item }];
  }
  if (isMask(mask.data)) return [];
  const values = distinctValues(mask);
  const hint = /\.jpe?g$/i.test(file) ? '; JPEG blurs borders, save masks as PNG' : '';
  const item = `${file} (${values.length} values from ${values[0]} to ${values.at(-1)}${hint})`;
  return [{ expected: 'masks of two values, 0 and 255 or 0 and 1', received: 'other(s)', item }];
}
