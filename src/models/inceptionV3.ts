/**
 * Inception-v3: a stem of small kernels, then modules of kinds A to E. Kinds B and D halve the maps.
 *
 *     stem     3 × 3 convolutions of 32 (strides 2), 32 and 64; pooling; 1 × 1, 80; 3 × 3, 192; pooling
 *     stages   A A A (35 × 35)    B C C C C (17 × 17)    D E E (8 × 8)
 *
 * C. Szegedy, V. Vanhoucke, S. Ioffe, J. Shlens, Z. Wojna (2016), "Rethinking the inception architecture for computer vision",
 * arXiv:1512.00567; as torchvision has it, so that its weights fit, without the auxiliary classifier. Sizes above are those of an
 * image of 299 × 299. The weights of torchvision and Keras expect images in [−1, 1].
 */
import { convBlock } from '../blocks/convBlock';
import { inceptionA } from '../blocks/inceptionA';
import { inceptionB } from '../blocks/inceptionB';
import { inceptionC } from '../blocks/inceptionC';
import { inceptionD } from '../blocks/inceptionD';
import { inceptionE } from '../blocks/inceptionE';
import { maxPool } from '../blocks/maxPool';
import type { Norm } from '../blocks/norm';
import type { WeightOptions } from '../blocks/weights';
import { checkOneOf, checkPositive } from '../shapes/check';
import type { ConvOutput } from '../shapes/size';
import type { Dim, Sym } from '../shapes/sym';
import { backbone, type FeatureMap, type LayerNames, type TorchNames } from './backbone';
import { checkLargeEnough } from './checks';
import { stagewise } from './stages';
import { scaledFilters, type ScaledFilters } from './width';

/** Options of {@link inceptionV3}. */
export interface InceptionV3Options<M extends number = number, P extends 'valid' | 'same' = 'valid' | 'same'> extends WeightOptions {
  /** Times the channels of the paper; default 1. */
  width?: M;
  /**
   * Of the convolutions and poolings with strides, and of the stem; default `valid`, as in the paper. With `same` a map at stride s
   * has ⌈H / s⌉ rows, so that the decoders of segmentation fit.
   */
  padding?: P;
  /** Of the average poolings in the modules: `torch`, the default, or `same`, as Keras has it; see `inceptionA`. */
  poolPadding?: 'torch' | 'same';
  /** Default batch normalisation with momentum 0.9 and epsilon 1e-3. */
  norm?: Norm;
  /** Default `inceptionV3`. */
  name?: string;
}

/**
 * A backbone [B, H, W, C] → feature maps of 64, 192, 288, 768 and 2048 channels, at strides 2, 4, 8, 16 and 32.
 *
 * Layers: `${name}_conv1a_conv`, …, `${name}_pool1`, `${name}_pool2`, and those of the modules as `${name}_mixed5b` to
 * `${name}_mixed7c`.
 *
 * @throws where an option is out of its range, or an image without padding has less than 75 rows or columns
 * @example
 * const x = input([299, 299, 3]);
 * const model = tf.model({ inputs: x, outputs: classifier({ backbone: inceptionV3(), classes: 1000 })(x) });    // 23.8 million parameters
 */
export function inceptionV3<const M extends number = 1, const P extends 'valid' | 'same' = 'valid'>(
  { width = 1 as M, padding = 'valid' as P, poolPadding, name = 'inceptionV3', ...options }: InceptionV3Options<M, P> = {},
) {
  checkPositive('inceptionV3', 'width', width);
  checkOneOf('inceptionV3', 'padding', padding, ['valid', 'same']);
  const scale = (filters: number) => scaledFilters(filters, width);
  const conv = (part: string, filters: number, kernelSize: number, more: { strides?: number; padding?: 'valid' | 'same' } = {}) =>
    convBlock({ ...options, filters: scale(filters), kernelSize, padding, ...more, name: `${name}_${part}` });
  const pool = (part: string) => maxPool({ poolSize: 3, strides: 2, padding, name: `${name}_${part}` });
  const module = (part: string) => ({ ...options, poolPadding, name: `${name}_mixed${part}` });
  const triple = [scale(64), scale(96), scale(96)] as const;
  const a = (part: string, project: number) => inceptionA({
    ...module(part), b1: scale(64), b5: [scale(48), scale(64)], b3double: triple, pool: scale(project),
  });
  const c = (part: string, reduce: number) => inceptionC({ ...module(part), reduce: scale(reduce), filters: scale(192) });
  const e = (part: string) => inceptionE({
    ...module(part), b1: scale(320), b3: [scale(384), scale(384)], b3double: [scale(448), scale(384), scale(384)], pool: scale(192),
  });
  const stages = stagewise([
    [conv('conv1a', 32, 3, { strides: 2 }), conv('conv2a', 32, 3), conv('conv2b', 64, 3, { padding: 'same' })],
    [pool('pool1'), conv('conv3b', 80, 1), conv('conv4a', 192, 3)],
    [pool('pool2'), a('5b', 32), a('5c', 64), a('5d', 64)],
    [
      inceptionB({ ...module('6a'), b3: scale(384), b3double: triple, padding }),
      c('6b', 128), c('6c', 160), c('6d', 160), c('6e', 192),
    ],
    [inceptionD({ ...module('7a'), b3: [scale(192), scale(320)], b7: scale(192), padding }), e('7b'), e('7c')],
  ]);
  return backbone(
    <B extends Dim, H extends Dim, W extends Dim, C extends number>(x: Sym<readonly [B, H, W, C]>) => {
      if (padding === 'valid') checkLargeEnough('inceptionV3', x, 75, ' with padding "valid"');
      return stages(x) as readonly FeatureMap[] as InceptionV3Maps<B, H, W, M, P>;
    },
    { prefix: name, strides: [2, 4, 8, 16, 32], padding, head: { dropout: 0.5 } },
  );
}

