/**
 * Averages with the weights of a normal distribution, as far as 3σ.
 */
import { checkedRange, checkOptions, transform, type Chance, type Range, type Transform } from './transform';

/**
 * A random blur.
 *
 * @param options.sigmaRange standard deviation in pixels; default [0.3, 2]
 * @throws if the range is not [low, high] with low ≤ high, or a deviation not within 0.1 to 100
 * @example
 * compose([gaussianBlur({ sigmaRange: [0.3, 2], probability: 0.5 })]);
 */
export function gaussianBlur(options: Chance & { readonly sigmaRange?: Range } = {}): Transform {
  checkOptions('gaussianBlur', options, ['sigmaRange']);
  const range = checkedRange('gaussianBlur', 'sigmaRange', options.sigmaRange ?? [0.3, 2], 0.1, 100);
  return transform('gaussianBlur', options, (random) => ({ kind: 'gaussianBlur', name: 'gaussianBlur', sigma: random.uniform(...range) }));
}
