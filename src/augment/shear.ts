/** Slants about the centre: x' − cx = x − cx + tan φx · (y − cy), y' − cy = y − cy + tan φy · (x − cx). */
import { drawAffine } from './affine';
import { checkOptions, transform, type Chance, type Range, type Transform } from './transform';

/**
 * A random slant.
 *
 * @param options.shearRange φx and φy in degrees, drawn apart; default [−15, 15]
 * @throws where the range is not [low, high] with low ≤ high within 60 degrees
 * @example
 * compose([shear({ shearRange: [-15, 15], probability: 0.5 })]);
 */
export function shear(options: Chance & { readonly shearRange?: Range } = {}): Transform {
  checkOptions('shear', options, ['shearRange']);
  return transform('shear', options, drawAffine('shear', { shearRange: options.shearRange ?? [-15, 15] }));
}
