/**
 * One step down a U-Net: two convolution blocks, kept for the way up, then max pooling to half the size.
 *
 * O. Ronneberger, P. Fischer, T. Brox (2015), "U-Net: convolutional networks for biomedical image segmentation",
 * arXiv:1505.04597; here with 'same' padding, so that the skip needs no crop.
 */
import type { ConvOutput } from '../shapes/size';
import type { Dim, Sym } from '../shapes/sym';
import { mapBlock } from './mapBlock';
import { maxPool } from './maxPool';
import { checkUnit, unetUnit } from './unetUnit';
import type { UnetBlockOptions } from './unetUnit';
import { layerName } from './weights';

/**
 * A block [B, H, W, C] → the skip [B, H, W, filters] and the way down [B, ⌊H/2⌋, ⌊W/2⌋, filters].
 *
 * Layers: `${name}_1_conv`, `${name}_1_bn`, …, `${name}_2_relu`, `${name}_pool`.
 *
 * @example
 * const [skip, down] = unetEncoder({ filters: 16 })(input([128, 128, 3]));
 */
export function unetEncoder<const F extends number>(options: UnetBlockOptions<F>) {
  checkUnit('unetEncoder', options.unit);
  const convs = unetUnit(options);
  const pool = maxPool({ name: layerName(options.name, 'pool') });
  return mapBlock('unetEncoder', <B extends Dim, H extends Dim, W extends Dim, C extends number>(x: Sym<readonly [B, H, W, C]>) => {
    const skip = convs(x);
    const down: Sym<readonly [B, ConvOutput<H, 2, 2, 'valid'>, ConvOutput<W, 2, 2, 'valid'>, F]> = pool(skip);
    return [skip, down] as const;
  });
}
