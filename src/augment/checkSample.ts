/** Checks of samples before they are changed; errors name the sample. */
import { checkPositiveIntegers, invalid } from '../shapes/check';
import { checkBoxes } from './boxes';
import { checkKeypoints } from './keypoints';
import type { Raster, Sample } from './sample';

/** Throws unless image, masks, boxes and keypoints are whole and of one size. */
export function checkSample(sample: Sample): void {
  if (typeof sample?.id !== 'string') throw invalid('sample', 'augment', 'a sample with an `id`', sample);
  const { id, image, mask, masks = {}, boxes, keypoints } = sample;
  checkRaster(id, 'image', image);
  if (mask) checkMask(id, 'mask', mask, image);
  for (const [name, one] of Object.entries(masks)) checkMask(id, `masks.${name}`, one, image);
  if (boxes) checkBoxes(id, boxes, image);
  if (keypoints) checkKeypoints(id, keypoints);
}

function checkRaster(id: string, name: string, raster: Raster): void {
  const what = `\`${name}\` of ${id} in augment`;
  checkRasterSize(what, raster);
  checkLevels(what, raster.data);
}

/** Throws unless there are as many numbers as height, width and channels say. */
export function checkRasterSize(what: string, raster: Raster): void {
  const { data, height, width, channels } = raster ?? {};
  if (data === undefined) throw new Error(`Invalid ${what}: expected a raster, received ${raster === undefined ? 'none' : typeof raster}.`);
  if (height * width * channels === 0) {
    throw new Error(`Invalid ${what}: expected at least one pixel, received ${height} × ${width} × ${channels}.`);
  }
  checkPositiveIntegers(what.replaceAll('`', ''), { height, width, channels });
  if (data.length === height * width * channels) return;
  throw new Error(`Invalid ${what}: expected ${height} × ${width} × ${channels} numbers, received ${data.length}.`);
}

/** Throws unless these are bytes; of other numbers the first that is not finite is named. */
export function checkLevels(what: string, data: ArrayLike<number>): void {
  const kind = Object.prototype.toString.call(data).slice('[object '.length, -1);
  if (kind === 'Uint8Array' || kind === 'Uint8ClampedArray') return;
  const bad = Array.from(data).findIndex((value) => !Number.isFinite(value));
  const received = bad < 0 ? `a ${kind}` : `a ${kind} with ${data[bad]} at index ${bad}`;
  throw new Error(`Invalid ${what}: expected a Uint8Array of levels from 0 to 255, received ${received}.`);
}

function checkMask(id: string, name: string, mask: Raster, image: Raster): void {
  checkRaster(id, name, mask);
  if (mask.height === image.height && mask.width === image.width && mask.channels === 1) return;
  throw new Error(`Invalid \`${name}\` of ${id} in augment: expected ${image.height} × ${image.width} × 1, ` +
    `received ${mask.height} × ${mask.width} × ${mask.channels}.`);
}
