/** Enlarges or shrinks about the centre ((W − 1)/2, (H − 1)/2); the size of the image stays, unlike in `resize`. */
import { drawAffine } from './affine';
import { checkOptions, transform, type Chance, type Range, type Transform } from './transform';

/**
 * A random zoom.
 *
 * @param options.scaleRange factor, 1.1 makes everything 10 % larger; default [0.8, 1.2]
 * @throws where the range is not [low, high] with low ≤ high, or a scale is below 0.01
 * @example
 * compose([scale({ scaleRange: [0.8, 1.2], probability: 0.5 })]);
 */
export function scale(options: Chance & { readonly scaleRange?: Range } = {}): Transform {
  checkOptions('scale', options, ['scaleRange']);
  return transform('scale', options, drawAffine('scale', { scaleRange: options.scaleRange ?? [0.8, 1.2] }));
}
