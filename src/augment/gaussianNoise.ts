/**
 * Adds to every number of the image one from a normal distribution of mean 0.
 */
import { checkedRange, checkOptions, transform, type Chance, type Range, type Transform } from './transform';

/**
 * Random noise.
 *
 * @param options.deviationRange standard deviation in levels; default [2, 12]
 * @throws where the range is not [low, high] with low ≤ high, or a deviation is negative
 * @example
 * compose([gaussianNoise({ deviationRange: [2, 12], probability: 0.5 })]);
 */
export function gaussianNoise(options: Chance & { readonly deviationRange?: Range } = {}): Transform {
  checkOptions('gaussianNoise', options, ['deviationRange']);
  const range = checkedRange('gaussianNoise', 'deviationRange', options.deviationRange ?? [2, 12], 0);
  return transform('gaussianNoise', options, (random) => ({
    kind: 'gaussianNoise',
    name: 'gaussianNoise',
    seed: random.uint32(),
    deviation: random.uniform(...range),
  }));
}
