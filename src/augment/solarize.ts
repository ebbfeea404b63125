/**
 * Turns light levels into their negative:
 *
 *     level' = 255 − level where level ≥ threshold
 */
import { checkedRange, checkOptions, transform, type Chance, type Range, type Transform } from './transform';

/**
 * A random threshold.
 *
 * @param options.thresholdRange 256 leaves the image; default [64, 256]
 * @throws where the range is not [low, high] with low ≤ high within 0 to 256
 * @example
 * compose([solarize({ thresholdRange: [64, 256], probability: 0.5 })]);
 */
export function solarize(options: Chance & { readonly thresholdRange?: Range } = {}): Transform {
  checkOptions('solarize', options, ['thresholdRange']);
  const range = checkedRange('solarize', 'thresholdRange', options.thresholdRange ?? [64, 256], 0, 256);
  return transform('solarize', options, (random) => ({ kind: 'solarize', name: 'solarize', threshold: random.uniform(...range) }));
}
