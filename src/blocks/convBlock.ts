/**
 * Convolution, normalisation, activation: the brick of convolutional networks.
 *
 *     y = activation(norm(x ∗ kernel))      with a bias instead where there is no norm
 */
import { layers } from '@tensorflow/tfjs-layers';
import { batchNormalization } from '../layers/batchNormalization';
import { conv2d } from '../layers/conv2d';
import { checkOneOf, checkPositiveIntegers, invalid } from '../shapes/check';
import type { ConvOutput, Padding } from '../shapes/size';
import type { Dim, Sym } from '../shapes/sym';
import { kernelInitializer, layerName } from './weights';
import type { WeightOptions } from './weights';

/** What follows a convolution; `none` gives it a bias instead. */
export type Norm = { kind: 'batch'; momentum?: number; epsilon?: number } | 'none';

const activations = ['linear', 'relu', 'relu6', 'elu', 'selu', 'gelu', 'swish', 'mish', 'sigmoid', 'tanh', 'softplus'] as const;
/** The non-linearity of a block. */
export type Activation = (typeof activations)[number];

export interface ConvBlockOptions<
  F extends number = number, K extends number = number, S extends number = number,
  P extends Padding = Padding, D extends number = number,
> extends WeightOptions {
  /** Channels of the result. */
  filters: F;
  /** Height and width of the kernel, in pixels; default 3. */
  kernelSize?: K;
  /** Step between places of the kernel, in pixels; default 1. */
  strides?: S;
  /** Default `same`. */
  padding?: P;
  /** Distance between taps of the kernel, in pixels; default 1. Not together with strides. */
  dilationRate?: D;
  /** Default batch normalisation with momentum 0.9 and epsilon 1e-3. */
  norm?: Norm;
  /** Default `relu`. */
  activation?: Activation;
}

/**
 * A block [B, H, W, C] → [B, H', W', filters], with H' and W' as in `convOutputSize`.
 *
 * Layers: `${name}_conv`, `${name}_bn`, `${name}_${activation}`. Applied twice, it shares their weights.
 *
 * @throws where an option is out of its range
 * @example
 * const y = convBlock({ filters: 32, strides: 2 })(input([128, 96, 3]));    // Sym<[null, 64, 48, 32]>
 */
export function convBlock<
  const F extends number, const K extends number = 3, const S extends number = 1,
  const P extends Padding = 'same', const D extends number = 1,
>(options: ConvBlockOptions<F, K, S, P, D>) {
  const { filters, kernelSize = 3, strides = 1, padding = 'same', dilationRate = 1 } = options;
  const { norm = { kind: 'batch' }, activation = 'relu', name } = options;
  checkPositiveIntegers('convBlock', { filters, kernelSize, strides, dilationRate });
  checkOneOf('convBlock', 'padding', padding, ['same', 'valid']);
  checkOneOf('convBlock', 'activation', activation, activations);
  if (norm !== 'none' && norm.kind !== 'batch') throw invalid('norm', 'convBlock', '"none" or { kind: "batch" }', norm);
  if (strides > 1 && dilationRate > 1) throw invalid('dilationRate', 'convBlock', '1 where strides are not 1', dilationRate);

  const parts = [conv2d({
    filters, kernelSize, strides, padding, dilationRate,
    useBias: norm === 'none',
    kernelInitializer: kernelInitializer('convBlock', options, 'conv'),
    name: layerName(name, 'conv'),
  })];
  if (norm !== 'none') {
    const { momentum, epsilon } = norm;
    parts.push(batchNormalization({ momentum, epsilon, name: layerName(name, 'bn') }));
  }
  if (activation !== 'linear') parts.push(layers.activation({ activation, name: layerName(name, activation) }));

  return <B extends Dim, H extends Dim, W extends Dim, C extends number>(x: Sym<readonly [B, H, W, C]>) =>
    parts.reduce((y, layer) => layer.apply(y) as Sym, x as Sym) as
      Sym<readonly [B, ConvOutput<H, K, S, P, D>, ConvOutput<W, K, S, P, D>, F]>;
}
