/**
 * Depthwise convolution, normalisation, activation: every channel is convolved with kernels of its own, so that it costs a
 * C-th of a convolution of C channels and mixes none of them.
 *
 *     y[…, c·M + m] = activation(norm(x[…, c] ∗ kernel[…, c, m]))      with a bias instead where there is no norm
 *
 * F. Chollet (2017), "Xception: deep learning with depthwise separable convolutions", arXiv:1610.02357; A. Howard et al.
 * (2017), "MobileNets", arXiv:1704.04861.
 */
import { depthwiseConv2d } from '../layers/depthwiseConv2d';
import { checkKernelSize, checkOneOf, checkPositiveIntegers, invalid } from '../shapes/check';
import type { ConvOutput, HeightOf, KernelSize, Padding, Times, WidthOf } from '../shapes/size';
import type { Dim, Sym } from '../shapes/sym';
import { applyLayers } from './applyLayers';
import { type Activation, activationLayers, checkActivation } from './activation';
import { mapBlock } from './mapBlock';
import { checkNorm, type Norm, normLayers } from './norm';
import { paddingLayers } from './padding';
import { kernelInitializer, layerName, regularizer } from './weights';
import type { WeightOptions } from './weights';

/** Options of {@link depthwiseConv}. */
export interface DepthwiseConvOptions<
  K extends KernelSize = KernelSize, S extends number = number, P extends Padding = Padding, D extends number = number,
  M extends number = number,
> extends WeightOptions {
  /** Height and width of the kernel, in pixels, or [height, width]; default 3. */
  kernelSize?: K;
  /** Step between places of the kernel, in pixels; default 1. */
  strides?: S;
  /** Default `same`. */
  padding?: P;
  /** Distance between taps of the kernel, in pixels; default 1. Not together with strides. */
  dilationRate?: D;
  /** Kernels, and so channels of the result, for each channel of the input; default 1. */
  depthMultiplier?: M;
  /** Default batch normalisation with momentum 0.9 and epsilon 1e-3. */
  norm?: Norm;
  /** Default `relu`. */
  activation?: Activation;
}

/**
 * A block [B, H, W, C] → [B, H', W', C·depthMultiplier], with H' and W' as in `convOutputSize`.
 *
 * Layers: those of `convBlock`, the convolution being a depthwise one. Applied twice, it shares their weights.
 *
 * @throws where an option is out of its range
 * @example
 * const y = depthwiseConv({ strides: 2 })(input([128, 96, 32]));    // Sym<[null, 64, 48, 32]>
 */
export function depthwiseConv<
  const K extends KernelSize = 3, const S extends number = 1, const P extends Padding = 'same', const D extends number = 1,
  const M extends number = 1,
>(options: DepthwiseConvOptions<K, S, P, D, M> = {}) {
  const { kernelSize = 3, strides = 1, padding = 'same', dilationRate = 1, depthMultiplier = 1 } = options;
  const { norm = { kind: 'batch' }, activation = 'relu', name } = options;
  checkPositiveIntegers('depthwiseConv', { strides, dilationRate, depthMultiplier });
  checkKernelSize('depthwiseConv', 'kernelSize', kernelSize);
  checkOneOf('depthwiseConv', 'padding', padding, ['same', 'valid', 'torch']);
  checkActivation('depthwiseConv', activation);
  checkNorm('depthwiseConv', norm);
  if (strides > 1 && dilationRate > 1) throw invalid('dilationRate', 'depthwiseConv', '1 where strides are not 1', dilationRate);

  const pad = paddingLayers({ kernelSize, strides, padding, dilationRate }, name);
  const parts = [
    ...pad.before,
    depthwiseConv2d({
      kernelSize, strides, padding: pad.padding, dilationRate, depthMultiplier,
      useBias: norm === 'none',
      depthwiseInitializer: kernelInitializer('depthwiseConv', options, 'conv'),
      depthwiseRegularizer: regularizer('depthwiseConv', options.kernelRegularizer),
      name: layerName(name, 'conv'),
    }),
    ...normLayers(norm, name),
    ...activationLayers(activation, name),
  ];

  return mapBlock('depthwiseConv', <B extends Dim, H extends Dim, W extends Dim, C extends number>(x: Sym<readonly [B, H, W, C]>) =>
    applyLayers('depthwiseConv', parts, x) as
      Sym<readonly [B, ConvOutput<H, HeightOf<K>, S, P, D>, ConvOutput<W, WidthOf<K>, S, P, D>, Times<C, M>]>);
}
