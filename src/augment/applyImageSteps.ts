/** Applies the steps that look at places. */
import { clahe } from './applyClahe';
import { jpeg } from './applyJpeg';
import { addNoise } from './applyNoise';
import { filter, gaussianBlur } from './filter';
import { lay, layerOf } from './overlay';
import type { PointStep } from './pixels';
import type { Raster } from './sample';
import type { CutoutStep, ImageStep } from './steps';

/** Steps for which it matters where a pixel is. */
export type PlaceStep = Exclude<ImageStep, PointStep>;

export function applyPlaceStep(image: Raster, step: PlaceStep): Raster {
  switch (step.kind) {
    case 'clahe': return clahe(image, step);
    case 'jpeg': return jpeg(image, step.quality);
    case 'gaussianNoise':
    case 'saltPepper': return addNoise(image, step);
    case 'filter': return filter(image, step);
    case 'gaussianBlur': return gaussianBlur(image, step);
    case 'cutout': return cutOut(image, step.rectangles, step.fill);
    case 'hair':
    case 'ruler':
    case 'vignette': return lay(image, layerOf(step, image));
  }
}

/** One level in all rectangles. */
export function cutOut(raster: Raster, rectangles: CutoutStep['rectangles'], fill: number): Raster {
  const { height, width, channels } = raster, data = raster.data.slice();
  for (const [left, top, wide, high] of rectangles) {
    const right = Math.min(width, left + wide);
    for (let y = top; y < Math.min(height, top + high); y++) data.fill(fill, (y * width + left) * channels, (y * width + right) * channels);
  }
  return { ...raster, data };
}
