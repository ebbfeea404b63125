/** Does to a sample what was drawn. */
import { checkOneOf, invalid } from '../shapes/check';
import { applyPlaceStep, cutOut } from './applyImageSteps';
import { moveBoxes, type BoxLimits } from './boxes';
import { chainOf } from './chain';
import { checkSample } from './checkSample';
import { checkChannels, checkSteps } from './checkSteps';
import { fullMask } from './fullMask';
import { moveKeypoints } from './keypoints';
import { moveImage, moveMask } from './move';
import { applyPointSteps, isPointStep, type PointStep } from './pixels';
import type { Sample } from './sample';
import type { GeometryStep, Step, WarpStep } from './steps';
import { checkFields, checkNumber, checkProbability } from './transform';
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
 * @throws if `mask` has other values, image or masks do not hold height · width · channels bytes or differ in size, a box is outside
 *   the image or has no area, a keypoint is not finite, a step is of no known kind, has a field that is unknown, missing or out of
 *   bounds, leaves no pixel, sides above 65,535 or more than 100 million pixels, or turns colours of an image of other than 1 or 3
 *   channels: naming the sample
 * @example
 * const steps = drawSteps(transforms, stream(7, 'augment', 0, 3), sample.image);
 * replay(sample, steps);
 */
export function replay(sample: Sample, steps: readonly Step[], options: ReplayOptions = {}): Sample {
  checkReplayOptions(options);
  checkSample(sample);
  checkSteps(sample.id, steps);
  checkChannels(sample.id, steps, sample.image.channels);
  const { mask, masks, boxes, keypoints, ...rest } = sample;
  const { border = 'reflect', outsideKeypoints = 'drop' } = options;
  const [fill, fillMask] = border === 'reflect' ? [border, border] : [border.fill, border.fillMask];
  const full = <T extends Outside>(level: T) => (level === 1 ? 255 : level);     // the mask is in 0 and 255 from here on
  let { image } = sample, whole = mask && fullMask(`\`mask\` of ${sample.id} in augment`, mask), labels = Object.entries(masks ?? {});
  let moves: (GeometryStep | WarpStep)[] = [], points: PointStep[] = [];
  const flush = () => {
    if (moves.length > 0) {
      const chain = chainOf(moves, image);
      image = moveImage(image, chain, fill);
      whole &&= moveMask(whole, chain, full(fillMask));
      labels = labels.map(([name, one]) => [name, moveMask(one, chain, fillMask)]);
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
        whole &&= cutOut(whole, rectangles, full(level));
        labels = labels.map(([name, one]) => [name, cutOut(one, rectangles, level)]);
      }
    }
  }
  flush();
  const chain = chainOf(steps.filter((step) => step.kind === 'geometry' || step.kind === 'warp'), sample.image);
  return {
    ...rest,
    image,
    ...(whole && { mask: whole }),
    ...(masks && { masks: Object.fromEntries(labels) }),
    ...(boxes && { boxes: moveBoxes(boxes, sample.image, chain, options) }),
    ...(keypoints && { keypoints: moveKeypoints(keypoints, chain, outsideKeypoints) }),
  };
}

/** Throws unless the options are known, borders are levels and limits are numbers. */
export function checkReplayOptions(options: ReplayOptions): void {
  checkFields('compose', 'options', options, ['border', 'outsideKeypoints', 'minArea', 'minVisibility']);
  const { border = 'reflect', outsideKeypoints = 'drop', minArea = 0, minVisibility = 0 } = options;
  checkOneOf('compose', 'outsideKeypoints', outsideKeypoints, ['drop', 'keep']);
  checkNumber('compose', 'minArea', minArea, 0, Infinity);
  checkProbability('compose', 'minVisibility', minVisibility);
  if (border === 'reflect') return;
  const isLevel = (value: unknown) => typeof value === 'number' && value >= 0 && value <= 255;
  if (border?.kind !== 'constant' || !isLevel(border.fill) || !isLevel(border.fillMask)) {
    throw invalid('border', 'compose', '\'reflect\', or kind \'constant\' with levels `fill` and `fillMask` in [0, 255]', border);
  }
  checkFields('compose', 'border', border, ['kind', 'fill', 'fillMask']);
}
