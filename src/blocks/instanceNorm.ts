/** Instance normalisation as a block: group normalisation with as many groups as channels. Ulyanov et al. (2016), arXiv:1607.08022. */
import { groupNormalization } from '../layers/groupNormalization';
import type { Dim, Sym } from '../shapes/sym';
import { applyLayers } from './applyLayers';

/**
 * Normalises every channel of every image: [B, …, C] → the same shape.
 *
 * @param options `epsilon` is added to the variance; default 1e-3
 * @throws unless epsilon is positive
 * @example
 * const y = instanceNorm()(x);
 */
export function instanceNorm(options: { epsilon?: number; name?: string } = {}): <S extends readonly Dim[]>(x: Sym<S>) => Sym<S> {
  const layer = groupNormalization({ ...options, groups: -1 });
  return <S extends readonly Dim[]>(x: Sym<S>) => applyLayers('instanceNorm', [layer], x) as Sym<S>;
}
