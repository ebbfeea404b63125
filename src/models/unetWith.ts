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
import { checkDivisible } from '../shapes/divisible';
import type { Dim, Sym } from '../shapes/sym';
import type { Backbone, FeatureMap } from './backbone';
import { checkHalving, type Coarsest, logitsLayer, type Segmenter } from './segmenter';

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
 * @throws where an option is out of its range, the encoder has one feature map only or some not half as large as the one
 * before, or H or W is no multiple of its largest stride
 * @example
 * const logits = unetWith({ encoder: unetBackbone({ depth: 3 }), classes: 4 })(input([128, 128, 3]));    // [null, 128, 128, 4]
 */
export function unetWith<const E extends Backbone, const K extends number = 1>(
  { encoder, classes = 1 as K, filters = 16, name = 'unet', ...rest }: UnetWithOptions<E, K>,
): Segmenter<K, Coarsest<E>> {
  checkPositiveIntegers('unet', { classes, filters });
  checkHalving('unetWith', 'encoder', encoder);
  const level = (index: number) => ({ ...rest, filters: filters * 2 ** index, name: `${name}_decoder${index}` });
  const finest = Math.log2(encoder.strides[0]);
  const decoders = encoder.strides.slice(1).map((_, index) => unetDecoder(level(finest + index)));
  const growths = Array.from({ length: finest }, (_, index) => growth(level(index)));
  const head = logitsLayer(classes, { ...rest, name: `${name}_logits` });

  return <B extends Dim, H extends Dim, W extends Dim, C extends number>(x: Sym<readonly [B, H, W, C]>) => {
    checkDivisible('unet', x.shape, encoder.strides.at(-1) as number);
    const maps = encoder(x);
    let y = decoders.reduceRight((below, decoder, index) => decoder(below, maps[index]), maps[maps.length - 1]);
    y = growths.reduceRight((below, grow) => grow(below), y);
    return head(y) as Sym<readonly [B, H, W, K]>;
  };
}

/** A step up without a skip: upsampling as `${name}_up`, two convolution blocks. */
function growth({ upsampling = 'transposed', ...options }: UnetDecoderOptions) {
  const [grow, convs] = [upsample<number>({ ...options, kind: upsampling, name: `${options.name}_up` }), unetUnit(options)];
  return (x: FeatureMap): FeatureMap => convs(grow(x));
}
