/**
 * A plain convolutional network: stages of convolution blocks, each after the first behind a max pooling that halves the image.
 *
 *     stage = (convolution → norm → activation) × convs
 */
import { convBlock, type ConvBlockOptions } from '../blocks/convBlock';
import { maxPool } from '../blocks/maxPool';
import { checkPositiveIntegers, invalid } from '../shapes/check';
import type { ConvOutput } from '../shapes/size';
import type { Dim, Sym } from '../shapes/sym';
import { backbone, type FeatureMap } from './backbone';
import { checkLargeEnough } from './checks';

/** Options of {@link plainCnn}; see `convBlock`. */
export interface PlainCnnOptions<F extends readonly number[] = readonly number[]>
  extends Pick<ConvBlockOptions, 'norm' | 'activation' | 'kernelInitializer' | 'kernelRegularizer' | 'seed'> {
  /** Channels of each stage; default [32, 64, 128]. */
  filters?: F;
  /** Convolutions of a stage; default 2. */
  convs?: number;
  /** Height and width of the kernels, in pixels; default 3. */
  kernelSize?: number;
  /** Default `cnn`. */
  name?: string;
}

/** A map for each of F, each half as high and wide as the one before. */
type Stages<B extends Dim, H extends Dim, W extends Dim, F extends readonly number[], Before extends readonly FeatureMap[] = readonly []> =
  number extends F['length'] ? readonly FeatureMap[]
    : F extends readonly [infer First extends number, ...infer Rest extends readonly number[]]
      ? Stages<B, Halved<H>, Halved<W>, Rest, readonly [...Before, Sym<readonly [B, H, W, First]>]>
      : Before;

type Halved<N extends Dim> = ConvOutput<N, 2, 2, 'valid'>;

/**
 * A backbone: an image [B, H, W, C] → a feature map a stage, [B, ⌊H / 2^i⌋, ⌊W / 2^i⌋, filters[i]] with i from 0.
 *
 * Layers: those of `convBlock` as `${name}_stage1_1`, `${name}_stage1_2`, …, and `${name}_stage2_pool` before a stage.
 *
 * @throws where an option is out of its range, or an image is too small to be halved so many times
 * @example
 * const [fine, coarse] = plainCnn({ filters: [16, 32] })(input([64, 64, 3]));     // Sym<[null, 64, 64, 16]>, Sym<[null, 32, 32, 32]>
 */
export function plainCnn<const F extends readonly number[] = readonly [32, 64, 128]>(options: PlainCnnOptions<F> = {}) {
  const { filters = [32, 64, 128], convs = 2, kernelSize = 3, name = 'cnn', ...rest } = options;
  if (filters.length === 0) throw invalid('filters', 'plainCnn', 'a positive integer for each stage', filters);
  checkPositiveIntegers('plainCnn', { ...Object.fromEntries(filters.map((count, i) => [`filters[${i}]`, count])), convs, kernelSize });

  const stages = filters.map((count, i) => {
    const blocks: ((x: FeatureMap) => FeatureMap)[] = Array.from({ length: convs }, (_, conv) =>
      convBlock({ ...rest, filters: count, kernelSize, name: `${name}_stage${i + 1}_${conv + 1}` }));
    return i === 0 ? blocks : [maxPool({ name: `${name}_stage${i + 1}_pool` }), ...blocks];
  });
  const apply = (x: FeatureMap): FeatureMap[] => {
    checkLargeEnough('plainCnn', x, 2 ** (filters.length - 1));
    let y = x;
    return stages.map((blocks) => (y = blocks.reduce((z, block) => block(z), y)));
  };
  type Apply = <B extends Dim, H extends Dim, W extends Dim, C extends number>(x: Sym<readonly [B, H, W, C]>) => Stages<B, H, W, F>;
  return backbone(apply as unknown as Apply, { prefix: name, strides: filters.map((_, i) => 2 ** i) });
}
