/** Several transforms together, or none of them. */
import { drawSteps } from './drawSteps';
import { checkTransforms, transform, type Chance, type Transform } from './transform';

/**
 * All transforms one after the other, with a probability.
 *
 * @param probability that they act; 1 makes of many one, for `oneOf`
 * @throws where there is no transform, or no probability in [0, 1]
 * @example
 * compose([oneOf([sometimes(1, [hue(), gamma()]), grayscale()]), sometimes(0.2, [gaussianBlur(), gaussianNoise()])]);
 */
export function sometimes(probability: number, transforms: readonly Transform[]): Transform {
  checkTransforms('sometimes', transforms);
  return transform('sometimes', { probability, transforms } as Chance, (random, size) => drawSteps(transforms, random, size));
}
