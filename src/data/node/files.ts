/** Data sets of picture files, decoded as they are asked for. */
import { readdir, stat } from 'node:fs/promises';
import { join, parse } from 'node:path';
import type { Dataset, DatasetRecipe } from '../dataset';
import { throwProblems } from '../problems';
import { checkIsicFolder, type IsicEntry, type Skipped } from './isicCheck';
import { type CheckOptions, isPicture } from './isicLayout';
import { readSample, type ReadOptions } from './readSample';

/** Files of images, and of masks and labels where there are some. */
export interface FilesRecipe extends DatasetRecipe {
  readonly kind: 'files';
  readonly entries: readonly IsicEntry[];
  readonly options: ReadOptions;
}

/** A data set of files. */
export interface FilesDataset extends Dataset {
  /** The files and the label of each sample. */
  readonly entries: readonly IsicEntry[];
}

/**
 * A data set of the files that are listed, in that order.
 *
 * @throws where nothing is listed; `get` fails where a file cannot be read or a mask does not fit its image
 * @example
 * const dataset = filesDataset([{ id: 'a', image: 'a.jpg', mask: 'a.png' }], { size: 128 });
 */
export function filesDataset(entries: readonly IsicEntry[], options: ReadOptions = {}): FilesDataset {
  if (entries.length === 0) throw new Error('Invalid `entries` in filesDataset: expected at least one, received none.');
  const recipe: FilesRecipe = { kind: 'files', entries, options };
  return {
    entries,
    recipe,
    length: entries.length,
    id: (index) => entries[index].id,
    async get(index) {
      const reading = await readSample(entries[index], options);
      if (reading.problems) throwProblems('files', reading.problems);
      return (reading as Exclude<typeof reading, { problems: unknown[] }>).sample;
    },
  };
}

/**
 * The images, masks and labels of an ISIC-style folder; see `checkIsicFolder` for the layouts.
 *
 * @throws as `checkIsicFolder`
 * @example
 * const dataset = await isicDataset('lesions', { size: 128 });
 */
export async function isicDataset(
  directory: string, options: CheckOptions & ReadOptions = {},
): Promise<FilesDataset & { readonly skipped: readonly Skipped[] }> {
  const { entries, skipped } = await checkIsicFolder(directory, options);
  const { size, resize, channels, background, maxPixels, orientation } = options;
  return { ...filesDataset(entries, { size, resize, channels, background, maxPixels, orientation }), skipped };
}

/**
 * A folder with a sub-folder of .jpg, .jpeg and .png pictures for each class, whose name is the label:
 *
 *     skin/nevus/a.jpg, skin/nevus/b.jpg, skin/melanoma/c.png
 *
 * Ids are `nevus/a`. Classes and files come in the order of their code units. Links count as what they lead to. Hidden ones are passed
 * over, and so are folders that systems make, such as `__MACOSX` in archives.
 *
 * @throws if the folder is missing, has no sub-folder, one of them has no picture, or a link leads nowhere, naming it
 * @example
 * const dataset = await folderDataset('skin', { size: 224, resize: { mode: 'cover' } });
 * dataset.classes;   // ['melanoma', 'nevus']
 */
export async function folderDataset(
  directory: string, options: ReadOptions = {},
): Promise<FilesDataset & { readonly classes: readonly string[] }> {
  const classes = (await list(directory, 'folders')).filter((name) => !systemFolders.has(name.toLowerCase()));
  if (classes.length === 0) throw folderError(directory, 'a sub-folder for each class', 'none');
  const entries: IsicEntry[] = [];
  for (const label of classes) {
    const names = (await list(join(directory, label), 'files')).filter(isPicture);
    if (names.length === 0) throw folderError(join(directory, label), '.jpg, .jpeg or .png files', 'none');
    const extensionOf = new Map<string, number>();
    for (const name of names) extensionOf.set(parse(name).name, (extensionOf.get(parse(name).name) ?? 0) + 1);
    entries.push(...names.map((name) => {
      const base = parse(name).name;
      return { id: `${label}/${extensionOf.get(base) === 1 ? base : name}`, image: join(directory, label, name), label };
    }));
  }
  return { ...filesDataset(entries, options), classes };
}

/** Folders with the resource forks of macOS, thumbnails of Synology, and deleted files of Windows, Synology and Linux: none is a class. */
const systemFolders = new Set(['__macosx', '@eadir', '$recycle.bin', '#recycle', 'system volume information', 'lost+found']);

/** Names in a folder, sorted, of what is a folder or a file itself or by a link. */
async function list(directory: string, what: 'folders' | 'files'): Promise<string[]> {
  const items = await readdir(directory, { withFileTypes: true }).catch((cause: unknown) => {
    throw folderError(directory, 'a folder', 'none that can be read', cause);
  });
  const names: string[] = [];
  for (const item of items) {
    if (item.name.startsWith('.')) continue;
    const path = join(directory, item.name), found = item.isSymbolicLink() ? await stat(path).catch((cause: unknown) => {
      throw folderError(path, 'a link to a folder or file', 'one that leads nowhere', cause);
    }) : item;
    if (what === 'folders' ? found.isDirectory() : found.isFile()) names.push(item.name);
  }
  return names.sort();
}

function folderError(directory: string, expected: string, received: string, cause?: unknown): Error {
  return new Error(`Invalid folder \`${directory}\` in folderDataset: expected ${expected}, received ${received}.`, { cause });
}
