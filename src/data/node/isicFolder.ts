/**
 * An ISIC-style folder of images, masks and labels as samples in memory; see `checkIsicFolder` for the layouts.
 */
import { basename } from 'node:path';
import type { Raster, Sample } from '../../augment/sample';
import { distinctValues } from '../masks';
import { type Problem, throwProblems } from '../problems';
import { resizeImage, resizeMask } from '../resize';
import { decodeImage, plainReason } from './image';
import { checkIsicFolder, type IsicEntry, type Skipped } from './isicCheck';
import type { CheckOptions } from './isicLayout';
import { mapConcurrently } from './mapConcurrently';
import { loadSharp } from './sharp';

/** Options of {@link readIsicFolder}. */
export interface IsicFolderOptions extends CheckOptions {
  /** Height and width of the samples, one number where they are equal; default: as in the files. */
  readonly size?: number | readonly [number, number];
}

/** What {@link readIsicFolder} reads. */
export interface IsicFolder {
  readonly samples: Sample[];
  /** What `allowMissing` left out. */
  readonly skipped: readonly Skipped[];
}

/**
 * The samples of a folder, ordered by id: RGB images, masks of 0 and 255, labels as the CSV spells them.
 * Names and labels are checked before the first picture is decoded, four pictures are decoded at a time.
 *
 * @throws one error naming the first ten and the count of each kind: all that `checkIsicFolder` finds, unreadable
 * pictures, masks of another size than their image, masks of other values than 0 and 255 (or 0 and 1)
 * @example
 * const { samples } = await readIsicFolder('lesions', { size: 128 });
 */
export async function readIsicFolder(directory: string, options: IsicFolderOptions = {}): Promise<IsicFolder> {
  await loadSharp('readIsicFolder');
  const { entries, skipped } = await checkIsicFolder(directory, options);
  const size = typeof options.size === 'number' ? [options.size, options.size] as const : options.size;
  const results = await mapConcurrently(entries, 4, (entry) => readEntry(entry, size));
  throwProblems(`ISIC folder \`${directory}\``, results.flatMap(({ problems }) => problems));
  return { samples: results.flatMap(({ sample }) => sample ?? []), skipped };
}

async function readEntry(entry: IsicEntry, size: readonly [number, number] | undefined) {
  const problems: Problem[] = [];
  const image = await readPicture(entry.image, 3, problems);
  const mask = entry.mask === undefined ? undefined : await readPicture(entry.mask, 1, problems);
  if (image && mask) problems.push(...maskProblems(image, mask, basename(entry.mask!)));
  if (!image || problems.length > 0) return { problems };
  const sample: Sample = {
    id: entry.id,
    image: size ? resizeImage(image, size) : image,
    mask: mask && (size ? resizeMask(full(mask), size) : full(mask)),
    label: entry.label,
  };
  return { problems, sample };
}

async function readPicture(path: string, channels: 1 | 3, problems: Problem[]): Promise<Raster | undefined> {
  try {
    return await decodeImage(path, { channels });
  } catch (error) {
    const reason = plainReason(error instanceof Error ? error.cause : error);
    problems.push({ expected: 'readable pictures', received: 'other(s)', item: `${basename(path)} (${reason})` });
    return undefined;
  }
}

function maskProblems(image: Raster, mask: Raster, file: string): Problem[] {
  if (mask.height !== image.height || mask.width !== image.width) {
    const item = `${file} (${mask.height}×${mask.width}, image ${image.height}×${image.width})`;
    return [{ expected: 'masks of the height×width of their images', received: 'other(s)', item }];
  }
  const values = distinctValues(mask);
  if ([[0, 255], [0, 1]].some((pair) => values.every((value) => pair.includes(value)))) return [];
  const hint = /\.jpe?g$/i.test(file) ? '; JPEG blurs borders, save masks as PNG' : '';
  const item = `${file} (${values.length} values from ${values[0]} to ${values.at(-1)}${hint})`;
  return [{ expected: 'masks of two values, 0 and 255 or 0 and 1', received: 'other(s)', item }];
}

/** The mask with 255 for lesion, whether it was 1 or 255. */
const full = (mask: Raster): Raster => ({ ...mask, data: mask.data.map((value) => (value > 0 ? 255 : 0)) });
