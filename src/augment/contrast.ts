/**
 * Spreads levels about the mean grey, or draws them together:
 *
 *     level' = factor · (level − mean) + mean,    mean of 0.299 R + 0.587 G + 0.114 B over the image
 */
import { checkedRange, checkOptions, transform, type Chance, type Range, type Transform } from './transform';

/**
 * A random contrast.
 *
 * @param options.factorRange 0 is grey, 1 leaves the image; default [0.8, 1.2]
 * @throws where the range is not [low, high] with low ≤ high, or a factor is negative
 * @example
 * compose([contrast({ factorRange: [0.8, 1.2], probability: 0.5 })]);
 */
export function contrast(options: Chance & { readonly factorRange?: Range } = {}): Transform {
  checkOptions('contrast', options, ['factorRange']);
  const range = checkedRange('contrast', 'factorRange', options.factorRange ?? [0.8, 1.2], 0);
  return transform('contrast', options, (random) => ({ kind: 'contrast', name: 'contrast', factor: random.uniform(...range) }));
}
