/**
 * A U-Net on any backbone: from its coarsest feature map back to the image, doubling the size level by level, each level
 * together with the feature map of its size.
 *
 * Ronneberger et al. (2015), arXiv:1505.04597.
 */
import { unetDecoder } from '../blocks/unetDecoder';
import type { UnetDecoderOptions } from '../blocks/unetDecoder';
import { unetUnit } from '../blocks/unetUnit';
import { upsample } from '../blocks/upsample';
import { checkPositiveIntegers } from '../shapes/check';
import type { Dim, Sym } from '../shapes/sym';
import type { Backbone, FeatureMap } from './backbone';
import { checkHalving, mapsOf } from './checks';
import { type Coarsest, logitsLayer, type Segmenter } from './segmenter';

/** Options of {@link unetWith}. */
export interface UnetWithOptions<E extends Backbone = Backbone, K extends number = number> extends Omit<UnetDecoderOptions, 'filters'> {
  /** The way down. Each feature map has half the height and width of the one before. */
  encoder: E;
  /** Channels of the result; default 1, a mask. */
  classes?: K;
  /** Channels of the decoder at the size of the image, twice as many at each level below; default 16. */
  filters?: number;
  /** Default `unet`. */
  name?: string;
}

/**
 * A model [B, H, W, C] → logits [B, H, W, classes]; H and W are multiples of the encoder's largest stride.
 *
 * Layers: those of the encoder, those of `unetDecoder` as `${name}_decoder4`, … up to `${name}_decoder0`, where the level of
 * 2^i pixels of the image to a pixel is number i, and `${name}_logits_conv`. Levels finer than all feature maps have no skip.
 *
 * Applied twice, it shares their weights.
 *
 * @throws where an option is out of its range, the encoder has one feature map only or some not half as large as the one
 * before, or H or W is no multiple of its largest stride
 * @example
 * const logits = unetWith({ encoder: unetBackbone({ depth: 3 }), classes: 4 })(input([128, 128, 3]));    // [null, 128, 128, 4]
 */
export function unetWith<const E extends Backbone, const K extends number = 1>(
  options: UnetWithOptions<E, K>,
): Segmenter<K, Coarsest<E>> {
  return decoderOn('unetWith', options);
}

/** {@link unetWith}, whose errors name another function. */
export function decoderOn<K extends number>(
  where: string, { encoder, classes = 1 as K, filters = 16, name = 'unet', ...rest }: UnetWithOptions<Backbone, K>,
) {
  checkPositiveIntegers(where, { classes, filters });
  checkHalving(where, 'encoder', encoder);
  const level = (index: number) => ({ ...rest, filters: filters * 2 ** index, name: `${name}_decoder${index}` });
  const finest = Math.log2(encoder.strides[0]);
  const decoders = encoder.strides.slice(1).map((_, index) => unetDecoder(level(finest + index)));
  const grow = growth(Array.from({ length: finest }, (_, index) => level(index)));
  const head = logitsLayer(classes, { ...rest, name: `${name}_logits` });

  return <B extends Dim, H extends Dim, W extends Dim, C extends number>(x: Sym<readonly [B, H, W, C]>) => {
    const maps = mapsOf(where, 'encoder', encoder, x, encoder.strides.at(-1) as number);
    const y = decoders.reduceRight((below, decoder, index) => decoder(below, maps[index]), maps[maps.length - 1]);
    return head(grow(y)) as Sym<readonly [B, H, W, K]>;
  };
}

/** Steps up without a skip, the last of these levels first: upsampling as `${name}_up`, two convolution blocks. */
export function growth(levels: readonly UnetDecoderOptions[]): (x: FeatureMap) => FeatureMap {
  const steps = levels.map(({ upsampling = 'transposed', ...options }) =>
    [upsample<number>({ ...options, kind: upsampling, name: `${options.name}_up` }), unetUnit(options)] as const);
  return (x) => steps.reduceRight<FeatureMap>((below, [grow, convs]) => convs(grow(below)), x);
}
