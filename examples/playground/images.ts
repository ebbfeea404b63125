/** From the files of a visitor to samples: decoded, paired by name, brought to one size. */
import type { Sample } from 'tfjs-blocks/augment';
import { binaryMask, decodeBlob, decodeMaskBlob, resizeMask } from 'tfjs-blocks/data';

export interface Chosen {
  samples: Sample[];
  /** Names of images that have no mask or are none. */
  skipped: string[];
}

const stem = (name: string) => name.replace(/\.[^.]*$/, '').toLowerCase();

/** Images that have a mask of the same name, with `_segmentation` at the end. */
export async function samplesOf(files: readonly File[], size: number): Promise<Chosen> {
  const isMask = (file: File) => stem(file.name).endsWith('_segmentation');
  const masks = new Map(files.filter(isMask).map((file) => [stem(file.name).slice(0, -'_segmentation'.length), file]));
  const chosen: Chosen = { samples: [], skipped: [] };
  for (const file of files.filter((file) => !isMask(file))) {
    const maskFile = masks.get(stem(file.name));
    try {
      if (!maskFile) throw new Error('no mask');
      const image = await decodeBlob(file, { channels: 3, size: [size, size] });
      const mask = binaryMask(await decodeMaskBlob(maskFile), { levels: true });     // a visitor's mask may be a JPEG
      chosen.samples.push({ id: file.name, image, mask: resizeMask(mask, [size, size]) });
    } catch {
      chosen.skipped.push(file.name);
    }
  }
  return chosen;
}
