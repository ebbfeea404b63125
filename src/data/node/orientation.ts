/**
 * Pictures that say in EXIF how to turn them, and masks that do not: a mask drawn on the pixels as they are stored does not lie on the
 * picture as it is shown, which no number tells where both are of one size.
 */
import { basename, dirname } from 'node:path';
import { loadSharp } from './sharp';

/** How pixels become rows and columns. */
export interface Orientation {
  /**
   * `'exif'` (default) turns a picture as its file says, `'stored'` leaves it as its pixels are stored: for masks that were drawn on those.
   */
  readonly orientation?: 'exif' | 'stored';
}

/** Folders of masks of which was warned. */
const warned = new Set<string>();

/** Whether the image is turned by its EXIF orientation and the mask, by its own, is not. */
export async function isImageOnlyTurned(image: string, mask: string): Promise<boolean> {
  const sharp = await loadSharp('readSample'), [first, second] = await Promise.all([image, mask].map((path) => sharp(path).metadata()));
  return (first.orientation ?? 1) !== 1 && (second.orientation ?? 1) === 1;
}

/** Says, once for each folder of masks, that a mask may not lie on its image. */
export function warnOfTurned(image: string, mask: string): void {
  const folder = dirname(mask);
  if (warned.has(folder)) return;
  warned.add(folder);
  process.emitWarning(`\`${basename(image)}\` is turned by its EXIF orientation, its mask \`${basename(mask)}\` has none. If masks in \`${folder}\` were `
    + "drawn on the pixels as stored, read both with `orientation: 'stored'`; if on the picture as shown, say `orientation: 'exif'`.");
}
