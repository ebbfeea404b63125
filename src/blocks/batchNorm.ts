/** Batch normalisation as a block. Ioffe and Szegedy (2015), arXiv:1502.03167. */
import { batchNormalization } from '../layers/batchNormalization';
import type { BatchNormalizationOptions } from '../layers/batchNormalization';
import type { Dim, Sym } from '../shapes/sym';
import { applyLayers } from './applyLayers';

/**
 * Normalises every channel: [B, …, C] → the same shape.
 *
 * @example
 * const y = batchNorm({ momentum: 0.9 })(x);
 */
export function batchNorm(options: BatchNormalizationOptions = {}): <S extends readonly Dim[]>(x: Sym<S>) => Sym<S> {
  const layer = batchNormalization(options);
  return <S extends readonly Dim[]>(x: Sym<S>) => applyLayers('batchNorm', [layer], x) as Sym<S>;
}
