/**
 * Contrast-limited adaptive histogram equalization, of the lightness if there are three channels, else of each channel by itself.
 *
 * K. Zuiderveld (1994), "Contrast limited adaptive histogram equalization", Graphics Gems IV.
 */
import { checkedRange, checkOptions, transform, type Chance, type Range, type Transform } from './transform';

/**
 * A random limit; 8 × 8 tiles.
 *
 * @param options.clipLimitRange largest count of a level over the mean count; default [1, 4]
 * @throws where the range is not [low, high] with low ≤ high, or a limit is negative
 * @example
 * compose([clahe({ clipLimitRange: [1, 4], probability: 0.5 })]);
 */
export function clahe(options: Chance & { readonly clipLimitRange?: Range } = {}): Transform {
  checkOptions('clahe', options, ['clipLimitRange']);
  const range = checkedRange('clahe', 'clipLimitRange', options.clipLimitRange ?? [1, 4], 0);
  return transform('clahe', options, (random) => ({ kind: 'clahe', name: 'clahe', clipLimit: random.uniform(...range), tiles: 8 }));
}
