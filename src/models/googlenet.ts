/**
 * GoogLeNet: nine inception modules of growing width, with max poolings between them.
 *
 *     stem     7 × 7 convolution, 64 channels, strides 2; pooling; 1 × 1, 64; 3 × 3, 192; pooling
 *     stages   3a 3b, pooling, 4a 4b 4c 4d 4e, pooling, 5a 5b
 *
 * C. Szegedy et al. (2015), "Going deeper with convolutions", arXiv:1409.4842. Batch normalisation, the 3 × 3 kernels in the place of
 * 5 × 5 and poolings that reach over the edge are torchvision's, so that its weights fit; without the auxiliary classifiers.
 * The weights of torchvision expect images in [−1, 1]: its `transform_input` brings them there from the mean and standard deviation of
 * ImageNet.
 */
import { convBlock } from '../blocks/convBlock';
import { inceptionBlock } from '../blocks/inceptionBlock';
import { maxPool } from '../blocks/maxPool';
import type { Norm } from '../blocks/norm';
import type { WeightOptions } from '../blocks/weights';
import { checkPositive } from '../shapes/check';
import type { ConvOutput } from '../shapes/size';
import type { Dim, Sym } from '../shapes/sym';
import { backbone, type FeatureMap, type TorchNames } from './backbone';
import { checkLargeEnough } from './checks';
import { stagewise } from './stages';
import { scaledFilters, type ScaledFilters } from './width';

/** Options of {@link googlenet}. */
export interface GooglenetOptions<M extends number = number> extends WeightOptions {
  /** Times the channels of the paper; default 1. */
  width?: M;
  /** Default batch normalisation with momentum 0.9 and epsilon 1e-3. */
  norm?: Norm;
  /** Default `googlenet`. */
  name?: string;
}

/** Filters of `b1`, `b3`, `b5` and `pool`: table 1 of the paper. */
const modules = {
  '3a': [64, 96, 128, 16, 32, 32], '3b': [128, 128, 192, 32, 96, 64],
  '4a': [192, 96, 208, 16, 48, 64], '4b': [160, 112, 224, 24, 64, 64], '4c': [128, 128, 256, 24, 64, 64],
  '4d': [112, 144, 288, 32, 64, 64], '4e': [256, 160, 320, 32, 128, 128],
  '5a': [256, 160, 320, 32, 128, 128], '5b': [384, 192, 384, 48, 128, 128],
} as const;

/**
 * A backbone [B, H, W, C] → feature maps of 64, 192, 480, 832 and 1024 channels, at strides 2, 4, 8, 16 and 32.
 *
 * Layers: `${name}_conv1_conv`, …, those of `inceptionBlock` as `${name}_inception3a`, …, and `${name}_pool1` to `4`.
 *
 * @throws where an option is out of its range, or an image has less than 15 rows or columns
 * @example
 * const x = input([224, 224, 3]);
 * const model = tf.model({ inputs: x, outputs: classifier({ backbone: googlenet(), classes: 1000 })(x) });     // 6.6 million parameters
 */
export function googlenet<const M extends number = 1>({ width = 1 as M, name = 'googlenet', ...options }: GooglenetOptions<M> = {}) {
  checkPositive('googlenet', 'width', width);
  const scale = (filters: number) => scaledFilters(filters, width);
  const conv = (part: string, filters: number, kernelSize: number, strides = 1) =>
    convBlock({ ...options, filters: scale(filters), kernelSize, strides, padding: 'torch', name: `${name}_${part}` });
  const pool = (part: string, poolSize = 3) => maxPool({ poolSize, strides: 2, padding: 'ceil', name: `${name}_${part}` });
  const inception = (part: keyof typeof modules) => {
    const [b1, reduce3, b3, reduce5, b5, project] = modules[part].map(scale);
    const filters = { b1, b3: [reduce3, b3], b5: [reduce5, b5], pool: project } as const;
    return inceptionBlock({ ...options, ...filters, b5KernelSize: 3, name: `${name}_inception${part}` });
  };
  const stages = stagewise([
    [conv('conv1', 64, 7, 2)],
    [pool('pool1'), conv('conv2', 64, 1), conv('conv3', 192, 3)],
    [pool('pool2'), inception('3a'), inception('3b')],
    [pool('pool3'), inception('4a'), inception('4b'), inception('4c'), inception('4d'), inception('4e')],
    [pool('pool4', 2), inception('5a'), inception('5b')],
  ]);
  return backbone(
    <B extends Dim, H extends Dim, W extends Dim, C extends number>(x: Sym<readonly [B, H, W, C]>) => {
      checkLargeEnough('googlenet', x, 15);
      return stages(x) as readonly FeatureMap[] as GooglenetMaps<B, H, W, M>;
    },
    { prefix: name, strides: [2, 4, 8, 16, 32], head: { dropout: 0.2 } },
  );
}

/** With its padding the way to a stage has as many places as a window of 1, 3, 7, 15 or 15 pixels without. */
type GooglenetMaps<B extends Dim, H extends Dim, W extends Dim, M extends number> = readonly [
  Stage<B, H, W, 1, 2, ScaledFilters<64, M>>,
  Stage<B, H, W, 3, 4, ScaledFilters<192, M>>,
  Stage<B, H, W, 7, 8, M extends 1 ? 480 : number>,
  Stage<B, H, W, 15, 16, M extends 1 ? 832 : number>,
  Stage<B, H, W, 15, 32, M extends 1 ? 1024 : number>,
];

type Stage<B extends Dim, H extends Dim, W extends Dim, K extends number, S extends number, F extends number> =
  Sym<readonly [B, ConvOutput<H, K, S, 'valid'>, ConvOutput<W, K, S, 'valid'>, F]>;

/** Names of torchvision's `googlenet`. */
export const googlenetTorchNames: TorchNames = [
  [/^(conv\d)_(conv|bn)$/, '$1.$2'],
  [/^(inception\d\w)_b1_(conv|bn)$/, '$1.branch1.$2'],
  [/^(inception\d\w)_b3_reduce_(conv|bn)$/, '$1.branch2.0.$2'],
  [/^(inception\d\w)_b3_(conv|bn)$/, '$1.branch2.1.$2'],
  [/^(inception\d\w)_b5_reduce_(conv|bn)$/, '$1.branch3.0.$2'],
  [/^(inception\d\w)_b5_(conv|bn)$/, '$1.branch3.1.$2'],
  [/^(inception\d\w)_pool_(conv|bn)$/, '$1.branch4.1.$2'],
  [/^logits$/, 'fc'],
];
