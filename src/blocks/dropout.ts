/** Dropout as a block. Srivastava et al. (2014), JMLR 15. */
import { dropout as dropoutLayer } from '../layers/dropout';
import { checkDropout } from '../layers/seededDropout';
import type { DropoutOptions } from '../layers/seededDropout';
import type { Dim, Sym } from '../shapes/sym';
import { layerSeed } from './weights';

/**
 * In training each value is set to zero with probability `rate`, and the others grow by 1 / (1 − rate): [B, …] → the same shape. A rate
 * of 0 adds no layer.
 *
 * @throws where an option is out of its range, or a seed comes without a name
 * @example
 * const y = dropout({ rate: 0.5 })(x);
 */
export function dropout(options: DropoutOptions): <S extends readonly Dim[]>(x: Sym<S>) => Sym<S> {
  checkDropout('dropout', options);
  const layer = dropoutLayer({ ...options, seed: layerSeed('dropout', options) });
  return <S extends readonly Dim[]>(x: Sym<S>) => (options.rate === 0 ? x : layer.apply(x) as Sym<S>);
}
