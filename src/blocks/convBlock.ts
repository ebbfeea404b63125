/**
 * Convolution, normalisation, activation: the brick of convolutional networks.
 *
 *     y = activation(norm(x ∗ kernel))      with a bias instead where there is no norm
 */
import { initializers } from '@tensorflow/tfjs-layers';
import { conv2d } from '../layers/conv2d';
import { checkKernelSize, checkOneOf, checkPositiveIntegers, invalid } from '../shapes/check';
import type { ConvOutput, HeightOf, KernelSize, Padding, WidthOf } from '../shapes/size';
import type { Dim, Sym } from '../shapes/sym';
import { applyLayers } from './applyLayers';
import { type Activation, activationLayers, checkActivation } from './activation';
import { type KernelNorm, normalizedKernel } from './kernelNorm';
import { mapBlock } from './mapBlock';
import { checkNorm, type Norm, normLayers } from './norm';
import { paddingLayers } from './padding';
import { kernelInitializer, layerName, regularizer } from './weights';
import type { WeightOptions } from './weights';

export interface ConvBlockOptions<
  F extends number = number, K extends KernelSize = KernelSize, S extends number = number,
  P extends Padding = Padding, D extends number = number,
> extends WeightOptions {
  /** Channels of the result. */
  filters: F;
  /** Height and width of the kernel, in pixels, or [height, width]; default 3. */
  kernelSize?: K;
  /** Step between places of the kernel, in pixels; default 1. */
  strides?: S;
  /** Default `same`. */
  padding?: P;
  /** Distance between taps of the kernel, in pixels; default 1. Not together with strides. */
  dilationRate?: D;
  /** Channels fall into so many groups, each convolved for itself; default 1. Divides those of input and result. */
  groups?: number;
  /** Default batch normalisation with momentum 0.9 and epsilon 1e-3. */
  norm?: Norm;
  /** What biases start from; default 0. Only with `useBias`. */
  initialBias?: number;
  /** Default `relu`. */
  activation?: Activation;
  /** Whether a number for each channel is added before the norm; default: only where there is no norm. */
  useBias?: boolean;
  /** Default `none`. */
  kernelNorm?: KernelNorm;
}

/**
 * A block [B, H, W, C] → [B, H', W', filters], with H' and W' as in `convOutputSize`.
 *
 * Layers: `${name}_pad` (where `torch` padding needs it), `${name}_conv`, `${name}_bn`, `${name}_${activation}`. Applied
 * twice, it shares their weights.
 *
 * @throws where an option is out of its range
 * @example
 * const y = convBlock({ filters: 32, strides: 2 })(input([128, 96, 3]));    // Sym<[null, 64, 48, 32]>
 */
export function convBlock<
  const F extends number, const K extends KernelSize = 3, const S extends number = 1,
  const P extends Padding = 'same', const D extends number = 1,
>(options: ConvBlockOptions<F, K, S, P, D>) {
  const { filters, kernelSize = 3, strides = 1, padding = 'same', dilationRate = 1, groups = 1 } = options;
  const { norm = { kind: 'batch' }, activation = 'relu', useBias = norm === 'none', initialBias = 0 } = options;
  const { kernelNorm = 'none', name } = options;
  checkPositiveIntegers('convBlock', { filters, strides, dilationRate, groups });
  checkKernelSize('convBlock', 'kernelSize', kernelSize);
  checkOneOf('convBlock', 'padding', padding, ['same', 'valid', 'torch']);
  checkActivation('convBlock', activation);
  checkNorm('convBlock', norm);
  if (strides > 1 && dilationRate > 1) throw invalid('dilationRate', 'convBlock', '1 where strides are not 1', dilationRate);
  if (!useBias && initialBias !== 0) throw invalid('initialBias', 'convBlock', '0 where there is no bias', initialBias);
  if (filters % groups !== 0) throw invalid('groups', 'convBlock', `a divisor of the ${filters} filters`, groups);

  const pad = paddingLayers({ kernelSize, strides, padding, dilationRate }, name);
  const conv = conv2d({
    filters, kernelSize, strides, padding: pad.padding, dilationRate, groups,
    useBias,
    kernelInitializer: kernelInitializer('convBlock', options, 'conv'),
    kernelRegularizer: regularizer('convBlock', options.kernelRegularizer),
    biasInitializer: initializers.constant({ value: initialBias }),
    name: layerName(name, 'conv'),
  });
  const parts = [
    ...pad.before,
    normalizedKernel('convBlock', conv, kernelNorm, options),
    ...normLayers(norm, name),
    ...activationLayers(activation, name),
  ];

  return mapBlock('convBlock', <B extends Dim, H extends Dim, W extends Dim, C extends number>(x: Sym<readonly [B, H, W, C]>) =>
    applyLayers('convBlock', parts, x) as
      Sym<readonly [B, ConvOutput<H, HeightOf<K>, S, P, D>, ConvOutput<W, WidthOf<K>, S, P, D>, F]>);
}
