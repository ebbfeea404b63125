/** Spreads the levels of each channel so that all are about as frequent: level' = 255 · share of pixels not above it. */
import { checkOptions, transform, type Chance, type Transform } from './transform';

/**
 * @example
 * compose([equalize({ probability: 0.1 })]);
 */
export function equalize(options: Chance = {}): Transform {
  checkOptions('equalize', options, []);
  return transform('equalize', options, () => ({ kind: 'equalize', name: 'equalize' }));
}
