/** Three channels become equal: 0.299 R + 0.587 G + 0.114 B each. */
import { checkOptions, transform, type Chance, type Transform } from './transform';

/**
 * @example
 * compose([grayscale({ probability: 0.1 })]);
 */
export function grayscale(options: Chance = {}): Transform {
  checkOptions('grayscale', options, []);
  return transform('grayscale', options, () => ({ kind: 'grayscale', name: 'grayscale' }));
}
