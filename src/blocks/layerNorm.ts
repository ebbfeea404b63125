/** Layer normalisation as a block. Ba, Kiros and Hinton (2016), arXiv:1607.06450. */
import { layerNormalization } from '../layers/layerNormalization';
import type { LayerNormalizationOptions } from '../layers/layerNormalization';
import type { Dim, Sym } from '../shapes/sym';
import { applyLayers } from './applyLayers';

/**
 * Normalises every pixel over its channels: [B, …, C] → the same shape.
 *
 * @throws unless epsilon is positive
 * @example
 * const y = layerNorm({ epsilon: 1e-6 })(x);
 */
export function layerNorm(options: LayerNormalizationOptions = {}): <S extends readonly Dim[]>(x: Sym<S>) => Sym<S> {
  const layer = layerNormalization(options);
  return <S extends readonly Dim[]>(x: Sym<S>) => applyLayers('layerNorm', [layer], x) as Sym<S>;
}
