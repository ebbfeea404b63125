/** Darkens the corners, as the round field of a dermatoscope or a lens does. Masks stay. */
import { checkedRange, checkOptions, transform, type Chance, type Range, type Transform } from './transform';

/**
 * @param options.radiusRange of the light circle in half diagonals; default [0.6, 0.9]
 * @param options.strengthRange 0 leaves the image, 1 makes the outside black; default [0.5, 1]
 * @throws where a range is not [low, high] with low ≤ high, a radius negative or a strength not within 0 to 1
 * @example
 * compose([vignette({ probability: 0.3 })]);
 */
export function vignette(options: Chance & { readonly radiusRange?: Range; readonly strengthRange?: Range } = {}): Transform {
  checkOptions('vignette', options, ['radiusRange', 'strengthRange']);
  const radii = checkedRange('vignette', 'radiusRange', options.radiusRange ?? [0.6, 0.9], 0);
  const strengths = checkedRange('vignette', 'strengthRange', options.strengthRange ?? [0.5, 1], 0, 1);
  return transform('vignette', options, (random) => ({
    kind: 'vignette',
    name: 'vignette',
    radius: random.uniform(...radii),
    softness: random.uniform(0.05, 0.3),
    strength: random.uniform(...strengths),
  }));
}
