/**
 * One step up a U-Net: upsampling to twice the size, concatenation with the skip of that size, two convolution blocks.
 *
 * Ronneberger et al. (2015), arXiv:1505.04597.
 */
import type { Times } from '../shapes/size';
import type { Dim, Sym } from '../shapes/sym';
import { concat } from './concat';
import { doubleConv } from './unetEncoder';
import type { UnetBlockOptions } from './unetEncoder';
import { upsample } from './upsample';
import { layerName } from './weights';

export interface UnetDecoderOptions<F extends number = number> extends UnetBlockOptions<F> {
  /** How the image grows; default `transposed` (with as many filters), the up-convolution of the paper. */
  upsampling?: 'transposed' | 'nearest' | 'bilinear';
}

/**
 * A block [B, H, W, C] with skip [B, 2H, 2W, D] → [B, 2H, 2W, filters]. A skip of another size does not compile.
 *
 * Layers: `${name}_up`, `${name}_concat`, `${name}_1_conv`, …, `${name}_2_relu`.
 *
 * @throws where the skip is not twice as high and wide
 * @example
 * const y = unetDecoder({ filters: 16 })(input([64, 64, 32]), input([128, 128, 16]));    // Sym<[null, 128, 128, 16]>
 */
export function unetDecoder<const F extends number>({ upsampling = 'transposed', ...options }: UnetDecoderOptions<F>) {
  const up = { ...options, kind: upsampling, name: layerName(options.name, 'up') };
  const [grow, convs] = [upsample<number>(up), doubleConv(options)];
  return <B extends Dim, H extends Dim, W extends Dim, C extends number, D extends number>(
    x: Sym<readonly [B, H, W, C]>,
    skip: Sym<readonly [NoInfer<B>, Times<NoInfer<H>, 2>, Times<NoInfer<W>, 2>, D]>,
  ): Sym<readonly [B, Times<H, 2>, Times<W, 2>, F]> =>
    convs(concat(grow(x), skip, { name: layerName(options.name, 'concat') }));
}
