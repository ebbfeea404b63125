/** Turns about the centre ((W − 1)/2, (H − 1)/2); positive degrees turn counter-clockwise. */
import { drawAffine } from './affine';
import { checkOptions, transform, type Chance, type Range, type Transform } from './transform';

/**
 * A random turn.
 *
 * @param options.rotateRange θ in degrees; default [−30, 30]
 * @throws where a range is not [low, high] with low ≤ high
 * @example
 * compose([rotate({ rotateRange: [-30, 30], probability: 0.5 })]);
 */
export function rotate(options: Chance & { readonly rotateRange?: Range } = {}): Transform {
  checkOptions('rotate', options, ['rotateRange']);
  return transform('rotate', options, drawAffine('rotate', { rotateRange: options.rotateRange ?? [-30, 30] }));
}
