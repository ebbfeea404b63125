/** Chains transforms: parameters are drawn once a sample, then image and mask move together. */
import type { Stream } from '../random/stream';
import { changeLevels } from './brightnessContrast';
import { follow, identity } from './matrix';
import type { Raster, Sample } from './sample';
import type { Size, Step, Transform } from './transform';
import { warpBilinear, warpNearest, type Border } from './warp';

/** Changes a sample at random; the same stream gives the same bytes. */
export type Augment = (sample: Sample, random: Stream) => Sample;

/**
 * One random change out of many.
 *
 * @param transforms in the order in which they act
 * @param options.border see {@link replay}
 * @example
 * const augment = compose([
 *   flip(), turn90(), affine({ rotateRange: [-20, 20] }), brightnessContrast(),
 * ]);
 * augment(sample, stream(seed, 'augment', epoch, index));
 */
export function compose(transforms: readonly Transform[], options: { border?: Border } = {}): Augment {
  checkBorder(options.border);
  return (sample, random) => replay(sample, drawSteps(transforms, random, sample.image), options);
}

/** What {@link compose} does to a sample of this size: plain data, to store and to {@link replay}. */
export function drawSteps(transforms: readonly Transform[], random: Stream, { height, width }: Size): Step[] {
  return transforms.map((transform) => transform.draw(random, { height, width }));
}

/**
 * Applies drawn steps to a sample.
 *
 * All matrices are multiplied into one, so the image is resampled once (bilinear, the mask nearest), or not at all
 * where the product is made of flips and quarter turns; the steps that change levels follow in their order.
 *
 * @param options.border what comes in from outside: `'reflect'` (default) mirrors image and mask alike about their
 *   outermost pixels; `{ kind: 'constant', fill, fillMask }` is one level for the image and one for the mask
 * @throws where image or mask do not hold height · width · channels numbers, or differ in size
 * @example
 * const steps = drawSteps(transforms, stream(7, 'augment', 0, 3), sample.image);
 * replay(sample, steps);
 */
export function replay(sample: Sample, steps: readonly Step[], options: { border?: Border } = {}): Sample {
  const { border = 'reflect' } = options;
  const { image, mask } = sample;
  checkBorder(border);
  checkRaster(sample.id, 'image', image);
  if (mask) checkMask(sample.id, mask, image);
  const matrix = steps.reduce((all, step) => (step.kind === 'geometry' ? follow(all, step.matrix) : all), identity);
  const [fill, fillMask] = border === 'reflect' ? [border, border] : [border.fill, border.fillMask];
  const levels = steps.filter((step) => step.kind === 'levels');
  return {
    ...sample,
    image: levels.reduce(changeLevels, warpBilinear(image, matrix, fill)),
    ...(mask && { mask: warpNearest(mask, matrix, fillMask) }),
  };
}

function checkBorder(border: Border = 'reflect'): void {
  if (border === 'reflect') return;
  const isLevel = (value: number) => value >= 0 && value <= 255;
  if (border.kind === 'constant' && isLevel(border.fill) && isLevel(border.fillMask)) return;
  throw new Error('Invalid `border` in compose: expected \'reflect\', or kind \'constant\' with levels `fill` and ' +
    `\`fillMask\` in [0, 255], received ${JSON.stringify(border)}.`);
}

function checkRaster(id: string, name: string, { data, height, width, channels }: Raster): void {
  if (data.length > 0 && data.length === height * width * channels) return;
  throw new Error(`Invalid \`${name}\` of ${id} in augment: expected ${height} × ${width} × ${channels} numbers, ` +
    `received ${data.length}.`);
}

function checkMask(id: string, mask: Raster, image: Raster): void {
  checkRaster(id, 'mask', mask);
  if (mask.height === image.height && mask.width === image.width && mask.channels === 1) return;
  throw new Error(`Invalid \`mask\` of ${id} in augment: expected ${image.height} × ${image.width} × 1, ` +
    `received ${mask.height} × ${mask.width} × ${mask.channels}.`);
}
