/**
 * Fully convolutional network: class scores for every pixel of the coarsest feature map, refined by those of finer maps,
 * then grown to the size of the image.
 *
 *     32s   logits = resize(score₃₂)                                        the index is the stride of the map
 *     16s   logits = resize(resize(score₃₂) + score₁₆)
 *     8s    logits = resize(resize(resize(score₃₂) + score₁₆) + score₈)
 *
 * J. Long, E. Shelhamer, T. Darrell (2014), "Fully convolutional networks for semantic segmentation", arXiv:1411.4038.
 * Here all resizing is bilinear, where the paper learns the inner steps from there on.
 */
import { checkActivation } from '../blocks/activation';
import { addition } from '../blocks/add';
import { convBlock } from '../blocks/convBlock';
import { checkNorm } from '../blocks/norm';
import { resizeLike } from '../blocks/resize';
import { layerSeed } from '../blocks/weights';
import { dropout as dropoutLayer } from '../layers/dropout';
import { checkOneOf, checkPositiveIntegers, checkRange, invalid } from '../shapes/check';
import type { Dim, Sym } from '../shapes/sym';
import type { Backbone, FeatureMap, TorchNames } from './backbone';
import { checkBackbone } from './checks';
import { logitsLayer, type Segmenter, type SegmenterOptions, torchNorm } from './segmenter';

const finestStrides = { '32s': 32, '16s': 16, '8s': 8 } as const;

/** Options of {@link fcn}. */
export interface FcnOptions<K extends number = number> extends SegmenterOptions<K> {
  /** The stride of the finest map with scores; default `8s`. A backbone whose last map has this stride gives its scores alone. */
  variant?: keyof typeof finestStrides;
  /** Channels of a 3 × 3 convolution before the scores of the coarsest map; default none. torchvision has a quarter of its own. */
  hidden?: number;
  /** Share of values dropped before the scores of the coarsest map in training, in [0, 1); default 0, none. */
  dropout?: number;
}

/**
 * A model [B, H, W, C] → logits [B, H, W, classes], of any height and width.
 *
 * Layers: those of the backbone, `${name}_hidden_conv`, …, `${name}_dropout`, `${name}_score32_conv`, `${name}_resize16`,
 * `${name}_score16_conv`, `${name}_add16`, … and `${name}_resize1`. The default name is `fcn`.
 *
 * @throws where an option is out of its range, or the backbone has no feature maps of the strides that the variant needs
 * @example
 * const logits = fcn({ backbone: resnet18(), classes: 21 })(input([200, 300, 3]));     // Sym<[null, 200, 300, 21]>
 */
export function fcn<const K extends number = 1>(
  options: FcnOptions<K>,
): Segmenter<K> {
  const { backbone, classes = 1 as K, variant = '8s', hidden, dropout = 0, name = 'fcn', ...rest } = options;
  const { norm = torchNorm, activation, ...weights } = rest;
  checkPositiveIntegers('fcn', { classes, ...(hidden === undefined ? {} : { hidden }) });
  checkBackbone('fcn', 'backbone', backbone);
  checkNorm('fcn', norm);
  if (activation !== undefined) checkActivation('fcn', activation);
  checkOneOf('fcn', 'variant', variant, Object.keys(finestStrides));
  checkRange('fcn', 'dropout', dropout, 0, 1);
  const strides = stridesOf(backbone, finestStrides[variant]);
  const scores = strides.map((stride) => logitsLayer(classes, { ...weights, name: `${name}_score${stride}` }));
  const resizes = [...strides.slice(1), 1].map((stride) => resizeLike({ name: `${name}_resize${stride}` }));
  const sums = strides.slice(1).map((stride) => addition({ name: `${name}_add${stride}` }));
  const before = hidden ? convBlock({ ...weights, filters: hidden, norm, activation, name: `${name}_hidden` }) : undefined;
  const drop = dropout > 0 ? dropoutLayer({ rate: dropout, seed: layerSeed('fcn', { seed: weights.seed, name: `${name}_dropout` }), name: `${name}_dropout` }) : undefined;

  return <B extends Dim, H extends Dim, W extends Dim, C extends number>(x: Sym<readonly [B, H, W, C]>) => {
    const all = backbone(x);
    const [coarsest, ...maps] = strides.map((stride) => all[backbone.strides.lastIndexOf(stride)]);
    let y = before ? before(coarsest) : coarsest;
    if (drop) y = drop.apply(y) as FeatureMap;
    y = scores[0](y);
    maps.forEach((map, i) => {
      y = sums[i](resizes[i](y, map), scores[i + 1](map));
    });
    return resizes[maps.length](y, x) as Sym<readonly [B, H, W, K]>;
  };
}

/** Those of the maps with scores, from the coarsest to the finest. */
function stridesOf({ strides }: Backbone, finest: number): number[] {
  const wanted = [strides.at(-1) as number];
  while (wanted[wanted.length - 1] > finest) wanted.push(wanted[wanted.length - 1] / 2);
  if (wanted.every((stride) => strides.includes(stride)) && wanted.at(-1) === finest) return wanted;
  const expected = `a backbone with feature maps of every stride from ${finest} to its coarsest, as with strides 2, 4, 8, 16, 32`;
  throw invalid('backbone', 'fcn', expected, strides);
}

/**
 * Names of torchvision's FCN, whose scores come from the last map alone (`8s` on a backbone with output stride 8), without its
 * backbone, whose own names stand there after `backbone.`.
 */
export const fcnTorchNames: TorchNames = [
  [/^hidden_conv$/, 'classifier.0'],
  [/^hidden_bn$/, 'classifier.1'],
  [/^score\d+_conv$/, 'classifier.4'],
];
