/**
 * Mirrors left and right, top and bottom: exact, no pixel is resampled.
 *
 *     horizontal: x' = W − 1 − x        vertical: y' = H − 1 − y
 */
import { checkOptions, checkProbability, transform, type Chance, type Transform } from './transform';

/**
 * @param options.horizontal probability of swapping left and right; default .5
 * @param options.vertical probability of swapping top and bottom; default .5
 * @throws where a probability is not in [0, 1]
 * @example
 * compose([flip({ vertical: 0 })]);
 */
export function flip(options: Chance & { readonly horizontal?: number; readonly vertical?: number } = {}): Transform {
  checkOptions('flip', options, ['horizontal', 'vertical']);
  const { horizontal = 0.5, vertical = 0.5 } = options;
  checkProbability('flip', 'horizontal', horizontal);
  checkProbability('flip', 'vertical', vertical);
  return transform('flip', options, (random, { height, width }) => {
    const leftRight = random.bernoulli(horizontal), topBottom = random.bernoulli(vertical);
    return {
      kind: 'geometry',
      name: 'flip',
      matrix: [leftRight ? -1 : 1, 0, leftRight ? width - 1 : 0, 0, topBottom ? -1 : 1, topBottom ? height - 1 : 0],
    };
  });
}
