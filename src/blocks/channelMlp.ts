/** What weighs channels against each other: two dense layers, the first `ratio` times narrower. */
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
type ChannelVector = Sym<readonly [Dim, 1, 1, number]>;

/** Throws where an option is out of its range. */
export function checkChannelAttention(where: string, { ratio = 16, activation = 'relu' }: ChannelAttentionOptions): void {
  checkPositiveIntegers(where, { ratio });
  checkActivation(where, activation);
}

/**
 * [B, 1, 1, C] → [B, 1, 1, C]: x ↦ W₂ · activation(W₁ · x + b₁) + b₂, as 1 × 1 convolutions made for the channels of the first x.
 *
 * Layers: `${name}_reduce_conv`, `${name}_reduce_${activation}`, `${name}_expand_conv`.
 */
export function channelMlp(options: ChannelAttentionOptions): (x: ChannelVector) => ChannelVector {
  const { ratio = 16, activation = 'relu', name, ...weights } = options;
  const common = { ...weights, kernelSize: 1, norm: 'none' } as const;
  const make = (channels: number) => {
    const narrow = Math.max(1, Math.floor(channels / ratio));
    const reduce = convBlock({ ...common, filters: narrow, activation, name: layerName(name, 'reduce') });
    const expand = convBlock({ ...common, filters: channels, activation: 'linear', name: layerName(name, 'expand') });
    return (x: ChannelVector): ChannelVector => expand(reduce(x));
  };
  let mlp: ReturnType<typeof make> | undefined;
  return (x) => (mlp ??= make(x.shape[3] as number))(x);
}
