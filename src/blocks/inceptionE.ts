/**
 * Module E of Inception-v3, for the coarsest maps (8 × 8): paths that fork into 1 × 3 and 3 × 1 at their end, for many
 * channels at little cost.
 *
 *     fork(z) = concat(1×3(z), 3×1(z))
 *     y = concat(1×1(x), fork(1×1(x)), fork(3×3(1×1(x))), 1×1(averagePool(x)))
 *
 * C. Szegedy et al. (2016), "Rethinking the inception architecture for computer vision", arXiv:1512.00567, figure 7.
 */
import { checkPositiveIntegers } from '../shapes/check';
import type { Plus, Times } from '../shapes/size';
import type { Dim, Sym } from '../shapes/sym';
import { branchConvs, branches, checkFilters, pooledPath, type PooledBranchOptions } from './branches';
import { mapBlock } from './mapBlock';
import { layerName } from './weights';

/** Options of {@link inceptionE}. */
export interface InceptionEOptions<
  F1 extends number = number, F3 extends number = number, D3 extends number = number, P extends number = number,
> extends PooledBranchOptions {
  /** Filters of the 1 × 1 convolution; default 320. */
  b1?: F1;
  /** Filters of the 1 × 1 convolution, and of each half of the fork behind it; default [384, 384]. */
  b3?: readonly [reduce: number, filters: F3];
  /** Filters of the 1 × 1 and the 3 × 3 convolution, and of each half of the fork behind them; default [448, 384, 384]. */
  b3double?: readonly [reduce: number, first: number, filters: D3];
  /** Filters of the 1 × 1 convolution behind the pooling; default 192. */
  pool?: P;
}

/**
 * A block [B, H, W, C] → [B, H, W, b1 + 2·b3[1] + 2·b3double[2] + pool]. The pooling counts the zeros around the image, as PyTorch's.
 *
 * Layers: those of `convBlock` as `${name}_b1`, `${name}_b3_1`, `${name}_b3_2a`, `_2b`, `${name}_b3double_1`, `_2`, `_3a`, `_3b`
 * and `${name}_pool`; the pooling itself is `${name}_avgpool`; `${name}_b3_concat`, `${name}_b3double_concat`, `${name}_concat`.
 *
 * @throws where an option is out of its range
 * @example
 * const y = inceptionE()(input([8, 8, 1280]));    // Sym<[null, 8, 8, 2048]>
 */
export function inceptionE<
  const F1 extends number = 320, const F3 extends number = 384, const D3 extends number = 384, const P extends number = 192,
>(options: InceptionEOptions<F1, F3, D3, P> = {}) {
  const { b1 = 320, b3 = [384, 384], b3double = [448, 384, 384], pool = 192, name } = options;
  checkPositiveIntegers('inceptionE', { b1 });
  checkFilters('inceptionE', 'b3', b3, 2);
  checkFilters('inceptionE', 'b3double', b3double, 3);
  const conv = branchConvs(options);
  const fork = (path: string, level: number, filters: number) => branches(
    [[conv(`${path}_${level}a`, filters, [1, 3])], [conv(`${path}_${level}b`, filters, [3, 1])]], layerName(name, path),
  );
  const module = branches([
    [conv('b1', b1)],
    [conv('b3_1', b3[0]), fork('b3', 2, b3[1])],
    [conv('b3double_1', b3double[0]), conv('b3double_2', b3double[1], 3), fork('b3double', 3, b3double[2])],
    pooledPath('inceptionE', options, pool),
  ], name);
  return mapBlock('inceptionE', <B extends Dim, H extends Dim, W extends Dim, C extends number>(x: Sym<readonly [B, H, W, C]>) =>
    module(x) as Sym<readonly [B, H, W, Plus<Plus<Plus<F1, Times<F3, 2>>, Times<D3, 2>>, P>]>);
}
