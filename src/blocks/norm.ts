/** What normalises the result of a convolution. */
import type { layers } from '@tensorflow/tfjs-layers';
import { batchNormalization } from '../layers/batchNormalization';
import { invalid } from '../shapes/check';
import { layerName } from './weights';

/** `none` gives the convolution a bias instead. */
export type Norm = { kind: 'batch'; momentum?: number; epsilon?: number } | 'none';

/** Throws unless it is a {@link Norm}. */
export function checkNorm(where: string, norm: Norm): void {
  if (norm !== 'none' && norm.kind !== 'batch') throw invalid('norm', where, '"none" or { kind: "batch" }', norm);
}

/** The layer `${name}_bn`; `none` needs none. */
export function normLayers(norm: Norm, name: string | undefined): layers.Layer[] {
  if (norm === 'none') return [];
  const { momentum, epsilon } = norm;
  return [batchNormalization({ momentum, epsilon, name: layerName(name, 'bn') })];
}
