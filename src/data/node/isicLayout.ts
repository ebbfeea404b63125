/** Where the images, masks and labels of an ISIC-style folder lie; see `checkIsicFolder` for the layouts. */
import { readdir, stat } from 'node:fs/promises';
import { basename, join, parse } from 'node:path';
import { imageId, type LabelColumns } from '../labels';
import type { Problem } from '../problems';

/** Options of {@link checkIsicFolder}. */
export interface CheckOptions extends LabelColumns {
  /** Leave out images without mask or label, masks and labels without image, and list them; default: an error. */
  readonly allowMissing?: boolean;
  /** `'none'` reads images and labels only; default `'required'`. */
  readonly masks?: 'required' | 'none';
  /** Where the images, masks or labels lie within the folder, if their names do not tell. */
  readonly imagesFolder?: string;
  readonly masksFolder?: string;
  readonly labelsFile?: string;
}

interface IsicLayout {
  readonly images: string;
  readonly masks?: string;
  readonly labels?: string;
}

const masksName = /^masks?$|ground_?truth/i;

/** The full paths. @throws where a folder or file is missing, or where several would do */
export async function findLayout(directory: string, options: CheckOptions): Promise<IsicLayout> {
  const names = await namesIn(directory);
  if (names.length === 0) throw layoutError(directory, 'images, masks and labels', 'an empty folder');
  const folders = await withPictures([directory, ...names.map((name) => join(directory, name))]);
  const isMasks = (path: string) => path !== directory && masksName.test(basename(path));
  const given = (name: string | undefined) => (name === undefined ? undefined : [join(directory, name)]);
  const images = given(options.imagesFolder) ?? preferred(folders.filter((path) => !isMasks(path)), /^images?$/i);
  const masks = given(options.masksFolder) ?? preferred(folders.filter(isMasks), /^masks?$/i);
  const labels = given(options.labelsFile) ?? names.filter((name) => /\.csv$/i.test(name)).map((name) => join(directory, name));
  const column = options.labelColumn ?? options.groupColumn;
  if (labels.length === 0 && column !== undefined) throw layoutError(directory, `a CSV with the column ${column}`, 'no .csv file');
  if (options.labelsFile !== undefined && !(await stat(labels[0]).catch(() => undefined))?.isFile()) {
    throw layoutError(labels[0], 'a CSV of labels', 'no such file');
  }
  if (labels.length > 1) throw layoutError(directory, 'one CSV of labels (or `labelsFile`)', listed(labels));
  return {
    images: only(images, directory, 'one folder of images, such as images/ (or `imagesFolder`)'),
    masks: options.masks === 'none' ? undefined
      : only(masks, directory, 'one folder of masks, masks/ or *GroundTruth* (or `masksFolder`)'),
    labels: labels[0],
  };
}

/** The pictures of a folder by id; problems where two have the same id. `suffix` may end a name and is no part of the id. */
export async function picturesIn(folder: string, suffix: string) {
  const names = (await namesIn(folder)).filter(isPicture);
  const paths = new Map<string, string>();
  const problems: Problem[] = [];
  if (names.length === 0) throw layoutError(folder, '.jpg, .jpeg or .png files', 'none');
  for (const name of names.sort()) {
    const base = parse(name).name.trim();
    const id = imageId(suffix !== '' && base.endsWith(suffix) ? base.slice(0, -suffix.length) : base);
    if (paths.has(id)) {
      problems.push({ expected: `one file of each name in ${basename(folder)}/`, received: 'more file(s)', item: name });
    }
    paths.set(id, join(folder, name));
  }
  return { paths, problems };
}

/** By its name. */
export const isPicture = (name: string) => /\.(jpe?g|png)$/i.test(name) && !/_superpixels\.png$/i.test(name);

async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((name) => !name.startsWith('.'));
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    const received = code === 'ENOENT' ? 'no such path' : code === 'ENOTDIR' ? 'a file' : `an unreadable one (${String(cause)})`;
    throw layoutError(folder, 'a folder', received, cause);
  }
}

/** Those paths that are folders with at least one picture. */
async function withPictures(paths: readonly string[]): Promise<string[]> {
  const kept: string[] = [];
  for (const path of paths) {
    const isFolder = !isPicture(path) && (await stat(path).catch(() => undefined))?.isDirectory();
    if (isFolder && (await namesIn(path)).some(isPicture)) kept.push(path);
  }
  return kept;
}

function preferred(folders: readonly string[], name: RegExp): readonly string[] {
  const exact = folders.filter((path) => name.test(basename(path)));
  return exact.length > 0 ? exact : folders;
}

function only(found: readonly string[], directory: string, expected: string): string {
  if (found.length === 1) return found[0];
  throw layoutError(directory, expected, found.length === 0 ? 'none with .jpg, .jpeg or .png files' : listed(found));
}

const listed = (paths: readonly string[]) => paths.map((path) => basename(path)).join(', ');

function layoutError(directory: string, expected: string, received: string, cause?: unknown): Error {
  return new Error(`Invalid ISIC folder \`${directory}\`: expected ${expected}, received ${received}.`, { cause });
}
