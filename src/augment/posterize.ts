/** Keeps the leading bits of each level, so that few levels remain. */
import { invalid } from '../shapes/check';
import { transform, type Chance, type Transform } from './transform';

/**
 * @param options.bits how many stay, 1 to 8; default 4
 * @throws where `bits` is not an integer from 1 to 8
 * @example
 * compose([posterize({ bits: 3 })]);
 */
export function posterize(options: Chance & { readonly bits?: number } = {}): Transform {
  const { bits = 4 } = options;
  if (!(Number.isInteger(bits) && bits >= 1 && bits <= 8)) throw invalid('bits', 'posterize', 'an integer from 1 to 8', bits);
  return transform('posterize', options, () => ({ kind: 'posterize', name: 'posterize', bits }));
}
