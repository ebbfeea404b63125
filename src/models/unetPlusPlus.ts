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
import { checkOneOf, checkPositiveIntegers } from '../shapes/check';
import { checkDivisible, type PowerOfTwo } from '../shapes/divisible';
import type { Dim, Sym } from '../shapes/sym';
import type { FeatureMap } from './backbone';
import { logitsLayer, type Segmenter } from './segmenter';
import { unetBackbone } from './unetBackbone';
import type { UnetOptions } from './unet';

/** Options of {@link unetPlusPlus}. */
export interface UnetPlusPlusOptions<K extends number = number, D extends number = number>
  extends Omit<UnetOptions<K, D>, 'skip' | 'attention' | 'dilation'> {
  /**
   * Which nodes of level 0 give the logits: the `last`, or `all` but the first, each through a convolution of its own, as
   * their mean (the accurate mode of the paper, with deep supervision). Default `last`.
   */
  outputs?: 'last' | 'all';
}

/**
 * A model [B, H, W, C] → logits [B, H, W, classes]. H and W are multiples of 2^depth, 16 by default: others do not compile.
 *
 * Layers: those of `unetBackbone`, those of `unetPlusPlusNode` as `${name}_node0_1`, … for x₀₁, and `${name}_logits4_conv`, or
 * one for each j of x₀ⱼ and `${name}_mean`. The default name is `unet_plus_plus`.
 *
 * @throws where an option is out of its range, or H or W is no multiple of 2^depth
 * @example
 * const logits = unetPlusPlus({ depth: 3, filters: 8 })(input([64, 64, 3]));     // Sym<[null, 64, 64, 1]>
 */
export function unetPlusPlus<const K extends number = 1, const D extends number = 4>({
  classes = 1 as K, filters = 16, depth = 4 as D, dropout, upsampling, outputs = 'last', name = 'unet_plus_plus', ...rest
}: UnetPlusPlusOptions<K, D> = {}): Segmenter<K, PowerOfTwo<D>> {
  checkPositiveIntegers('unetPlusPlus', { classes, filters, depth });
  checkOneOf('unetPlusPlus', 'outputs', outputs, ['last', 'all']);
  const encoder = unetBackbone({ ...rest, filters, depth, dropout, name });
  const columns = Array.from({ length: depth }, (_, index) => index + 1);
  const nodes = columns.map((j) => columns.slice(0, depth - j + 1).map((_, i) =>
    unetPlusPlusNode({ ...rest, upsampling, filters: filters * 2 ** i, name: `${name}_node${i}_${j}` })));
  const heads = columns.map((j) => (outputs === 'all' || j === depth ? logitsLayer(classes, { ...rest, name: `${name}_logits${j}` }) : undefined));
  const mean = outputs === 'all' && depth > 1 ? layers.average({ name: `${name}_mean` }) : undefined;

  return <B extends Dim, H extends Dim, W extends Dim, C extends number>(x: Sym<readonly [B, H, W, C]>) => {
    checkDivisible('unetPlusPlus', x.shape, 2 ** depth);
    const levels = encoder(x).map((map) => [map]);     // the nodes of each level so far
    nodes.forEach((column, j) => column.forEach((node, i) => levels[i].push(node(levels[i + 1][j], ...levels[i]))));
    const logits = heads.flatMap((head, j) => (head ? [head(levels[0][j + 1]) as FeatureMap] : []));
    return (mean ? mean.apply(logits) : logits[0]) as Sym<readonly [B, H, W, K]>;
  };
}
