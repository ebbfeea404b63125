/**
 * The bottleneck residual block: a 3 × 3 convolution of few channels between 1 × 1 convolutions, and a shortcut around them.
 *
 *     C → filters (1 × 1) → filters (3 × 3, with the strides) → expansion · filters (1 × 1)
 *
 * K. He et al. (2015), arXiv:1512.03385. With groups it is the block of ResNeXt: S. Xie et al. (2016), arXiv:1611.05431.
 */
import { checkOneOf, checkPositiveIntegers } from '../shapes/check';
import type { Times } from '../shapes/size';
import { checkResidual, residual } from './residual';
import type { ResidualOptions } from './residual';

/** Options of {@link bottleneckBlock}; `filters`: channels of the 3 × 3 convolution. */
export interface BottleneckBlockOptions<F extends number = number, S extends number = number, E extends number = number>
  extends ResidualOptions<F, S> {
  /** The result has so many times the channels of the 3 × 3 convolution; default 4. */
  expansion?: E;
  /** Which convolution takes the steps: the 3 × 3 one, as in torchvision, the default; or the first, as in the paper and in Keras. */
  stridesIn?: '3x3' | 'first';
  /** Channels of the 3 × 3 convolution fall into so many groups, each convolved for itself; default 1. */
  groups?: number;
}

/**
 * A block [B, H, W, C] → [B, ⌈H / strides⌉, ⌈W / strides⌉, expansion · filters].
 *
 * Layers: as `residualBlock`, with three convolutions.
 *
 * @throws where an option is out of its range
 * @example
 * const y = bottleneckBlock({ filters: 32, strides: 2 })(input([128, 128, 64]));     // Sym<[null, 64, 64, 128]>
 */
export function bottleneckBlock<const F extends number, const S extends number = 1, const E extends number = 4>(
  options: BottleneckBlockOptions<F, S, E>,
) {
  checkResidual('bottleneckBlock', options);
  const { filters, strides, dilationRate, expansion = 4, groups, stridesIn = '3x3' } = options;
  checkPositiveIntegers('bottleneckBlock', { expansion, groups: groups ?? 1 });
  checkOneOf('bottleneckBlock', 'stridesIn', stridesIn, ['3x3', 'first']);
  return residual<Times<F, E> & number, S>('bottleneckBlock', options, [
    { filters, kernelSize: 1, strides: stridesIn === 'first' ? strides : 1 },
    { filters, kernelSize: 3, strides: stridesIn === '3x3' ? strides : 1, dilationRate, groups },
    { filters: expansion * filters, kernelSize: 1 },
  ]);
}
