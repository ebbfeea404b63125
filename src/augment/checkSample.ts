/** Checks of samples before they are changed; errors name the sample. */
import { checkBoxes } from './boxes';
import { checkKeypoints } from './keypoints';
import type { Raster, Sample } from './sample';

/** Throws unless image, masks, boxes and keypoints are whole and of one size. */
export function checkSample({ id, image, mask, masks = {}, boxes, keypoints }: Sample): void {
  checkRaster(id, 'image', image);
  if (mask) checkMask(id, 'mask', mask, image);
  for (const [name, one] of Object.entries(masks)) checkMask(id, `masks.${name}`, one, image);
  if (boxes) checkBoxes(id, boxes, image);
  if (keypoints) checkKeypoints(id, keypoints);
}

function checkRaster(id: string, name: string, { data, height, width, channels }: Raster): void {
  if (data.length > 0 && data.length === height * width * channels) return;
  throw new Error(`Invalid \`${name}\` of ${id} in augment: expected ${height} × ${width} × ${channels} numbers, ` +
    `received ${data.length}.`);
}

function checkMask(id: string, name: string, mask: Raster, image: Raster): void {
  checkRaster(id, name, mask);
  if (mask.height === image.height && mask.width === image.width && mask.channels === 1) return;
  throw new Error(`Invalid \`${name}\` of ${id} in augment: expected ${image.height} × ${image.width} × 1, ` +
    `received ${mask.height} × ${mask.width} × ${mask.channels}.`);
}
