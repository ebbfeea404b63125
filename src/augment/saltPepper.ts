/**
 * Turns a share of the pixels black or white, each as likely.
 */
import { checkedRange, checkOptions, transform, type Chance, type Range, type Transform } from './transform';

/**
 * Random spots.
 *
 * @param options.fractionRange share of the pixels; default [0.001, 0.02]
 * @throws where the range is not [low, high] with low ≤ high within 0 to 1
 * @example
 * compose([saltPepper({ fractionRange: [0.001, 0.02], probability: 0.5 })]);
 */
export function saltPepper(options: Chance & { readonly fractionRange?: Range } = {}): Transform {
  checkOptions('saltPepper', options, ['fractionRange']);
  const range = checkedRange('saltPepper', 'fractionRange', options.fractionRange ?? [0.001, 0.02], 0, 1);
  return transform('saltPepper', options, (random) => ({
    kind: 'saltPepper',
    name: 'saltPepper',
    seed: random.uint32(),
    fraction: random.uniform(...range),
  }));
}
