/** Keeps the leading bits of each level, so that few levels remain. */
import { checkInteger, checkOptions, transform, type Chance, type Transform } from './transform';

/**
 * @param options.bits how many stay, 1 to 8; default 4
 * @throws where `bits` is not an integer from 1 to 8
 * @example
 * compose([posterize({ bits: 3 })]);
 */
export function posterize(options: Chance & { readonly bits?: number } = {}): Transform {
  checkOptions('posterize', options, ['bits']);
  const { bits = 4 } = options;
  checkInteger('posterize', 'bits', bits, 1, 8);
  return transform('posterize', options, () => ({ kind: 'posterize', name: 'posterize', bits }));
}
