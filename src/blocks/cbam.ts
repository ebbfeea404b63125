/**
 * The convolutional block attention module: every channel is weighed first, then every pixel.
 *
 *     x′ = x · σ(mlp(mean(x)) + mlp(max(x)))          mean and max over all pixels; one mlp: C → C / ratio → C
 *     y  = x′ · σ(conv([mean(x′), max(x′)]))          mean and max over all channels; one 7 × 7 kernel
 *
 * S. Woo, J. Park, J.-Y. Lee, I. S. Kweon (2018), "CBAM: convolutional block attention module", arXiv:1807.06521.
 */
import { layers } from '@tensorflow/tfjs-layers';
import { channelPooling2d } from '../layers/channelPooling2d';
import { checkPositiveIntegers } from '../shapes/check';
import type { Dim, Sym } from '../shapes/sym';
import { activationLayers } from './activation';
import { type ChannelAttentionOptions, channelMlp, checkChannelAttention } from './channelMlp';
import { convBlock } from './convBlock';
import { globalAveragePool, globalMaxPool } from './globalPool';
import { mapBlock } from './mapBlock';
import { layerName, type WeightOptions } from './weights';

/** Options of {@link spatialAttention}. */
export interface SpatialAttentionOptions extends WeightOptions {
  /** Height and width of the kernel, in pixels; default 7. */
  kernelSize?: number;
}

/** Options of {@link cbam}. */
export interface CbamOptions extends ChannelAttentionOptions, SpatialAttentionOptions {}

/**
 * A block that weighs every channel: [B, H, W, C] → the same shape.
 *
 * Layers: `${name}_average`, `${name}_average_keep`, `${name}_max`, `${name}_max_keep`, those of the mlp as `${name}_reduce_conv`,
 * `${name}_reduce_relu` and `${name}_expand_conv`, `${name}_add`, `${name}_sigmoid`, `${name}_multiply`.
 *
 * @throws where an option is out of its range
 * @example
 * const y = channelAttention({ ratio: 4 })(input([32, 32, 16]));     // Sym<[null, 32, 32, 16]>
 */
export function channelAttention(options: ChannelAttentionOptions = {}) {
  checkChannelAttention('channelAttention', options);
  const { name } = options;
  const average = globalAveragePool({ keepDims: true, name: layerName(name, 'average') });
  const max = globalMaxPool({ keepDims: true, name: layerName(name, 'max') });
  const mlp = channelMlp(options);
  const add = layers.add({ name: layerName(name, 'add') });
  const [sigmoid] = activationLayers('sigmoid', name);
  const multiply = layers.multiply({ name: layerName(name, 'multiply') });
  return mapBlock('channelAttention', <B extends Dim, H extends Dim, W extends Dim, C extends number>(x: Sym<readonly [B, H, W, C]>) => {
    const weights = sigmoid.apply(add.apply([mlp(average(x)), mlp(max(x))])) as Sym;
    return multiply.apply([x, weights]) as Sym<readonly [B, H, W, C]>;
  });
}

/**
 * A block that weighs every pixel: [B, H, W, C] → the same shape.
 *
 * Layers: `${name}_pool`, `${name}_conv`, `${name}_sigmoid`, `${name}_multiply`.
 *
 * @throws where an option is out of its range
 * @example
 * const y = spatialAttention()(input([32, 32, 16]));     // Sym<[null, 32, 32, 16]>
 */
export function spatialAttention(options: SpatialAttentionOptions = {}) {
  const { kernelSize = 7, name } = options;
  checkPositiveIntegers('spatialAttention', { kernelSize });
  const pool = channelPooling2d({ name: layerName(name, 'pool') });
  const weigh = convBlock({ ...options, filters: 1, kernelSize, norm: 'none', activation: 'sigmoid' });
  const multiply = layers.multiply({ name: layerName(name, 'multiply') });
  return mapBlock('spatialAttention', <B extends Dim, H extends Dim, W extends Dim, C extends number>(x: Sym<readonly [B, H, W, C]>) =>
    multiply.apply([x, weigh(pool.apply(x) as Sym<readonly [B, H, W, 2]>)]) as Sym<readonly [B, H, W, C]>);
}

/**
 * A block [B, H, W, C] → the same shape.
 *
 * Layers: those of `channelAttention` as `${name}_channel`, and those of `spatialAttention` as `${name}_spatial`.
 *
 * @throws where an option is out of its range
 * @example
 * const y = cbam({ ratio: 8 })(input([32, 32, 64]));     // Sym<[null, 32, 32, 64]>
 */
export function cbam({ ratio, activation, kernelSize, name, ...weights }: CbamOptions = {}) {
  const channel = channelAttention({ ...weights, ratio, activation, name: layerName(name, 'channel') });
  const spatial = spatialAttention({ ...weights, kernelSize, name: layerName(name, 'spatial') });
  return mapBlock('cbam', <B extends Dim, H extends Dim, W extends Dim, C extends number>(x: Sym<readonly [B, H, W, C]>) =>
    spatial(channel(x)));
}
