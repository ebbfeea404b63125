/**
 * Module C of Inception-v3, for the middle maps (17 × 17): kernels of 7 × 7 factorised into 1 × 7 and 7 × 1, which costs
 * 2·7 instead of 7² multiplications.
 *
 *     y = concat(1×1(x), 7×1(1×7(1×1(x))), 1×7(7×1(1×7(7×1(1×1(x))))), 1×1(averagePool(x)))
 *
 * C. Szegedy et al. (2016), "Rethinking the inception architecture for computer vision", arXiv:1512.00567, figure 6.
 */
import { checkPositiveIntegers } from '../shapes/check';
import type { Times } from '../shapes/size';
import type { Dim, Sym } from '../shapes/sym';
import { branchConvs, branches, pooledPath, type PooledBranchOptions } from './branches';
import { mapBlock } from './mapBlock';

/** Options of {@link inceptionC}. */
export interface InceptionCOptions<F extends number = number> extends PooledBranchOptions {
  /** Filters of the convolutions within the two paths of 7 × 7; the paper has 128, 160 and 192. */
  reduce: number;
  /** Filters at the end of each of the four paths; default 192. */
  filters?: F;
}

/**
 * A block [B, H, W, C] → [B, H, W, 4·filters]. The pooling counts the zeros around the image, as PyTorch's.
 *
 * Layers: those of `convBlock` as `${name}_b1`, `${name}_b7_1` to `_3`, `${name}_b7double_1` to `_5` and `${name}_pool`; the
 * pooling itself is `${name}_avgpool`, the end `${name}_concat`.
 *
 * @throws where an option is out of its range
 * @example
 * const y = inceptionC({ reduce: 128 })(input([17, 17, 768]));    // Sym<[null, 17, 17, 768]>
 */
export function inceptionC<const F extends number = 192>(options: InceptionCOptions<F>) {
  const { reduce, filters = 192, name } = options;
  checkPositiveIntegers('inceptionC', { reduce, filters });
  const conv = branchConvs(options);
  const module = branches([
    [conv('b1', filters)],
    [conv('b7_1', reduce), conv('b7_2', reduce, [1, 7]), conv('b7_3', filters, [7, 1])],
    [
      conv('b7double_1', reduce), conv('b7double_2', reduce, [7, 1]), conv('b7double_3', reduce, [1, 7]),
      conv('b7double_4', reduce, [7, 1]), conv('b7double_5', filters, [1, 7]),
    ],
    pooledPath('inceptionC', options, filters),
  ], name);
  return mapBlock('inceptionC', <B extends Dim, H extends Dim, W extends Dim, C extends number>(x: Sym<readonly [B, H, W, C]>) =>
    module(x) as Sym<readonly [B, H, W, Times<F, 4>]>);
}
