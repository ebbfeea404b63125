/**
 * The inception module of GoogLeNet: convolutions of three sizes and a max pooling side by side, the large ones behind a
 * 1 × 1 convolution that reduces the channels.
 *
 *     y = concat(1×1(x), 3×3(1×1(x)), 5×5(1×1(x)), 1×1(maxPool(x)))
 *
 * C. Szegedy et al. (2015), "Going deeper with convolutions", arXiv:1409.4842; with batch normalisation as in S. Ioffe,
 * C. Szegedy (2015), arXiv:1502.03167.
 */
import { checkKernelSize, checkPositiveIntegers } from '../shapes/check';
import type { Plus } from '../shapes/size';
import type { Dim, Sym } from '../shapes/sym';
import { branchConvs, branches, type BranchOptions, checkFilters } from './branches';
import { mapBlock } from './mapBlock';
import { maxPool } from './maxPool';
import { layerName } from './weights';

/** Options of {@link inceptionBlock}. */
export interface InceptionBlockOptions<
  F1 extends number = number, F3 extends number = number, F5 extends number = number, P extends number = number,
> extends BranchOptions {
  /** Filters of the 1 × 1 convolution. */
  b1: F1;
  /** Filters of the reduction and of the 3 × 3 convolution. */
  b3: readonly [reduce: number, filters: F3];
  /** Filters of the reduction and of the 5 × 5 convolution. */
  b5: readonly [reduce: number, filters: F5];
  /** Filters of the 1 × 1 convolution behind the pooling. */
  pool: P;
  /** Height and width of the large kernel of `b5`, in pixels; default 5. torchvision's GoogLeNet has 3. */
  b5KernelSize?: number;
}

/**
 * A block [B, H, W, C] → [B, H, W, b1 + b3[1] + b5[1] + pool].
 *
 * Layers: those of `convBlock` as `${name}_b1`, `${name}_b3_reduce`, `${name}_b3`, `${name}_b5_reduce`, `${name}_b5` and
 * `${name}_pool`; the pooling itself is `${name}_maxpool`, the end `${name}_concat`.
 *
 * @throws where an option is out of its range
 * @example
 * const y = inceptionBlock({ b1: 64, b3: [96, 128], b5: [16, 32], pool: 32 })(input([28, 28, 192]));    // Sym<[null, 28, 28, 256]>
 */
export function inceptionBlock<const F1 extends number, const F3 extends number, const F5 extends number, const P extends number>(
  options: InceptionBlockOptions<F1, F3, F5, P>,
) {
  const { b1, b3, b5, pool, b5KernelSize = 5, name } = options;
  checkPositiveIntegers('inceptionBlock', { b1, pool });
  checkFilters('inceptionBlock', 'b3', b3, 2);
  checkFilters('inceptionBlock', 'b5', b5, 2);
  checkKernelSize('inceptionBlock', 'b5KernelSize', b5KernelSize);
  const conv = branchConvs(options);
  const module = branches([
    [conv('b1', b1)],
    [conv('b3_reduce', b3[0]), conv('b3', b3[1], 3)],
    [conv('b5_reduce', b5[0]), conv('b5', b5[1], b5KernelSize)],
    [maxPool({ poolSize: 3, strides: 1, padding: 'same', name: layerName(name, 'maxpool') }), conv('pool', pool)],
  ], name);
  return mapBlock('inceptionBlock', <B extends Dim, H extends Dim, W extends Dim, C extends number>(x: Sym<readonly [B, H, W, C]>) =>
    module(x) as Sym<readonly [B, H, W, Plus<Plus<Plus<F1, F3>, F5>, P>]>);
}
