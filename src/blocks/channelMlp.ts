/** What weighs channels against each other: two dense layers, the first `ratio` times narrower. */
import { layers } from '@tensorflow/tfjs-layers';
import { checkPositiveIntegers } from '../shapes/check';
import type { Dim, Sym } from '../shapes/sym';
import { type Activation, checkActivation } from './activation';
import { convBlock } from './convBlock';
import { layerName, type WeightOptions } from './weights';

/** Options of blocks that weigh channels. */
export interface ChannelAttentionOptions extends WeightOptions {
  /** The narrow layer has ⌊C / ratio⌋ channels, at least 1; default 16. */
  ratio?: number;
  /** Between the two layers; default `relu`. */
  activation?: Activation;
}

/** One vector of channels an image. */
export type ChannelVector = Sym<readonly [Dim, 1, 1, number]>;

/** Throws where an option is out of its range. */
export function checkChannelAttention(where: string, { ratio = 16, activation = 'relu' }: ChannelAttentionOptions): void {
  checkPositiveIntegers(where, { ratio });
  checkActivation(where, activation);
}

/**
 * [B, 1, 1, C] → [B, 1, 1, C]: x ↦ W₂ · activation(W₁ · x + b₁) + b₂, as 1 × 1 convolutions.
 *
 * Layers: `${name}_reduce_conv`, `${name}_reduce_${activation}`, `${name}_expand_conv`.
 */
export function channelMlp(options: ChannelAttentionOptions, channels: number): (x: ChannelVector) => ChannelVector {
  const { ratio = 16, activation = 'relu', name, ...weights } = options;
  const common = { ...weights, kernelSize: 1, norm: 'none' } as const;
  const narrow = Math.max(1, Math.floor(channels / ratio));
  const reduce = convBlock({ ...common, filters: narrow, activation, name: layerName(name, 'reduce') });
  const expand = convBlock({ ...common, filters: channels, activation: 'linear', name: layerName(name, 'expand') });
  return (x) => expand(reduce(x));
}

/** [B, H, W, C] → [B, 1, 1, C]: the mean, or the largest, of every channel. Layers: `${name}_average`, `${name}_average_vector`. */
export function pooledVector(kind: 'average' | 'max', name: string | undefined, channels: number): (x: Sym) => ChannelVector {
  const options = { name: layerName(name, kind) };
  const pool = kind === 'average' ? layers.globalAveragePooling2d(options) : layers.globalMaxPooling2d(options);
  const vector = layers.reshape({ targetShape: [1, 1, channels], name: layerName(name, `${kind}_vector`) });
  return (x) => vector.apply(pool.apply(x)) as ChannelVector;
}
