/** The marks of a ruler along one side, as dermatoscopes show them. Masks stay. */
import type { RulerStep } from './steps';
import { checkedRange, checkOptions, transform, type Chance, type Range, type Transform } from './transform';

const sides: RulerStep['side'][] = ['left', 'right', 'top', 'bottom'];

/**
 * Dark marks along a random side.
 *
 * @param options.spacingRange distance of marks as a fraction of the shorter side; default [0.02, 0.04]
 * @throws where the range is not [low, high] with low ≤ high within 0.005 to 1
 * @example
 * compose([ruler({ probability: 0.2 })]);
 */
export function ruler(options: Chance & { readonly spacingRange?: Range } = {}): Transform {
  checkOptions('ruler', options, ['spacingRange']);
  const range = checkedRange('ruler', 'spacingRange', options.spacingRange ?? [0.02, 0.04], 0.005, 1);
  return transform('ruler', options, (random, { height, width }) => {
    const shorter = Math.min(height, width), side = sides[random.integer(4)];
    const spacing = Math.max(2, shorter * random.uniform(...range));
    const length = Math.max(2, shorter * random.uniform(0.02, 0.05)), level = Math.round(random.uniform(10, 60));
    return { kind: 'ruler', name: 'ruler', side, spacing, length, level };
  });
}
