/**
 * Module A of Inception-v3, for the finest maps (35 × 35): a 5 × 5 convolution, and another of that reach made of two of
 * 3 × 3, which costs less.
 *
 *     y = concat(1×1(x), 5×5(1×1(x)), 3×3(3×3(1×1(x))), 1×1(averagePool(x)))
 *
 * C. Szegedy et al. (2016), "Rethinking the inception architecture for computer vision", arXiv:1512.00567, figure 5; with
 * the 5 × 5 and the average pooling of the published network.
 */
import { checkPositiveIntegers } from '../shapes/check';
import type { Plus } from '../shapes/size';
import type { Dim, Sym } from '../shapes/sym';
import { branchConvs, branches, checkFilters, pooledPath, type PooledBranchOptions } from './branches';
import { mapBlock } from './mapBlock';

/** Options of {@link inceptionA}. */
export interface InceptionAOptions<
  F1 extends number = number, F5 extends number = number, F3 extends number = number, P extends number = number,
> extends PooledBranchOptions {
  /** Filters of the 1 × 1 convolution; default 64. */
  b1?: F1;
  /** Filters of the reduction and of the 5 × 5 convolution; default [48, 64]. */
  b5?: readonly [reduce: number, filters: F5];
  /** Filters of the reduction and of two 3 × 3 convolutions; default [64, 96, 96]. */
  b3double?: readonly [reduce: number, first: number, filters: F3];
  /** Filters of the 1 × 1 convolution behind the pooling. */
  pool: P;
}

/**
 * A block [B, H, W, C] → [B, H, W, b1 + b5[1] + b3double[2] + pool]. 
 *
 * Layers: those of `convBlock` as `${name}_b1`, `${name}_b5_1`, `${name}_b5_2`, `${name}_b3double_1` to `_3` and `${name}_pool`;
 * the pooling itself is `${name}_avgpool`, the end `${name}_concat`.
 *
 * @throws where an option is out of its range
 * @example
 * const y = inceptionA({ pool: 32 })(input([35, 35, 192]));    // Sym<[null, 35, 35, 256]>
 */
export function inceptionA<
  const P extends number, const F1 extends number = 64, const F5 extends number = 64, const F3 extends number = 96,
>(options: InceptionAOptions<F1, F5, F3, P>) {
  const { b1 = 64, b5 = [48, 64], b3double = [64, 96, 96], pool, name } = options;
  checkPositiveIntegers('inceptionA', { b1 });
  checkFilters('inceptionA', 'b5', b5, 2);
  checkFilters('inceptionA', 'b3double', b3double, 3);
  const conv = branchConvs(options);
  const module = branches([
    [conv('b1', b1)],
    [conv('b5_1', b5[0]), conv('b5_2', b5[1], 5)],
    [conv('b3double_1', b3double[0]), conv('b3double_2', b3double[1], 3), conv('b3double_3', b3double[2], 3)],
    pooledPath('inceptionA', options, pool),
  ], name);
  return mapBlock('inceptionA', <B extends Dim, H extends Dim, W extends Dim, C extends number>(x: Sym<readonly [B, H, W, C]>) =>
    module(x) as Sym<readonly [B, H, W, Plus<Plus<Plus<F1, F5>, F3>, P>]>);
}
