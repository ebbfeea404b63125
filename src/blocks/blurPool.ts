/**
 * Blur pooling: the image is smoothed by a binomial filter before every s-th row and column is kept, so that a shifted image gives a
 * shifted result. After a max pooling or convolution of strides 1 it stands for one of strides s.
 *
 * R. Zhang (2019), "Making convolutional networks shift-invariant again", arXiv:1904.11486.
 */
import { blurPooling2d } from '../layers/blurPooling2d';
import { checkPositiveIntegers } from '../shapes/check';
import type { CeilDivide } from '../shapes/size';
import type { Dim, Sym } from '../shapes/sym';
import { mapBlock } from './mapBlock';

/** Options of {@link blurPool}. */
export interface BlurPoolOptions<S extends number = number> {
  /** Taps of the filter, down and across; default 3: [1, 2, 1] / 4. */
  kernelSize?: number;
  /** Rows and columns from one that is kept to the next; default 2. */
  strides?: S;
  name?: string;
}

/**
 * A block [B, H, W, C] → [B, ⌈H/s⌉, ⌈W/s⌉, C].
 *
 * @throws where an option is out of its range
 * @example
 * const y = blurPool()(maxPool({ strides: 1 })(input([57, 57, 64])));     // Sym<[null, 28, 28, 64]>
 */
export function blurPool<const S extends number = 2>({ kernelSize = 3, strides = 2 as S, name }: BlurPoolOptions<S> = {}) {
  checkPositiveIntegers('blurPool', { kernelSize, strides });
  const layer = blurPooling2d({ kernelSize, strides, name });
  return mapBlock('blurPool', <B extends Dim, H extends Dim, W extends Dim, C extends number>(x: Sym<readonly [B, H, W, C]>) =>
    layer.apply(x) as Sym<readonly [B, CeilDivide<H, S>, CeilDivide<W, S>, C]>);
}
