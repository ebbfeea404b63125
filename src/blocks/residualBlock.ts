/**
 * The basic residual block: two 3 × 3 convolutions and a shortcut around them.
 *
 *     y = relu(norm(conv₂(relu(norm(conv₁(x))))) + shortcut(x))        conv₁ with the strides
 *
 * K. He, X. Zhang, S. Ren, J. Sun (2015), "Deep residual learning for image recognition", arXiv:1512.03385; with
 * `variant: 'preActivation'`: "Identity mappings in deep residual networks" (2016), arXiv:1603.05027.
 */
import { checkResidual, residual } from './residual';
import type { ResidualOptions } from './residual';

/** Options of {@link residualBlock}; `filters`: channels of the result. */
export type ResidualBlockOptions<F extends number = number, S extends number = number> = ResidualOptions<F, S>;

/**
 * A block [B, H, W, C] → [B, ⌈H / strides⌉, ⌈W / strides⌉, filters].
 *
 * Layers: `${name}_1_conv`, `${name}_1_bn`, `${name}_1_relu`, `${name}_2_conv`, `${name}_2_bn`, `${name}_shortcut_conv` and
 * `${name}_shortcut_bn` (where the shape changes), `${name}_add`, `${name}_relu`.
 *
 * @throws where an option is out of its range
 * @example
 * const y = residualBlock({ filters: 32, strides: 2 })(input([128, 128, 3]));     // Sym<[null, 64, 64, 32]>
 */
export function residualBlock<const F extends number, const S extends number = 1>(options: ResidualBlockOptions<F, S>) {
  checkResidual('residualBlock', options);
  const { filters, strides, dilationRate } = options;
  return residual<F, S>('residualBlock', options, [
    { filters, kernelSize: 3, strides, dilationRate },
    { filters, kernelSize: 3, dilationRate },
  ]);
}
