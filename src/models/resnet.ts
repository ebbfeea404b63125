/**
 * ResNet: a stem that makes the image 4 times smaller, then four stages of residual blocks. The first block of each stage but
 * the first halves the image; every stage has twice the channels of the one before.
 *
 *     stem     7 × 7 convolution, 64 channels, strides 2; 3 × 3 max pooling, strides 2
 *     stages   64, 128, 256, 512 channels (four times as many after bottleneck blocks)
 *     blocks   18: 2 2 2 2 basic    34: 3 4 6 3 basic    50: 3 4 6 3 bottleneck    101: 3 4 23 3    152: 3 8 36 3
 *
 * K. He, X. Zhang, S. Ren, J. Sun (2015), "Deep residual learning for image recognition", arXiv:1512.03385. Padding, norm and
 * the place of the strides are torchvision's, so that its weights fit.
 */
import { bottleneckBlock, type BottleneckBlockOptions } from '../blocks/bottleneckBlock';
import { convBlock } from '../blocks/convBlock';
import type { Norm } from '../blocks/norm';
import { maxPool } from '../blocks/maxPool';
import { residualBlock } from '../blocks/residualBlock';
import type { WeightOptions } from '../blocks/weights';
import { checkRange, invalid } from '../shapes/check';
import type { CeilDivide, Times } from '../shapes/size';
import type { Dim, Sym } from '../shapes/sym';
import { backbone, type FeatureMap, type LayerNames, type TorchNames } from './backbone';
import { scaledFilters, type ScaledFilters } from './width';

/** Options of every ResNet. */
export interface ResnetOptions<W extends number = number, O extends OutputStride = OutputStride> extends WeightOptions {
  /** Times the channels of the paper; default 1. */
  width?: W;
  /**
   * Pixels of the image to a pixel of the last feature map; default 32. With 8 or 16 the last stages keep their size and
   * dilate their kernels instead (L.-C. Chen et al. 2017, arXiv:1706.05587).
   */
  outputStride?: O;
  /** Default batch normalisation with momentum 0.9 and epsilon 1e-5. */
  norm?: Norm;
  /** Weighs the channels of every block: SE-ResNet, arXiv:1709.01507. Default: no. */
  squeezeExcite?: { ratio?: number };
  /**
   * Probability in [0, 1) that a sample skips the last block in training; it grows evenly from 0 at the first. Default 0. Stochastic
   * depth: G. Huang et al. (2016), arXiv:1603.09382.
   */
  dropPath?: number;
  /** Default the net's own, as `resnet18`. */
  name?: string;
}

/** Options of {@link resnet50}, {@link resnet101} and {@link resnet152}. */
export interface BottleneckResnetOptions<W extends number = number, O extends OutputStride = OutputStride>
  extends ResnetOptions<W, O>, Pick<BottleneckBlockOptions, 'stridesIn'> {}

type OutputStride = 8 | 16 | 32;

/** One feature map, so many times smaller than the image. */
type Stage<B extends Dim, H extends Dim, W extends Dim, Stride extends number, F extends number> =
  Sym<readonly [B, CeilDivide<H, Stride>, CeilDivide<W, Stride>, F]>;

type AtMost<Stride extends number, O extends OutputStride> = O extends 8 ? 8 : Stride;

type StridesOf<O extends OutputStride> = readonly [2, 4, 8, AtMost<16, O>, O];

/** E: how many times more channels the result of a block has than its 3 × 3 convolutions. */
type Apply<E extends number, Width extends number, O extends OutputStride> =
  <B extends Dim, H extends Dim, W extends Dim, C extends number>(x: Sym<readonly [B, H, W, C]>) => readonly [
    Stage<B, H, W, 2, ScaledFilters<64, Width>>,
    Stage<B, H, W, 4, Times<ScaledFilters<64, Width>, E> & number>,
    Stage<B, H, W, 8, Times<ScaledFilters<128, Width>, E> & number>,
    Stage<B, H, W, AtMost<16, O>, Times<ScaledFilters<256, Width>, E> & number>,
    Stage<B, H, W, O, Times<ScaledFilters<512, Width>, E> & number>,
  ];

/** The numbers of blocks in the four stages, and what they are. */
interface Architecture<E extends number> {
  name: string;
  expansion: E;
  blocks: readonly number[];
}

function resnet<E extends 1 | 4, Width extends number, O extends OutputStride>(
  { name: family, expansion, blocks }: Architecture<E>, options: BottleneckResnetOptions<Width, O>,
) {
  const { width = 1, outputStride = 32, name = family, norm = { kind: 'batch', epsilon: 1e-5 } } = options;
  const { squeezeExcite, stridesIn, dropPath = 0, kernelInitializer, kernelRegularizer, seed } = options;
  checkRange(family, 'width', width, Number.MIN_VALUE, Infinity);
  checkRange(family, 'dropPath', dropPath, 0, 1);
  if (![8, 16, 32].includes(outputStride)) throw invalid('outputStride', family, '8, 16 or 32', outputStride);

  const common = { norm, padding: 'torch', kernelInitializer, kernelRegularizer, seed } as const;
  const stem = convBlock({ ...common, filters: scaledFilters(64, width), kernelSize: 7, strides: 2, name: `${name}_stem` });
  const pool = maxPool({ poolSize: 3, strides: 2, padding: 'torch', name: `${name}_stem_pool` });
  const plan = stagePlan(outputStride);
  const depth = sum(blocks);
  const stages = plan.map(({ first, others }, stage) => Array.from({ length: blocks[stage] }, (_, index) => {
    const [filters, step] = [scaledFilters(64 * 2 ** stage, width), index === 0 ? first : others];
    const rate = dropPath * (sum(blocks.slice(0, stage)) + index) / (depth - 1);
    const block = { ...common, ...step, filters, squeezeExcite, dropPath: rate, name: `${name}_stage${stage + 1}_${index}` };
    return expansion === 1 ? residualBlock<number, number>(block) : bottleneckBlock<number, number>({ ...block, stridesIn });
  }));

  const apply = (x: FeatureMap): readonly FeatureMap[] => {
    const maps: FeatureMap[] = [stem(x)];
    let y: FeatureMap = pool(maps[0]);
    for (const stage of stages) {
      y = stage.reduce<FeatureMap>((z, block) => block(z), y);
      maps.push(y);
    }
    return maps;
  };
  const strides: readonly number[] = [2, ...plan.map(({ stride }) => stride)];
  return backbone(apply as unknown as Apply<E, Width, O>, { prefix: name, strides: strides as StridesOf<O> });
}

