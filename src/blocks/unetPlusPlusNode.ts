/**
 * A node of U-Net++: every node of a level sees all nodes before it on that level, and the one below grown to its size.
 *
 *     xᵢⱼ = convs([xᵢ₀, …, xᵢ,ⱼ₋₁, up(xᵢ₊₁,ⱼ₋₁)])
 *
 * Z. Zhou et al. (2018), "UNet++: a nested U-Net architecture for medical image segmentation", arXiv:1807.10165.
 */
import type { Times } from '../shapes/size';
import type { Dim, Sym } from '../shapes/sym';
import { concatenation } from './concat';
import { mapBlock } from './mapBlock';
import { checkTwice } from './twice';
import { checkUnit, unetUnit } from './unetUnit';
import type { UnetBlockOptions } from './unetUnit';
import { upsample } from './upsample';
import { layerName } from './weights';

type FeatureMap = Sym<readonly [Dim, Dim, Dim, number]>;

/** Options of {@link unetPlusPlusNode}. */
export interface UnetPlusPlusNodeOptions<F extends number = number> extends UnetBlockOptions<F> {
  /** How the node below grows; default `transposed`, with as many filters. */
  upsampling?: 'transposed' | 'nearest' | 'bilinear';
}

/**
 * A block [B, H, W, C] with skips [B, 2H, 2W, any], one or more → [B, 2H, 2W, filters].
 *
 * Layers: `${name}_up`, `${name}_concat0`, …, one a skip, and those of two convolution blocks, `${name}_1_conv` to
 * `${name}_2_relu`.
 *
 * @throws where an option is out of its range, or a skip is not twice as high and wide
 * @example
 * const [x00, x01, x11] = [input([64, 64, 8]), input([64, 64, 8]), input([32, 32, 16])];
 * const x02 = unetPlusPlusNode({ filters: 8 })(x11, x00, x01);     // Sym<[null, 64, 64, 8]>
 */
export function unetPlusPlusNode<const F extends number>({ upsampling = 'transposed', ...options }: UnetPlusPlusNodeOptions<F>) {
  checkUnit('unetPlusPlusNode', options.unit);
  const grow = upsample<number>({ ...options, kind: upsampling, name: layerName(options.name, 'up') });
  const convs = unetUnit(options);
  const joins: ReturnType<typeof concatenation>[] = [];     // made once, one a skip
  return mapBlock('unetPlusPlusNode', <B extends Dim, H extends Dim, W extends Dim, C extends number>(
    below: Sym<readonly [B, H, W, C]>,
    ...skips: readonly Sym<readonly [NoInfer<B>, Times<NoInfer<H>, 2>, Times<NoInfer<W>, 2>, number]>[]
  ): Sym<readonly [B, Times<H, 2>, Times<W, 2>, F]> => {
    skips.forEach((skip, i) => checkTwice('unetPlusPlusNode', 'below', below, skip, `skips[${i}]`));
    const join = (i: number) => joins[i] ??= concatenation({ name: layerName(options.name, `concat${i}`) });
    const [first, ...others]: FeatureMap[] = [...skips, grow(below)];
    return convs(others.reduce((joined, x, i) => join(i)(joined, x), first)) as Sym<readonly [B, Times<H, 2>, Times<W, 2>, F]>;
  }, ['below', 'skips']);
}
