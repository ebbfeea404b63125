/**
 * What lies in an ISIC-style folder, checked by names alone: nothing is decoded.
 *
 *     lesions/
 *       images/  ISIC_0000000.jpg …                (or any folder of pictures, or `lesions/` itself)
 *       masks/   ISIC_0000000_segmentation.png …   (or any folder `*GroundTruth*`; the suffix may be left out)
 *       labels.csv                                 (see `parseLabels`; may be left out)
 *
 * An id is a picture's name without extension and, of a mask, without `_segmentation`; in the CSV it may have the extension.
 * Ids are trimmed and compared in Unicode's form NFC, as file systems differ in it; upper and lower case differ. Pictures
 * are .jpg, .jpeg and .png; other files, hidden ones and `*_superpixels.png` are passed over.
 */
import { basename } from 'node:path';
import { parseLabels, type LabelColumns } from '../labels';
import { type Problem, throwProblems } from '../problems';
import { type CheckOptions, findLayout, picturesIn } from './isicLayout';
import { readRegularFile } from './readFile';

/** The files, the label and the group of one id. */
export interface IsicEntry {
  readonly id: string;
  readonly image: string;
  readonly mask?: string;
  readonly label?: string;
  /** Patient or lesion, if the CSV tells: the images of a group belong on one side of a split. */
  readonly group?: string;
}

/** What {@link checkIsicFolder} finds. */
export interface IsicListing {
  /** In the order of their ids' code units. */
  readonly entries: readonly IsicEntry[];
  /** What `allowMissing` left out. */
  readonly skipped: readonly Skipped[];
}

/** A file or id, and why it was left out. */
export interface Skipped {
  readonly name: string;
  readonly reason: string;
}

/**
 * The entries of a folder, without decoding them.
 *
 * @throws one error naming the first ten and the count of: images without mask or label, masks and labels without
 * image, images or masks or rows of the same id; or a missing folder, images, masks or column;
 * with `allowMissing`, unmatched ones only where nothing is left
 * @example
 * const { entries } = await checkIsicFolder('lesions');
 * entries[0];   // { id: 'ISIC_0000000', image: 'lesions/images/ISIC_0000000.jpg', mask: …, label: '0' }
 */
export async function checkIsicFolder(directory: string, options: CheckOptions = {}): Promise<IsicListing> {
  const layout = await findLayout(directory, options);
  const images = await picturesIn(layout.images, '');
  const masks = layout.masks === undefined ? undefined : await picturesIn(layout.masks, '_segmentation');
  const table = layout.labels === undefined ? undefined : await readLabels(layout.labels, options);
  const missing = [
    ...(masks ? unmatchedMasks(images.paths, masks.paths) : []),
    ...(table?.labels ? unmatchedLabels(images.paths, table.labels, basename(layout.labels!)) : []),
  ];
  const entries = [...images.paths].map(([id, image]) => ({
    id, image, mask: masks?.paths.get(id), label: table?.labels?.get(id),
    ...(table?.groups && { group: table.groups.get(id) ?? id }),
  }));
  const complete = entries.filter(({ mask, label }) => (!masks || mask) && (!table?.labels || label));
  const broken = [images, masks, table].flatMap((part) => part?.problems ?? []);
  const forgiven = options.allowMissing && complete.length > 0;
  throwProblems(`ISIC folder \`${directory}\``, forgiven ? broken : [...broken, ...missing]);
  const skipped = missing.map(({ item, received }) => ({ name: item, reason: received.replace('(s)', '') }));
  return { entries: complete.sort((a, b) => (a.id < b.id ? -1 : 1)), skipped };
}

type Paths = ReadonlyMap<string, string>;

function unmatchedMasks(images: Paths, masks: Paths): Problem[] {
  return [
    ...[...images].filter(([id]) => !masks.has(id)).map(([, path]) => (
      { expected: 'a mask for every image', received: 'image(s) without a mask', item: basename(path) })),
    ...[...masks].filter(([id]) => !images.has(id)).map(([, path]) => (
      { expected: 'an image for every mask', received: 'mask(s) without an image', item: basename(path) })),
  ];
}

function unmatchedLabels(images: Paths, labels: ReadonlyMap<string, string>, file: string): Problem[] {
  return [
    ...[...images.keys()].filter((id) => !labels.get(id)).map((id) => (
      { expected: `a label in ${file} for every image`, received: 'image(s) without a label', item: id })),
    ...[...labels.keys()].filter((id) => !images.has(id)).map((id) => (
      { expected: `an image for every row of ${file}`, received: 'row(s) without an image', item: id })),
  ];
}

async function readLabels(path: string, columns: LabelColumns) {
  return parseLabels((await readRegularFile(path)).toString('utf8'), basename(path), columns);
}