/** Without padding the way to a stage is as one window of 7, 19, 27, 43 or 75 pixels: so large an image gives one pixel. */
type InceptionV3Maps<B extends Dim, H extends Dim, W extends Dim, M extends number, P extends 'valid' | 'same'> = readonly [
  Stage<B, H, W, 7, 2, P, ScaledFilters<64, M>>,
  Stage<B, H, W, 19, 4, P, ScaledFilters<192, M>>,
  Stage<B, H, W, 27, 8, P, M extends 1 ? 288 : number>,
  Stage<B, H, W, 43, 16, P, M extends 1 ? 768 : number>,
  Stage<B, H, W, 75, 32, P, M extends 1 ? 2048 : number>,
];

type Stage<
  B extends Dim, H extends Dim, W extends Dim, K extends number, S extends number, P extends 'valid' | 'same', F extends number,
> = Sym<readonly [B, ConvOutput<H, K, S, P>, ConvOutput<W, K, S, P>, F]>;

/** Names of torchvision's `inception_v3`. */
export const inceptionV3TorchNames: TorchNames = [
  [/^conv(3b)_(conv|bn)$/, 'Conv2d_$1_1x1.$2'],
  [/^conv(\d\w)_(conv|bn)$/, 'Conv2d_$1_3x3.$2'],
  [/^mixed7a_b7_(\d)_(conv|bn)$/, 'Mixed_7a.branch7x7x3_$1.$2'],
  [/^mixed(\d\w)_pool_(conv|bn)$/, 'Mixed_$1.branch_pool.$2'],
  [/^mixed(\d\w)_b(\d)_(conv|bn)$/, 'Mixed_$1.branch$2x$2.$3'],
  [/^mixed(\d\w)_b(\d)_(\d\w?)_(conv|bn)$/, 'Mixed_$1.branch$2x$2_$3.$4'],
  [/^mixed(\d\w)_b(\d)double_(\d\w?)_(conv|bn)$/, 'Mixed_$1.branch$2x$2dbl_$3.$4'],
  [/^logits$/, 'fc'],
];

/** The convolutions in the order in which Keras makes them. */
const inKeras = [
  'conv1a', 'conv2a', 'conv2b', 'conv3b', 'conv4a',
  ...['5b', '5c', '5d'].flatMap((part) => parts(part, 'b1', 'b5_1', 'b5_2', 'b3double_1', 'b3double_2', 'b3double_3', 'pool')),
  ...parts('6a', 'b3', 'b3double_1', 'b3double_2', 'b3double_3'),
  ...['6b', '6c', '6d', '6e'].flatMap((part) => parts(
    part, 'b1', 'b7_1', 'b7_2', 'b7_3', 'b7double_1', 'b7double_2', 'b7double_3', 'b7double_4', 'b7double_5', 'pool')),
  ...parts('7a', 'b3_1', 'b3_2', 'b7_1', 'b7_2', 'b7_3', 'b7_4'),
  ...['7b', '7c'].flatMap((part) => parts(
    part, 'b1', 'b3_1', 'b3_2a', 'b3_2b', 'b3double_1', 'b3double_2', 'b3double_3a', 'b3double_3b', 'pool')),
];

function parts(module: string, ...convs: string[]): string[] {
  return convs.map((conv) => `mixed${module}_${conv}`);
}

/**
 * Names of Keras's `InceptionV3`, for `inceptionV3({ poolPadding: 'same' })`. Keras counts its convolutions through, so it has to be the
 * first net of the Python session, or the first after `keras.utils.clear_session()`.
 */
export const inceptionV3KerasNames: LayerNames = [
  ...inKeras.flatMap((name, i) => [['conv', 'conv2d'], ['bn', 'batch_normalization']].map(([part, keras]) =>
    [new RegExp(`^${name}_${part}$`), i === 0 ? keras : `${keras}_${i}`] as const)),
  [/^logits$/, 'predictions'],
];
