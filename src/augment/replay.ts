/** Does to a sample what was drawn. */
import { applyPlaceStep, cutOut } from './applyImageSteps';
import { moveBoxes, type BoxLimits } from './boxes';
import { chainOf } from './chain';
import { checkSample, checkSizes } from './checkSample';
import { fullMask } from './fullMask';
import { moveKeypoints } from './keypoints';
import { moveImage, moveMask } from './move';
import { applyPointSteps, isPointStep, type PointStep } from './pixels';
import type { Raster, Sample } from './sample';
import { checkSteps, type GeometryStep, type Step, type WarpStep } from './steps';
import { checkNumber, checkProbability } from './transform';
import type { Border, Outside } from './warp';

/** How steps act on a sample. */
export interface ReplayOptions extends BoxLimits {
  /**
   * What comes in from outside: `'reflect'` (default) mirrors image and mask alike about their outermost pixels;
   * `{ kind: 'constant', fill, fillMask }` is one level for the image and one for the masks.
   */
  readonly border?: Border;
  /** What becomes of points that leave the image; default `'drop'`. */
  readonly outsideKeypoints?: 'drop' | 'keep';
}

/**
 * Applies drawn steps to a sample.
 *
 * All matrices that follow each other are multiplied into one, so the image is resampled once (bilinear, masks nearest),
 * or not at all where the product is made of flips, quarter turns, crops and pads. Steps that look at single pixels
 * (levels, colours) follow at the end; those that look at places (blur, noise, cutout …) act where they stand.
 *
 * `mask` may be of 0 and 1, or of 0 and 255; the result's is of 0 and 255. A level of `masks` is a label, which stays.
 *
 * @throws if `mask` has other values, image or masks do not hold height · width · channels bytes or differ in size, a box is outside the
 *   image or has no area, a keypoint is not finite, a step is of no known kind or leaves no pixel: naming the sample
 * @example
 * const steps = drawSteps(transforms, stream(7, 'augment', 0, 3), sample.image);
 * replay(sample, steps);
 */
export function replay(sample: Sample, steps: readonly Step[], options: ReplayOptions = {}): Sample {
  checkReplayOptions(options);
  checkSample(sample);
  checkSteps(sample.id, steps);
  checkSizes(sample.id, steps);
  const { mask, masks, boxes, keypoints, ...rest } = sample;
  const { border = 'reflect', outsideKeypoints = 'drop' } = options;
  const [fill, fillMask] = border === 'reflect' ? [border, border] : [border.fill, border.fillMask];
  const named = { ...masks, ...(mask && { '': fullMask(`\`mask\` of ${sample.id} in augment`, mask) }) };
  const outside = (name: string, level: Outside) => (name === '' && level === 1 ? 255 : level);     // `mask` is in 0 and 255 from here on
  let image = sample.image, labels = Object.entries(named);
  let moves: (GeometryStep | WarpStep)[] = [], points: PointStep[] = [];
  const flush = () => {
    if (moves.length > 0) {
      const chain = chainOf(moves, image);
      image = moveImage(image, chain, fill);
      labels = labels.map(([name, one]) => [name, moveMask(one, chain, outside(name, fillMask))]);
    }
    image = applyPointSteps(image, points);
    [moves, points] = [[], []];
  };
  for (const step of steps) {
    if (step.kind === 'geometry' || step.kind === 'warp') moves.push(step);
    else if (isPointStep(step)) points.push(step);
    else {
      flush();
      image = applyPlaceStep(image, step);
      if (step.kind === 'cutout' && step.fillMask !== undefined) {
        const { rectangles, fillMask: level } = step;
        labels = labels.map(([name, one]) => [name, cutOut(one, rectangles, outside(name, level) as number)]);
      }
    }
  }
  flush();
  const { '': first, ...others } = Object.fromEntries(labels) as Record<string, Raster>;
  const chain = chainOf(steps.filter((step) => step.kind === 'geometry' || step.kind === 'warp'), sample.image);
  return {
    ...rest,
    image,
    ...(mask && { mask: first }),
    ...(masks && { masks: others }),
    ...(boxes && { boxes: moveBoxes(boxes, sample.image, chain, options) }),
    ...(keypoints && { keypoints: moveKeypoints(keypoints, chain, outsideKeypoints) }),
  };
}

/** Throws unless borders are levels and limits are numbers. */
export function checkReplayOptions({ border = 'reflect', minArea = 0, minVisibility = 0 }: ReplayOptions): void {
  checkNumber('compose', 'minArea', minArea, 0, Infinity);
  checkProbability('compose', 'minVisibility', minVisibility);
  if (border === 'reflect') return;
  const isLevel = (value: number) => value >= 0 && value <= 255;
  if (border?.kind === 'constant' && isLevel(border.fill) && isLevel(border.fillMask)) return;
  throw new Error('Invalid `border` in compose: expected \'reflect\', or kind \'constant\' with levels `fill` and ' +
    `\`fillMask\` in [0, 255], received ${JSON.stringify(border)}.`);
}
