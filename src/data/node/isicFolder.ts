/**
 * An ISIC-style folder of images, masks and labels as samples in memory; see `checkIsicFolder` for the layouts.
 */
import type { Sample } from '../../augment/sample';
import { mapConcurrently } from '../mapConcurrently';
import { throwProblems } from '../problems';
import { checkIsicFolder, type Skipped } from './isicCheck';
import type { CheckOptions } from './isicLayout';
import { readSample, type ReadOptions } from './readSample';
import { loadSharp } from './sharp';

/** Options of {@link readIsicFolder}. */
export interface IsicFolderOptions extends CheckOptions, ReadOptions {
  /** What a picture that cannot be used does: `'throw'` (default), or `'skip'`: its sample is left out and listed. */
  readonly onError?: 'throw' | 'skip';
}

/** What {@link readIsicFolder} reads. */
export interface IsicFolder {
  readonly samples: Sample[];
  /** What `allowMissing` and `onError: 'skip'` left out. */
  readonly skipped: readonly Skipped[];
}

/**
 * The samples of a folder, ordered by id: RGB images, masks of 0 and 255, labels as the CSV spells them.
 * Names and labels are checked before the first picture is decoded, four pictures are decoded at a time.
 *
 * @throws one error naming the first ten and the count of each kind: all that `checkIsicFolder` finds, unreadable
 * pictures, masks of another size than their image, masks of other values than 0 and 255 (or 0 and 1);
 * with `onError: 'skip'`, bad pictures only where no sample is left
 * @example
 * const { samples } = await readIsicFolder('lesions', { size: 128 });
 */
export async function readIsicFolder(directory: string, options: IsicFolderOptions = {}): Promise<IsicFolder> {
  await loadSharp('readIsicFolder');
  const { entries, skipped } = await checkIsicFolder(directory, options);
  const results = await mapConcurrently(entries, 4, async (entry) => ({ id: entry.id, ...await readSample(entry, options) }));
  const samples = results.flatMap((result) => ('sample' in result ? result.sample : []));
  const bad = results.flatMap(({ id, problems = [] }) => problems.map((problem) => ({ id, ...problem })));
  if (options.onError !== 'skip' || samples.length === 0) throwProblems(`ISIC folder \`${directory}\``, bad);
  return { samples, skipped: [...skipped, ...bad.map(({ id, expected, item }) => ({ name: id, reason: `not of the ${expected}: ${item}` }))] };
}
