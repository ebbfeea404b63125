/** One transform out of several. */
import { checkWeights } from './someOf';
import { checkOptions, checkTransforms, transform, type Chance, type Transform } from './transform';

/**
 * Draws which of the transforms acts, each as likely or by weight.
 *
 * @param transforms at least one
 * @param options.weights how likely each is, of any sum; default all alike
 * @throws where there is no transform, or the weights are not one positive number each
 * @example
 * compose([oneOf([gaussianBlur(), motionBlur(), defocus()], { probability: 0.3 })]);
 */
export function oneOf(transforms: readonly Transform[], options: Chance & { readonly weights?: readonly number[] } = {}): Transform {
  checkOptions('oneOf', options, ['weights']);
  checkTransforms('oneOf', transforms);
  const weights = options.weights ?? transforms.map(() => 1);
  checkWeights('oneOf', weights, transforms.length);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return transform('oneOf', { ...options, transforms } as Chance, (random, size) => {
    let at = random.uniform(0, total);
    const index = weights.findIndex((weight) => (at -= weight) < 0);
    return transforms[index === -1 ? transforms.length - 1 : index].draw(random, size);
  });
}
