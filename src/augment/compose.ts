/** Chains transforms: parameters are drawn once a sample, then image, masks, boxes and keypoints move together. */
import type { Stream } from '../random/stream';
import { checkSample } from './checkSample';
import { drawSteps } from './drawSteps';
import { checkReplayOptions, replay, type ReplayOptions } from './replay';
import type { Sample } from './sample';
import { checkTransforms, type Transform } from './transform';

/** Changes a sample at random; the same stream gives the same bytes. */
export interface Augment {
  (sample: Sample, random: Stream): Sample;
  readonly transforms: readonly Transform[];
  readonly options: ReplayOptions;
  /** What `JSON.stringify` writes, and `augmentFromJson` reads. */
  toJSON(): { transforms: readonly Transform[]; options: ReplayOptions };
}

/**
 * One random change out of many.
 *
 * @param transforms in the order in which they act
 * @param options see `replay`
 * @throws if what is given are not transforms, an option is unknown (naming the nearest), a border is no level, or a limit no number
 * @example
 * const augment = compose([
 *   flip(), turn90(), affine({ rotateRange: [-20, 20] }), brightnessContrast(),
 * ]);
 * augment(sample, stream(seed, 'augment', epoch, index));
 */
export function compose(transforms: readonly Transform[], options: ReplayOptions = {}): Augment {
  checkTransforms('compose', transforms, 0);
  checkReplayOptions(options);
  const augment = (sample: Sample, random: Stream) => {
    checkSample(sample);
    return replay(sample, drawSteps(transforms, random, sample.image), options);
  };
  return Object.assign(augment, { transforms, options, toJSON: () => ({ transforms, options }) });
}
