/**
 * Pyramid pooling: every pixel beside means over regions of several sizes, from the whole image down.
 *
 *     y = [x, resize(1 × 1(mean over 1 × 1 regions)), resize(… 2 × 2), resize(… 3 × 3), resize(… 6 × 6)]
 *
 * H. Zhao, J. Shi, X. Qi, X. Wang, J. Jia (2016), "Pyramid scene parsing network", arXiv:1612.01105.
 */
import { layers } from '@tensorflow/tfjs-layers';
import { checkPositiveIntegers, invalid } from '../shapes/check';
import type { Plus, Times } from '../shapes/size';
import type { Dim, Sym } from '../shapes/sym';
import { adaptiveAveragePool } from './adaptiveAveragePool';
import { convBlock } from './convBlock';
import type { ConvBlockOptions } from './convBlock';
import { mapBlock } from './mapBlock';
import { resizeLike } from './resize';
import { layerName } from './weights';
import type { WeightOptions } from './weights';

/** Options of {@link pyramidPooling}. */
export interface PyramidPoolingOptions<F extends number = number, N extends readonly number[] = readonly number[]>
  extends WeightOptions, Pick<ConvBlockOptions, 'norm' | 'activation'> {
  /** Channels of each level; the paper has those of the input divided by the number of levels. */
  filters: F;
  /** Regions along each side, level by level; default 1, 2, 3, 6. */
  bins?: N;
}

/**
 * A block [B, H, W, C] → [B, H, W, C + levels · filters].
 *
 * Layers, for each number of regions: `${name}_pool6`, `${name}_bin6_conv`, …, `${name}_resize6`; and `${name}_concat`.
 *
 * With one region the pooled branch has one value of each channel per image: with batch normalisation, training needs batches of two or
 * more, as in torch.
 *
 * @throws if an option is out of its range, or a number of regions comes twice
 * @example
 * const y = pyramidPooling({ filters: 32 })(input([24, 24, 128]));     // Sym<[null, 24, 24, 256]>
 */
export function pyramidPooling<const F extends number, const N extends readonly number[] = readonly [1, 2, 3, 6]>(
  { filters, bins = [1, 2, 3, 6] as readonly number[] as N, ...options }: PyramidPoolingOptions<F, N>,
) {
  checkPositiveIntegers('pyramidPooling', { filters });
  if (bins.length === 0) throw invalid('bins', 'pyramidPooling', 'one number of regions or more', bins);
  bins.forEach((bin, i) => checkPositiveIntegers('pyramidPooling', { [`bins[${i}]`]: bin }));
  if (new Set(bins).size < bins.length) throw invalid('bins', 'pyramidPooling', 'different numbers', bins);
  const part = (name: string) => layerName(options.name, name);
  const levels = bins.map((bin) => {
    const pool = adaptiveAveragePool({ outputSize: bin, name: part(`pool${bin}`) });
    const conv = convBlock({ ...options, filters, kernelSize: 1, name: part(`bin${bin}`) });
    const resize = resizeLike({ name: part(`resize${bin}`) });
    return (x: Sym<readonly [Dim, Dim, Dim, number]>) => resize(conv(pool(x)), x);
  });
  const concat = layers.concatenate({ axis: -1, name: part('concat') });

  return mapBlock('pyramidPooling', <B extends Dim, H extends Dim, W extends Dim, C extends number>(x: Sym<readonly [B, H, W, C]>) =>
    concat.apply([x, ...levels.map((level) => level(x))]) as Sym<readonly [B, H, W, Plus<C, Times<F, N['length']> & number>]>);
}
