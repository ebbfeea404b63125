/** Some transforms out of several, in the order in which they are given. */
import { invalid } from '../shapes/check';
import { drawSteps } from './drawSteps';
import { checkOptions, checkTransforms, transform, type Chance, type Transform } from './transform';

/**
 * Draws `count` different transforms, each choice as likely.
 *
 * @param transforms at least `count`
 * @param options.count how many act
 * @throws where there is no transform, or `count` is not an integer from 1 to their number
 * @example
 * compose([someOf([hue(), gamma(), gaussianNoise(), sharpen()], { count: 2 })]);
 */
export function someOf(transforms: readonly Transform[], options: Chance & { readonly count: number }): Transform {
  checkTransforms('someOf', transforms);
  checkOptions('someOf', options, ['count']);
  const { count } = options;
  if (!(Number.isInteger(count) && count >= 1 && count <= transforms.length)) {
    throw invalid('count', 'someOf', `an integer from 1 to ${transforms.length}`, count);
  }
  return transform('someOf', { ...options, transforms } as Chance, (random, size) => {
    const chosen = random.shuffle(transforms.map((_, index) => index)).slice(0, count).sort((a, b) => a - b);
    return drawSteps(chosen.map((index) => transforms[index]), random, size);
  });
}

/** Throws unless there is one positive number for each. */
export function checkWeights(where: string, weights: readonly number[], count: number): void {
  if (Array.isArray(weights) && weights.length === count && weights.every((weight) => Number.isFinite(weight) && weight > 0)) return;
  throw invalid('weights', where, `${count} positive numbers`, weights);
}
