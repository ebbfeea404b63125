/**
 * Two images blended, and their classes with them:
 *
 *     level = λ·a + (1 − λ)·b,    λ from a Beta(α, α) distribution
 *
 * H. Zhang, M. Cisse, Y. Dauphin, D. Lopez-Paz (2018), "mixup", arXiv:1710.09412.
 */
import type { Stream } from '../random/stream';
import { beta } from './beta';
import { checkPair, mixLabels } from './pair';
import type { Sample } from './sample';
import { checkFields } from './transform';

/**
 * For classes, not for masks: a mask cannot be half of each, so samples with masks, boxes or keypoints are refused.
 *
 * @param options.alpha α, larger blends more; default 0.2
 * @returns the blend with the id `a+b` and `labelWeights`
 * @throws if sizes differ, a sample has a mask, boxes or keypoints, one sample only has a class, or α is not positive: naming the samples
 * @example
 * const blend = mixup(first, second, stream(7, 'mixup', epoch, index), { alpha: 0.4 });
 */
export function mixup(first: Sample, second: Sample, random: Stream, options: { readonly alpha?: number } = {}): Sample {
  checkFields('mixup', 'options', options, ['alpha']);
  for (const { id, mask, masks, boxes, keypoints } of [first, second]) {
    if (!mask && !masks && !boxes && !keypoints) continue;
    throw new Error(`Invalid sample \`${id}\` in mixup: expected no mask, boxes or keypoints, which cannot be blended; use cutmix.`);
  }
  checkPair('mixup', first, second);
  const share = beta(random, 'mixup', options.alpha ?? 0.2), other = second.image.data;
  const data = first.image.data.map((level, i) => share * level + (1 - share) * other[i] + 0.5);
  return { id: `${first.id}+${second.id}`, image: { ...first.image, data }, ...mixLabels([first, second], [share, 1 - share]) };
}
