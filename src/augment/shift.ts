/** Moves everything to the right and down. */
import { drawAffine } from './affine';
import { checkOptions, transform, type Chance, type Range, type Transform } from './transform';

/**
 * A random shift.
 *
 * @param options.shiftRange to the right as a fraction of the width and down of the height, drawn apart; default [−0.1, 0.1]
 * @throws where the range is not [low, high] with low ≤ high
 * @example
 * compose([shift({ shiftRange: [-0.1, 0.1], probability: 0.5 })]);
 */
export function shift(options: Chance & { readonly shiftRange?: Range } = {}): Transform {
  checkOptions('shift', options, ['shiftRange']);
  return transform('shift', options, drawAffine('shift', { shiftRange: options.shiftRange ?? [-0.1, 0.1] }));
}
