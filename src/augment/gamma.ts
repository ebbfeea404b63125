/**
 * Bends the scale of levels, black and white stay:
 *
 *     level' = 255 · (level / 255)^γ
 */
import { checkedRange, checkOptions, transform, type Chance, type Range, type Transform } from './transform';

/**
 * A random gamma.
 *
 * @param options.gammaRange γ, below 1 is lighter; default [0.8, 1.25]
 * @throws where the range is not [low, high] with low ≤ high, or a gamma is below 0.01
 * @example
 * compose([gamma({ gammaRange: [0.8, 1.25], probability: 0.5 })]);
 */
export function gamma(options: Chance & { readonly gammaRange?: Range } = {}): Transform {
  checkOptions('gamma', options, ['gammaRange']);
  const range = checkedRange('gamma', 'gammaRange', options.gammaRange ?? [0.8, 1.25], 0.01);
  return transform('gamma', options, (random) => ({ kind: 'gamma', name: 'gamma', factor: random.uniform(...range) }));
}
