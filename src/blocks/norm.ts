/** What normalises the result of a convolution. */
import type { layers } from '@tensorflow/tfjs-layers';
import { batchNormalization } from '../layers/batchNormalization';
import { groupNormalization } from '../layers/groupNormalization';
import { layerNormalization } from '../layers/layerNormalization';
import { checkPositiveIntegers, invalid } from '../shapes/check';
import { layerName } from './weights';

/**
 * Mean and variance over …
 *
 * - `batch`: a channel of all images of the batch; at inference their moving averages;
 * - `group`: the pixels of one image and its channels, in so many groups;
 * - `instance`: the pixels of one image, each channel for itself;
 * - `layer`: the channels of one pixel.
 *
 * `epsilon` is added to the variance; default 1e-3. `none` gives the convolution a bias instead.
 */
export type Norm =
  | { kind: 'batch'; momentum?: number; epsilon?: number }
  | { kind: 'group'; groups: number; epsilon?: number }
  | { kind: 'instance'; epsilon?: number }
  | { kind: 'layer'; epsilon?: number }
  | 'none';

/** What the names of the layers end with. */
const parts = { batch: 'bn', group: 'gn', instance: 'in', layer: 'ln' };

/** Throws unless it is a {@link Norm}. */
export function checkNorm(where: string, norm: Norm): void {
  if (norm === 'none') return;
  const isNorm = typeof norm === 'object' && (norm as Norm | null) !== null && Object.hasOwn(parts, norm.kind);
  if (!isNorm) throw invalid('norm', where, '"none" or { kind: "batch" | "group" | "instance" | "layer" }', norm);
  if (norm.kind === 'group') checkPositiveIntegers(where, { 'norm.groups': norm.groups });
}

/** The layer `${name}_bn`, `_gn`, `_in` or `_ln`; `none` needs none. */
export function normLayers(norm: Norm, name: string | undefined): layers.Layer[] {
  return norm === 'none' ? [] : [normLayer(norm, layerName(name, parts[norm.kind]))];
}

function normLayer(norm: Exclude<Norm, 'none'>, name: string | undefined): layers.Layer {
  const { epsilon } = norm;
  switch (norm.kind) {
    case 'batch': return batchNormalization({ momentum: norm.momentum, epsilon, name });
    case 'group': return groupNormalization({ groups: norm.groups, epsilon, name });
    case 'instance': return groupNormalization({ groups: -1, epsilon, name });
    case 'layer': return layerNormalization({ epsilon, name });
  }
}
