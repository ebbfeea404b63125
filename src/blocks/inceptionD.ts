/**
 * Module D of Inception-v3, from 17 × 17 to 8 × 8: as module B, with a factorised 7 × 7 convolution in one path.
 *
 *     y = concat(3×3/2(1×1(x)), 3×3/2(7×1(1×7(1×1(x)))), maxPool/2(x))      /2: with strides 2
 *
 * C. Szegedy et al. (2016), "Rethinking the inception architecture for computer vision", arXiv:1512.00567.
 */
import { checkOneOf, checkPositiveIntegers } from '../shapes/check';
import type { ConvOutput, Plus } from '../shapes/size';
import type { Dim, Sym } from '../shapes/sym';
import { branchConvs, branches, type BranchOptions, checkFilters } from './branches';
import { mapBlock } from './mapBlock';
import { maxPool } from './maxPool';
import { layerName } from './weights';

/** Options of {@link inceptionD}. */
export interface InceptionDOptions<
  F3 extends number = number, F7 extends number = number, P extends 'valid' | 'same' = 'valid' | 'same',
> extends BranchOptions {
  /** Filters of the reduction and of the 3 × 3 convolution; default [192, 320]. */
  b3?: readonly [reduce: number, filters: F3];
  /** Filters of every convolution of the path with 7 × 7; default 192. */
  b7?: F7;
  /** Of what has strides 2; default `valid`. `same` gives ⌈H / 2⌉ rows. */
  padding?: P;
}

/**
 * A block [B, H, W, C] → [B, ⌊(H − 1) / 2⌋, ⌊(W − 1) / 2⌋, b3[1] + b7 + C].
 *
 * Layers: those of `convBlock` as `${name}_b3_1`, `${name}_b3_2`, `${name}_b7_1` to `_4`; the pooling is `${name}_maxpool`, the end
 * `${name}_concat`.
 *
 * @throws where an option is out of its range
 * @example
 * const y = inceptionD()(input([17, 17, 768]));    // Sym<[null, 8, 8, 1280]>
 */
export function inceptionD<const F3 extends number = 320, const F7 extends number = 192, const P extends 'valid' | 'same' = 'valid'>(
  options: InceptionDOptions<F3, F7, P> = {},
) {
  const { b3 = [192, 320], b7 = 192, padding = 'valid' as P, name } = options;
  checkPositiveIntegers('inceptionD', { b7 });
  checkFilters('inceptionD', 'b3', b3, 2);
  checkOneOf('inceptionD', 'padding', padding, ['valid', 'same']);
  const conv = branchConvs(options);
  const down = { strides: 2, padding };
  const module = branches([
    [conv('b3_1', b3[0]), conv('b3_2', b3[1], 3, down)],
    [conv('b7_1', b7), conv('b7_2', b7, [1, 7]), conv('b7_3', b7, [7, 1]), conv('b7_4', b7, 3, down)],
    [maxPool({ poolSize: 3, ...down, name: layerName(name, 'maxpool') })],
  ], name);
  return mapBlock('inceptionD', <B extends Dim, H extends Dim, W extends Dim, C extends number>(x: Sym<readonly [B, H, W, C]>) =>
    module(x) as Sym<readonly [B, ConvOutput<H, 3, 2, P>, ConvOutput<W, 3, 2, P>, Plus<Plus<F3, F7>, C>]>);
}
