/**
 * A random rectangle of one image on another; classes count by area.
 *
 *     sides √(1 − λ)·H and √(1 − λ)·W about a uniform place, λ from Beta(α, α)
 *
 * S. Yun et al. (2019), "CutMix", arXiv:1905.04899.
 */
import type { Stream } from '../random/stream';
import { beta } from './beta';
import { checkPair, mixLabels } from './pair';
import { paste } from './paste';
import type { Sample } from './sample';
import { checkFields } from './transform';

/**
 * Masks, boxes and keypoints go with their pixels: boxes of `second` are clipped to the rectangle, those of `first` stay
 * where at least half of them remains visible. A sample without boxes or keypoints has none to add; a mask, masks by name and a class
 * are in both samples or in neither.
 *
 * @param options.alpha α; default 1, every area as likely
 * @returns the first sample with a part of the second, with the id `a+b` and `labelWeights`
 * @throws if sizes differ, one sample only has a mask, a class or labels of its boxes or keypoints, or α is not positive: naming
 *   the samples
 * @example
 * const mixed = cutmix(first, second, stream(7, 'cutmix', epoch, index));
 */
export function cutmix(first: Sample, second: Sample, random: Stream, options: { readonly alpha?: number } = {}): Sample {
  checkFields('cutmix', 'options', options, ['alpha']);
  checkPair('cutmix', first, second);
  const { height, width } = first.image;
  const side = Math.sqrt(1 - beta(random, 'cutmix', options.alpha ?? 1));
  const x = random.uniform(0, width), y = random.uniform(0, height);
  const within = (at: number, most: number) => Math.min(most, Math.max(0, Math.round(at)));
  const left = within(x - (side * width) / 2, width), right = within(x + (side * width) / 2, width);
  const top = within(y - (side * height) / 2, height), bottom = within(y + (side * height) / 2, height);
  const share = 1 - ((right - left) * (bottom - top)) / (height * width);
  return { ...paste(first, second, [left, top, right, bottom]), ...mixLabels([first, second], [share, 1 - share]) };
}
