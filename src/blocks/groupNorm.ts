/** Group normalisation as a block. Wu and He (2018), arXiv:1803.08494. */
import { groupNormalization } from '../layers/groupNormalization';
import { checkPositiveIntegers } from '../shapes/check';
import type { Dim, Sym } from '../shapes/sym';
import { applyLayers } from './applyLayers';

/** Options of {@link groupNorm}. */
export interface GroupNormOptions {
  /** A divisor of the channels; 1 normalises each image as a whole. */
  groups: number;
  /** Added to the variance; default 1e-3. */
  epsilon?: number;
  name?: string;
}

/**
 * Normalises every group of channels of every image: [B, …, C] → the same shape.
 *
 * @throws where an option is out of its range, or groups does not divide C
 * @example
 * const y = groupNorm({ groups: 8 })(x);
 */
export function groupNorm(options: GroupNormOptions): <S extends readonly Dim[]>(x: Sym<S>) => Sym<S> {
  checkPositiveIntegers('groupNorm', { groups: options.groups });
  const layer = groupNormalization(options);
  return <S extends readonly Dim[]>(x: Sym<S>) => applyLayers('groupNorm', [layer], x) as Sym<S>;
}
