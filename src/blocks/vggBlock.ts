/**
 * The block of VGG: some 3 × 3 convolutions one after the other, then max pooling to half the size. Two of them see as much
 * as a 5 × 5 convolution, three as a 7 × 7, with fewer weights.
 *
 * K. Simonyan, A. Zisserman (2015), "Very deep convolutional networks for large-scale image recognition", arXiv:1409.1556.
 */
import { checkPositiveIntegers } from '../shapes/check';
import type { ConvOutput } from '../shapes/size';
import type { Dim, Sym } from '../shapes/sym';
import { convBlock } from './convBlock';
import type { ConvBlockOptions } from './convBlock';
import { mapBlock } from './mapBlock';
import { maxPool } from './maxPool';
import { layerName } from './weights';

/** Options of {@link vggBlock}; see `convBlock`. */
export interface VggBlockOptions<F extends number = number>
  extends Pick<
    ConvBlockOptions<F>,
    'filters' | 'norm' | 'activation' | 'useBias' | 'kernelInitializer' | 'kernelRegularizer' | 'seed' | 'name'
  > {
  /** How many convolutions; default 2. */
  convs?: number;
}

/** The convolutions alone: [B, H, W, C] → [B, H, W, filters]. */
export function vggConvs<const F extends number>({ convs = 2, ...options }: VggBlockOptions<F>) {
  checkPositiveIntegers('vggBlock', { convs });
  const blocks = Array.from({ length: convs }, (_, i) => convBlock<number>({ ...options, name: layerName(options.name, `${i + 1}`) }));
  return mapBlock('vggBlock', <B extends Dim, H extends Dim, W extends Dim, C extends number>(x: Sym<readonly [B, H, W, C]>) =>
    blocks.reduce((y, block) => block(y), x as Sym<readonly [Dim, Dim, Dim, number]>) as Sym<readonly [B, H, W, F]>);
}

/**
 * A block [B, H, W, C] → [B, ⌊H/2⌋, ⌊W/2⌋, filters].
 *
 * Layers: `${name}_1_conv`, `${name}_1_bn`, `${name}_1_relu`, `${name}_2_conv`, …, `${name}_pool`.
 *
 * @throws where an option is out of its range
 * @example
 * const y = vggBlock({ filters: 64, convs: 2 })(input([224, 224, 3]));    // Sym<[null, 112, 112, 64]>
 */
export function vggBlock<const F extends number>(options: VggBlockOptions<F>) {
  const convs = vggConvs(options);
  const pool = maxPool({ name: layerName(options.name, 'pool') });
  return mapBlock('vggBlock', <B extends Dim, H extends Dim, W extends Dim, C extends number>(x: Sym<readonly [B, H, W, C]>) =>
    pool(convs(x)) as Sym<readonly [B, ConvOutput<H, 2, 2, 'valid'>, ConvOutput<W, 2, 2, 'valid'>, F]>);
}
