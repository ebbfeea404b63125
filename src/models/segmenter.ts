/** What networks that label every pixel have in common. */
import { convBlock } from '../blocks/convBlock';
import type { ConvBlockOptions } from '../blocks/convBlock';
import type { Norm } from '../blocks/norm';
import type { WeightOptions } from '../blocks/weights';
import type { Divisible } from '../shapes/divisible';
import type { Dim, Sym } from '../shapes/sym';
import type { Backbone } from './backbone';

/** Options of every network that labels the pixels of an image by a backbone's feature maps. */
export interface SegmenterOptions<K extends number = number> extends WeightOptions, Pick<ConvBlockOptions, 'norm' | 'activation'> {
  backbone: Backbone;
  /** Default torchvision's: batch normalisation with momentum 0.9 and epsilon 1e-5. */
  norm?: Norm;
  /** Channels of the result; default 1, a mask. */
  classes?: K;
}

/** torchvision's, for the families that take its weights. */
export const torchNorm: Norm = { kind: 'batch', momentum: 0.9, epsilon: 1e-5 };

/** A model [B, H, W, C] → logits [B, H, W, K]. Heights and widths that M does not divide do not compile. */
export type Segmenter<K extends number, M extends number = 1> =
  <B extends Dim, H extends Dim, W extends Dim, C extends number>(x: Sym<readonly [B, H, W, C]> & Divisible<H, W, M>) =>
    Sym<readonly [B, H, W, K]>;

/** The largest stride of a backbone; `number` where its type does not say. */
export type Coarsest<E extends { readonly strides: readonly number[] }> =
  E['strides'] extends readonly [...number[], infer Last extends number] ? Last : number;

/** The 1 × 1 convolution `${name}_conv` to logits. */
export function logitsLayer(classes: number, { kernelInitializer, kernelRegularizer, seed, name }: WeightOptions) {
  return convBlock({
    filters: classes, kernelSize: 1, norm: 'none', activation: 'linear', kernelInitializer, kernelRegularizer, seed, name,
  });
}
