/** From the files of a visitor to samples: decoded, paired by name, brought to one size. */
import type { Raster, Sample } from 'tfjs-blocks/augment';
import { binaryMask, resizeImage, resizeMask } from 'tfjs-blocks/data';

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
      const [image, mask] = [await decode(file, 3), await decode(maskFile, 1)];
      chosen.samples.push({ id: file.name, image: resizeImage(image, [size, size]), mask: resizeMask(binaryMask(mask), [size, size]) });
    } catch {
      chosen.skipped.push(file.name);
    }
  }
  return chosen;
}

async function decode(file: File, channels: 1 | 3): Promise<Raster> {
  const bitmap = await createImageBitmap(file, { imageOrientation: 'from-image', premultiplyAlpha: 'none' });
  const { width, height } = bitmap;
  const context = new OffscreenCanvas(width, height).getContext('2d')!;
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  const pixels = context.getImageData(0, 0, width, height).data;
  const data = new Uint8Array(width * height * channels);
  for (let i = 0; i < width * height; i++) {
    for (let c = 0; c < channels; c++) data[i * channels + c] = pixels[i * 4 + c];
  }
  return { data, width, height, channels };
}
