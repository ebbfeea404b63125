/**
 * Four images around a random centre, each showing the part of itself that fits: small things in new surroundings.
 *
 * A. Bochkovskiy, C.-Y. Wang, H.-Y. Liao (2020), "YOLOv4", arXiv:2004.10934.
 */
import type { Stream } from '../random/stream';
import { invalid } from '../shapes/check';
import { checkPair, mixLabels } from './pair';
import { paste, withBoxesOf } from './paste';
import type { Sample } from './sample';
import { checkedRange, checkFields, type Range } from './transform';

/**
 * The size stays: the upper left part of the first, the upper right of the second, the lower left of the third and the
 * lower right of the fourth, where they are. Masks, boxes and keypoints go with their pixels; a box stays where at least
 * half of it does (that of the first), or is clipped. A sample without boxes or keypoints has none to add; a mask, masks by name and a
 * class are in all samples or in none.
 *
 * @param options.centerRange place of the centre as fractions of width and height, drawn apart; default [0.3, 0.7]
 * @throws if there are not four samples, sizes differ, some only have a mask, a class or labels of their boxes or keypoints, or the range
 *   is not within 0 to 1: naming the samples
 * @example
 * const four = mosaic([a, b, c, d], stream(7, 'mosaic', epoch, index));
 */
export function mosaic(
  samples: readonly [Sample, Sample, Sample, Sample], random: Stream, options: { readonly centerRange?: Range } = {},
): Sample {
  checkFields('mosaic', 'options', options, ['centerRange']);
  const range = checkedRange('mosaic', 'centerRange', options.centerRange ?? [0.3, 0.7], 0, 1);
  if (samples?.length !== 4) throw invalid('samples', 'mosaic', 'four', (samples as readonly Sample[] | undefined)?.length);
  const [first, ...others] = samples, { height, width } = first.image;
  others.forEach((other) => checkPair('mosaic', first, other));
  const x = Math.round(width * random.uniform(...range)), y = Math.round(height * random.uniform(...range));
  const parts = [[x, 0, width, y], [0, y, x, height], [x, y, width, height]] as const;
  const pasted = others.reduce<Sample>((all, other, i) => paste(all, other, parts[i]), withBoxesOf(first, [0, 0, x, y]));
  const shares = [x * y, ...parts.map(([left, top, right, bottom]) => (right - left) * (bottom - top))];
  return { ...pasted, ...mixLabels(samples, shares.map((area) => area / (height * width))) };
}
