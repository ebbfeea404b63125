/**
 * Backbones: networks that turn an image into feature maps, one a stage, from the finest to the coarsest. Any of them feeds
 * any head: a classifier takes the last map, the decoder of a segmentation all of them.
 */
import type { Dim, Sym } from '../shapes/sym';

/** [B, H, W, C], of whatever size. */
export type FeatureMap = Sym<readonly [Dim, Dim, Dim, number]>;

/** What a family's paper puts on top to classify. */
export interface ClassifierHead {
  /** `average`: over all pixels. A number: adaptive average pooling to so many rows and columns, then flatten. */
  pooling: 'average' | number;
  /** Units of dense layers with ReLU between pooling and logits. */
  hidden: readonly number[];
  /** Share of values dropped before the last layer, and after each hidden one, in [0, 1). */
  dropout: number;
}

/** A function from an image to feature maps that knows how much each is smaller than the image. */
export interface Backbone {
  (x: FeatureMap): readonly FeatureMap[];
  /** Pixels of the image to a pixel of each feature map, as [2, 4, 8, 16, 32]. */
  readonly strides: readonly number[];
  /** `valid`: a map of stride s has fewer than ⌈H / s⌉ rows, so that decoders do not fit. Default `same`. */
  readonly padding?: 'same' | 'valid';
  /** What the names of its layers begin with. */
  readonly prefix: string;
  readonly head: ClassifierHead;
}

/**
 * Makes a function from an image to feature maps a backbone.
 *
 * @typeParam Apply the type of `apply`, which the backbone keeps
 * @param apply gives one feature map a stage; layers made outside of it are shared where it is applied twice
 * @param properties where `strides` are literal, a decoder asks the compiler for images that they divide; `head` is by default
 * average pooling, no hidden layers and no dropout
 * @example
 * const [first, second] = [convBlock({ filters: 16, strides: 2 }), convBlock({ filters: 32, strides: 2 })];
 * const plain = backbone((x: FeatureMap) => {
 *   const half = first(x);
 *   return [half, second(half)];
 * }, { prefix: 'plain', strides: [2, 4] });
 */
export function backbone<Apply extends (x: never) => readonly FeatureMap[], const Strides extends readonly number[]>(
  apply: Apply,
  { prefix, strides, padding = 'same', head = {} }:
  { prefix: string; strides: Strides; padding?: 'same' | 'valid'; head?: Partial<ClassifierHead> },
) {
  return Object.assign(apply, { prefix, strides, padding, head: { pooling: 'average' as const, hidden: [], dropout: 0, ...head } });
}

/**
 * How the weights of a family are called in PyTorch: rules from the start of a layer's name, without the prefix of the model,
 * to the start of its keys there, the first that fits; `$1`, `$2` are what its groups found. The last parts (kernel to weight,
 * gamma to weight, moving_mean to running_mean …) are the same everywhere. A rule for `_bn` also names `_gn`, `_in` and `_ln`, where no
 * other rule does.
 */
export type TorchNames = LayerNames;

/** Rules from the names of our layers to those of another library. */
export type LayerNames = readonly (readonly [layer: RegExp, other: string])[];
