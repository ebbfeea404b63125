/**
 * Makes colours stronger or weaker:
 *
 *     level' = factor · level + (1 − factor) · grey,    grey = 0.299 R + 0.587 G + 0.114 B
 */
import { checkedRange, checkOptions, transform, type Chance, type Range, type Transform } from './transform';

/**
 * A random saturation; images of one channel stay.
 *
 * @param options.factorRange 0 is grey, 1 leaves the image; default [0.8, 1.2]
 * @throws if the range is not [low, high] with low ≤ high, or a factor not within 0 to 100
 * @example
 * compose([saturation({ factorRange: [0.8, 1.2], probability: 0.5 })]);
 */
export function saturation(options: Chance & { readonly factorRange?: Range } = {}): Transform {
  checkOptions('saturation', options, ['factorRange']);
  const range = checkedRange('saturation', 'factorRange', options.factorRange ?? [0.8, 1.2], 0, 100);
  return transform('saturation', options, (random) => ({ kind: 'saturation', name: 'saturation', factor: random.uniform(...range) }));
}
