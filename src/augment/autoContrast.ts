/** Stretches each channel from its darkest and lightest level to 0 and 255. */
import { checkOptions, transform, type Chance, type Transform } from './transform';

/**
 * @example
 * compose([autoContrast({ probability: 0.1 })]);
 */
export function autoContrast(options: Chance = {}): Transform {
  checkOptions('autoContrast', options, []);
  return transform('autoContrast', options, () => ({ kind: 'autoContrast', name: 'autoContrast' }));
}
