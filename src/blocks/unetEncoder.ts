/**
 * One step down a U-Net: two convolution blocks, kept for the way up, then max pooling to half the size.
 *
 * O. Ronneberger, P. Fischer, T. Brox (2015), "U-Net: convolutional networks for biomedical image segmentation",
 * arXiv:1505.04597; here with 'same' padding, so that the skip needs no crop.
 */
import type { ConvOutput } from '../shapes/size';
import type { Dim, Sym } from '../shapes/sym';
import { convBlock } from './convBlock';
import type { ConvBlockOptions } from './convBlock';
import { maxPool } from './maxPool';
import { layerName } from './weights';
import type { WeightOptions } from './weights';

/** Options of the U-Net's blocks; see `convBlock`. */
export type UnetBlockOptions<F extends number = number> =
  Pick<ConvBlockOptions<F>, 'filters' | 'dilationRate' | 'norm' | 'activation' | keyof WeightOptions>;

/** Two convolution blocks with 3 × 3 kernels: [B, H, W, C] → [B, H, W, filters]. */
export function doubleConv<const F extends number>(options: UnetBlockOptions<F>) {
  const [first, second] = ['1', '2'].map((part) => ({ ...options, name: layerName(options.name, part) }));
  const [conv1, conv2] = [convBlock(first), convBlock(second)];
  return <B extends Dim, H extends Dim, W extends Dim, C extends number>(x: Sym<readonly [B, H, W, C]>) =>
    conv2(conv1(x)) as Sym<readonly [B, H, W, F]>;
}

/**
 * A block [B, H, W, C] → the skip [B, H, W, filters] and the way down [B, ⌊H/2⌋, ⌊W/2⌋, filters].
 *
 * Layers: `${name}_1_conv`, `${name}_1_bn`, …, `${name}_2_relu`, `${name}_pool`.
 *
 * @example
 * const [skip, down] = unetEncoder({ filters: 16 })(input([128, 128, 3]));
 */
export function unetEncoder<const F extends number>(options: UnetBlockOptions<F>) {
  const convs = doubleConv(options);
  const pool = maxPool({ name: layerName(options.name, 'pool') });
  return <B extends Dim, H extends Dim, W extends Dim, C extends number>(x: Sym<readonly [B, H, W, C]>) => {
    const skip = convs(x);
    const down: Sym<readonly [B, ConvOutput<H, 2, 2, 'valid'>, ConvOutput<W, 2, 2, 'valid'>, F]> = pool(skip);
    return [skip, down] as const;
  };
}
