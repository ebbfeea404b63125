/**
 * U-Net++: a U-Net whose skips are built up by nodes of their own, each of which sees all before it on its level.
 *
 *     x₀₀ → x₀₁ → x₀₂ → x₀₃        level 0 has the size of the image; every node also gets the one below it grown,
 *        ↗     ↗     ↗             xᵢⱼ = node(xᵢ₊₁,ⱼ₋₁, xᵢ₀, …, xᵢ,ⱼ₋₁)
 *     x₁₀ → x₁₁ → x₁₂
 *        ↗     ↗
 *     x₂₀ → x₂₁  …
 *
 * Z. Zhou et al. (2018), "UNet++: a nested U-Net architecture for medical image segmentation", arXiv:1807.10165.
 */
import { layers } from '@tensorflow/tfjs-layers';
import { unetPlusPlusNode } from '../blocks/unetPlusPlusNode';
import { checkOneOf, checkPositiveIntegers, invalid } from '../shapes/check';
import type { PowerOfTwo } from '../shapes/divisible';
import type { Dim, Sym } from '../shapes/sym';
import type { Backbone, FeatureMap } from './backbone';
import { checkHalving, mapsOf } from './checks';
import { type Coarsest, logitsLayer, type Segmenter } from './segmenter';
import { encoderFor } from './unetBackbone';
import type { UnetOptions } from './unet';
import { growth } from './unetWith';

/** Options of {@link unetPlusPlus}. */
export interface UnetPlusPlusOptions<K extends number = number, D extends number = number, E extends Backbone = Backbone>
  extends Omit<UnetOptions<K, D>, 'skip' | 'attention' | 'dilation'> {
  /**
   * Any backbone as the way down, each feature map half as high and wide as the one before; then without `depth` and `dropout`.
   * Default that of the U-Net.
   */
  encoder?: E;
  /**
   * Which nodes of the finest level give the logits: the `last`, or `all` but the first, each through a convolution of its own, as
   * their mean (the accurate mode of the paper, with deep supervision). Default `last`.
   */
  outputs?: 'last' | 'all';
}

/**
 * A model [B, H, W, C] → logits [B, H, W, classes]. H and W are multiples of 2^depth, 16 by default, or of the largest stride of
 * the encoder: others do not compile.
 *
 * Layers: those of the encoder, those of `unetPlusPlusNode` as `${name}_node0_1`, … for x₀₁, and `${name}_logits4_conv`, or one
 * for each j of x₀ⱼ and `${name}_mean`. Where the finest map is smaller than the image its level is not 0 but 1, 2, …, and
 * `${name}_grow0`, … as in `unetWith` follow, the same for all j. The default name is `unet_plus_plus`.
 *
 * @throws where an option is out of its range, the encoder has one feature map only or some not half as large as the one before,
 * or H or W is no multiple of its largest stride
 * @example
 * const logits = unetPlusPlus({ depth: 3, filters: 8 })(input([64, 64, 3]));     // Sym<[null, 64, 64, 1]>
 * const onResnet = unetPlusPlus({ encoder: resnet18(), classes: 3 })(input([64, 64, 3]));     // Sym<[null, 64, 64, 3]>
 */
export function unetPlusPlus<const K extends number = 1, const D extends number = 4, const E extends Backbone = never>(
  options: UnetPlusPlusOptions<K, D, E> = {},
): Segmenter<K, [E] extends [never] ? PowerOfTwo<D> : Coarsest<E>> {
  const {
    classes = 1, filters = 16, depth, dropout, upsampling, encoder: given, outputs = 'last', name = 'unet_plus_plus', ...rest
  }: UnetPlusPlusOptions = options;
  checkPositiveIntegers('unetPlusPlus', { classes, filters });
  checkOneOf('unetPlusPlus', 'outputs', outputs, ['last', 'all']);
  for (const [argument, value] of Object.entries({ depth, dropout })) {
    if (given && value !== undefined) throw invalid(argument, 'unetPlusPlus', 'none where there is an `encoder`', value);
  }
  const encoder: Backbone = given ?? encoderFor('unetPlusPlus', { ...rest, filters, depth, dropout, name });
  checkHalving('unetPlusPlus', 'encoder', encoder);
  const finest = Math.log2(encoder.strides[0]);
  const level = (index: number, part: string) => ({ ...rest, upsampling, filters: filters * 2 ** index, name: `${name}_${part}` });

  const columns = encoder.strides.slice(1).map((_, index) => index + 1);
  const last = columns.length;
  const nodes = columns.map((j) => columns.slice(0, last - j + 1).map((_, i) =>
    unetPlusPlusNode(level(finest + i, `node${finest + i}_${j}`))));
  const grow = growth(Array.from({ length: finest }, (_, index) => level(index, `grow${index}`)));
  const heads = columns.map((j) => (outputs === 'all' || j === last ? logitsLayer(classes, { ...rest, name: `${name}_logits${j}` }) : undefined));
  const mean = outputs === 'all' && last > 1 ? layers.average({ name: `${name}_mean` }) : undefined;

  return <B extends Dim, H extends Dim, W extends Dim, C extends number>(x: Sym<readonly [B, H, W, C]>) => {
    const maps = mapsOf('unetPlusPlus', 'encoder', encoder, x, encoder.strides.at(-1) as number);
    const levels = maps.map((map) => [map]);     // the nodes of each level so far
    nodes.forEach((column, j) => column.forEach((node, i) => levels[i].push(node(levels[i + 1][j], ...levels[i]))));
    const logits = heads.flatMap((head, j) => (head ? [head(grow(levels[0][j + 1])) as FeatureMap] : []));
    return (mean ? mean.apply(logits) : logits[0]) as Sym<readonly [B, H, W, K]>;
  };
}
