/** Applies the steps that change an image where it is. */
import { clahe } from './applyClahe';
import { jpeg } from './applyJpeg';
import { addNoise } from './applyNoise';
import { filter, gaussianBlur } from './filter';
import { mixChannels } from './mix';
import { lay, layerOf } from './overlay';
import type { Raster } from './sample';
import type { CutoutStep, ImageStep, MixStep, Step, TableStep } from './steps';
import { isTableStep, tablesOf, throughTables } from './tables';

/** Steps that look at one pixel at a time, and so may as well follow a later geometric step. */
export type PointStep = TableStep | MixStep;

/** Steps for which it matters where a pixel is. */
export type PlaceStep = Exclude<ImageStep, PointStep>;

export function isPointStep(step: Step): step is PointStep {
  return isTableStep(step) || step.kind === 'saturation' || step.kind === 'hue' || step.kind === 'grayscale'
    || step.kind === 'channelShuffle';
}

/** A new image; tables that follow each other are one, and part of the mixing of channels after them. */
export function applyPointSteps(image: Raster, steps: readonly PointStep[]): Raster {
  let run: TableStep[] = [];
  for (const step of steps) {
    if (isTableStep(step)) {
      run.push(step);
      continue;
    }
    image = mixChannels(image, step, tablesOf(image, run));
    run = [];
  }
  return run.length > 0 ? throughTables(image, tablesOf(image, run)) : image;
}

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
