/**
 * Atrous spatial pyramid pooling: every pixel is seen at several distances at once.
 *
 *     branches   1 × 1,  3 × 3 with each dilation rate,  and the mean of the image → 1 × 1 → back to its size
 *     y = dropout(1 × 1([branches]))
 *
 * L.-C. Chen, G. Papandreou, F. Schroff, H. Adam (2017), "Rethinking atrous convolution for semantic image segmentation",
 * arXiv:1706.05587.
 */
import { layers } from '@tensorflow/tfjs-layers';
import { dropout as dropoutLayer } from '../layers/dropout';
import { checkPositiveIntegers, checkRange } from '../shapes/check';
import type { Dim, Sym } from '../shapes/sym';
import { convBlock } from './convBlock';
import type { ConvBlockOptions } from './convBlock';
import { globalAveragePool } from './globalPool';
import { mapBlock } from './mapBlock';
import { resizeLike } from './resize';
import { layerName, layerSeed } from './weights';
import type { WeightOptions } from './weights';

/** Options of {@link aspp}. */
export interface AsppOptions<F extends number = number> extends WeightOptions, Pick<ConvBlockOptions, 'norm' | 'activation'> {
  /** Channels of every branch and of the result; default 256. */
  filters?: F;
  /** Dilation rates of the 3 × 3 convolutions, in pixels; default 6, 12, 18, for maps with stride 16 (twice as much for 8). */
  rates?: readonly number[];
  /** Share of values dropped at the end in training, in [0, 1); default 0, none. */
  dropout?: number;
}

/**
 * A block [B, H, W, C] → [B, H, W, filters].
 *
 * Layers: `${name}_1x1_conv`, …, `${name}_dilated1_conv`, … for each rate, `${name}_pool`, `${name}_pool_conv`, …,
 * `${name}_pool_resize`, `${name}_concat`, `${name}_project_conv`, …, `${name}_dropout`.
 *
 * The pooled branch has one value of each channel per image: with batch normalisation, training needs batches of two or more, as in
 * torch (or `norm: { kind: 'layer' }`).
 *
 * @throws if an option is out of its range
 * @example
 * const y = aspp({ filters: 64, rates: [2, 4] })(input([32, 32, 512]));     // Sym<[null, 32, 32, 64]>
 */
export function aspp<const F extends number = 256>(
  { filters = 256 as F, rates = [6, 12, 18], dropout = 0, ...options }: AsppOptions<F> = {},
) {
  checkPositiveIntegers('aspp', { filters });
  rates.forEach((rate, i) => checkPositiveIntegers('aspp', { [`rates[${i}]`]: rate }));
  checkRange('aspp', 'dropout', dropout, 0, 1);
  const part = (name: string) => layerName(options.name, name);
  const conv = (name: string, size: Pick<ConvBlockOptions, 'kernelSize' | 'dilationRate'>) =>
    convBlock({ ...options, ...size, filters, name: part(name) });
  const branches = [
    conv('1x1', { kernelSize: 1 }), ...rates.map((dilationRate, i) => conv(`dilated${i + 1}`, { kernelSize: 3, dilationRate })),
  ];
  const [pool, pooled] = [globalAveragePool({ keepDims: true, name: part('pool') }), conv('pool', { kernelSize: 1 })];
  const resize = resizeLike({ name: part('pool_resize') });
  const concat = layers.concatenate({ axis: -1, name: part('concat') });
  const project = conv('project', { kernelSize: 1 });
  const dropName = part('dropout');
  const dropSeed = layerSeed('aspp', { seed: options.seed, name: dropName });
  const drop = dropout > 0 ? dropoutLayer({ rate: dropout, seed: dropSeed, name: dropName }) : undefined;

  return mapBlock('aspp', <B extends Dim, H extends Dim, W extends Dim, C extends number>(x: Sym<readonly [B, H, W, C]>) => {
    const map: Sym<readonly [Dim, Dim, Dim, number]> = x;
    const all = [...branches.map((branch) => branch(map)), resize(pooled(pool(map)), map)];
    const y = project(concat.apply(all) as typeof map);
    return (drop ? drop.apply(y) : y) as Sym<readonly [B, H, W, F]>;
  });
}
