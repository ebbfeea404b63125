/**
 * Makes the image lighter or darker:
 *
 *     level' = factor · level, rounded and clipped to [0, 255]
 */
import { checkedRange, checkOptions, transform, type Chance, type Range, type Transform } from './transform';

/**
 * A random factor for all levels.
 *
 * @param options.factorRange 0 is black, 1 leaves the image; default [0.8, 1.2]
 * @throws where the range is not [low, high] with low ≤ high, or a factor is negative
 * @example
 * compose([brightness({ factorRange: [0.8, 1.2], probability: 0.5 })]);
 */
export function brightness(options: Chance & { readonly factorRange?: Range } = {}): Transform {
  checkOptions('brightness', options, ['factorRange']);
  const range = checkedRange('brightness', 'factorRange', options.factorRange ?? [0.8, 1.2], 0);
  return transform('brightness', options, (random) => ({ kind: 'brightness', name: 'brightness', factor: random.uniform(...range) }));
}