/**
 * Of each stage: the stride of its map, and the strides and dilation of its first block and of the others. Where a stage keeps
 * its size, its first block still meets the pixels of the stage before, and the kernels of the others reach twice as far.
 */
function stagePlan(outputStride: OutputStride) {
  let [stride, dilationRate] = [4, 1];
  return [1, 2, 2, 2].map((wanted) => {
    const strides = stride * wanted <= outputStride ? wanted : 1;
    const first = { strides, dilationRate };
    stride *= strides;
    dilationRate *= wanted / strides;
    return { stride, first, others: { dilationRate } };
  });
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}

/**
 * ResNet-18: basic blocks, 2 in each stage, 11,176,512 parameters. An image [B, H, W, C] → feature maps of 64, 64, 128, 256 and
 * 512 channels at strides 2, 4, 8, 16 and 32.
 *
 * Layers: `${name}_stem_conv`, `${name}_stem_bn`, `${name}_stem_relu`, `${name}_stem_pool`, and those of `residualBlock` as
 * `${name}_stage1_0`, `${name}_stage1_1`, `${name}_stage2_0`, …
 *
 * @throws where an option is out of its range
 * @example
 * const maps = resnet18()(input([224, 224, 3]));     // the last is a Sym<[null, 7, 7, 512]>
 */
export function resnet18<const W extends number = 1, const O extends OutputStride = 32>(options: ResnetOptions<W, O> = {}) {
  return resnet({ name: 'resnet18', expansion: 1, blocks: [2, 2, 2, 2] }, options);
}

/** ResNet-34: basic blocks, 21,284,672 parameters. See {@link resnet18}. */
export function resnet34<const W extends number = 1, const O extends OutputStride = 32>(options: ResnetOptions<W, O> = {}) {
  return resnet({ name: 'resnet34', expansion: 1, blocks: [3, 4, 6, 3] }, options);
}

/**
 * ResNet-50: bottleneck blocks, 23,508,032 parameters. An image [B, H, W, C] → feature maps of 64, 256, 512, 1024 and 2048
 * channels. See {@link resnet18}.
 */
export function resnet50<const W extends number = 1, const O extends OutputStride = 32>(options: BottleneckResnetOptions<W, O> = {}) {
  return resnet({ name: 'resnet50', expansion: 4, blocks: [3, 4, 6, 3] }, options);
}

/** ResNet-101: bottleneck blocks, 42,500,160 parameters. See {@link resnet50}. */
export function resnet101<const W extends number = 1, const O extends OutputStride = 32>(options: BottleneckResnetOptions<W, O> = {}) {
  return resnet({ name: 'resnet101', expansion: 4, blocks: [3, 4, 23, 3] }, options);
}

/** ResNet-152: bottleneck blocks, 58,143,808 parameters. See {@link resnet50}. */
export function resnet152<const W extends number = 1, const O extends OutputStride = 32>(options: BottleneckResnetOptions<W, O> = {}) {
  return resnet({ name: 'resnet152', expansion: 4, blocks: [3, 8, 36, 3] }, options);
}

/** What torchvision calls the weights of a ResNet. */
export const resnetTorchNames: TorchNames = [
  [/^stem_conv/, 'conv1'],
  [/^stem_bn/, 'bn1'],
  [/^stage(\d)_(\d+)_(\d)_conv/, 'layer$1.$2.conv$3'],
  [/^stage(\d)_(\d+)_(\d)_bn/, 'layer$1.$2.bn$3'],
  [/^stage(\d)_(\d+)_shortcut_conv/, 'layer$1.$2.downsample.0'],
  [/^stage(\d)_(\d+)_shortcut_bn/, 'layer$1.$2.downsample.1'],
  [/^logits/, 'fc'],
];

/**
 * What Keras calls the weights of its `ResNet50`, `ResNet101` and `ResNet152`, which are ours with these options:
 *
 *     { stridesIn: 'first', norm: { kind: 'batch', momentum: 0.99, epsilon: 1.001e-5 } }
 */
export const resnetKerasNames: LayerNames = [
  [/^stem_(conv|bn)$/, 'conv1_$1'],
  ...[1, 2, 3, 4].flatMap((stage) => Array.from({ length: 36 }, (_, i) => [
    [new RegExp(`^stage${stage}_${i}_shortcut_(conv|bn)$`), `conv${stage + 1}_block${i + 1}_0_$1`],
    [new RegExp(`^stage${stage}_${i}_(\\d)_(conv|bn)$`), `conv${stage + 1}_block${i + 1}_$1_$2`],
  ] as const).flat()),
  [/^logits$/, 'predictions'],
];
