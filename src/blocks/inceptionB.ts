/**
 * Module B of Inception-v3, from 35 × 35 to 17 × 17: convolutions and a pooling with strides side by side, so that nothing is
 * lost at a bottleneck.
 *
 *     y = concat(3×3/2(x), 3×3/2(3×3(1×1(x))), maxPool/2(x))      /2: with strides 2
 *
 * C. Szegedy et al. (2016), "Rethinking the inception architecture for computer vision", arXiv:1512.00567, figure 10.
 */
import { checkOneOf, checkPositiveIntegers } from '../shapes/check';
import type { ConvOutput, Plus } from '../shapes/size';
import type { Dim, Sym } from '../shapes/sym';
import { branchConvs, branches, type BranchOptions, checkFilters } from './branches';
import { mapBlock } from './mapBlock';
import { maxPool } from './maxPool';
import { layerName } from './weights';

/** Options of {@link inceptionB}. */
export interface InceptionBOptions<
  F3 extends number = number, D3 extends number = number, P extends 'valid' | 'same' = 'valid' | 'same',
> extends BranchOptions {
  /** Filters of the 3 × 3 convolution; default 384. */
  b3?: F3;
  /** Filters of the reduction and of two 3 × 3 convolutions; default [64, 96, 96]. */
  b3double?: readonly [reduce: number, first: number, filters: D3];
  /** Of what has strides 2; default `valid`. `same` gives ⌈H / 2⌉ rows. */
  padding?: P;
}

/**
 * A block [B, H, W, C] → [B, ⌊(H − 1) / 2⌋, ⌊(W − 1) / 2⌋, b3 + b3double[2] + C].
 *
 * Layers: those of `convBlock` as `${name}_b3`, `${name}_b3double_1` to `_3`; the pooling is `${name}_maxpool`, the end
 * `${name}_concat`.
 *
 * @throws where an option is out of its range
 * @example
 * const y = inceptionB()(input([35, 35, 288]));    // Sym<[null, 17, 17, 768]>
 */
export function inceptionB<const F3 extends number = 384, const D3 extends number = 96, const P extends 'valid' | 'same' = 'valid'>(
  options: InceptionBOptions<F3, D3, P> = {},
) {
  const { b3 = 384, b3double = [64, 96, 96], padding = 'valid' as P, name } = options;
  checkPositiveIntegers('inceptionB', { b3 });
  checkFilters('inceptionB', 'b3double', b3double, 3);
  checkOneOf('inceptionB', 'padding', padding, ['valid', 'same']);
  const conv = branchConvs(options);
  const down = { strides: 2, padding };
  const module = branches([
    [conv('b3', b3, 3, down)],
    [conv('b3double_1', b3double[0]), conv('b3double_2', b3double[1], 3), conv('b3double_3', b3double[2], 3, down)],
    [maxPool({ poolSize: 3, ...down, name: layerName(name, 'maxpool') })],
  ], name);
  return mapBlock('inceptionB', <B extends Dim, H extends Dim, W extends Dim, C extends number>(x: Sym<readonly [B, H, W, C]>) =>
    module(x) as Sym<readonly [B, ConvOutput<H, 3, 2, P>, ConvOutput<W, 3, 2, P>, Plus<Plus<F3, D3>, C>]>);
}
