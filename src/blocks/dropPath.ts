/** Stochastic depth as a block, for the branch of a residual block. Huang et al. (2016), arXiv:1603.09382. */
import { dropPath as dropPathLayer } from '../layers/dropPath';
import { checkDropout } from '../layers/seededDropout';
import type { DropoutOptions } from '../layers/seededDropout';
import type { Dim, Sym } from '../shapes/sym';
import { layerSeed } from './weights';

/**
 * In training each sample is set to zero with probability `rate`, and the others grow by 1 / (1 − rate): [B, …] → the same shape. A
 * rate of 0 adds no layer. The paper lets the rate grow with depth, from 0 to that of the last block.
 *
 * @throws where an option is out of its range, or a seed comes without a name
 * @example
 * const y = add(x, dropPath({ rate: 0.1 })(branch(x)));
 */
export function dropPath(options: DropoutOptions): <S extends readonly Dim[]>(x: Sym<S>) => Sym<S> {
  checkDropout('dropPath', options);
  const layer = dropPathLayer({ ...options, seed: layerSeed('dropPath', options) });
  return <S extends readonly Dim[]>(x: Sym<S>) => (options.rate === 0 ? x : layer.apply(x) as Sym<S>);
}
