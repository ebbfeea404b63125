/**
 * The transition between two dense blocks of DenseNet: fewer channels, then half the size.
 *
 *     y = averagePool2×2(conv1×1(relu(norm(x))))
 *
 * DenseNet-BC keeps half the channels. G. Huang et al. (2017), arXiv:1608.06993.
 */
import { layers } from '@tensorflow/tfjs-layers';
import { conv2d } from '../layers/conv2d';
import { checkPositiveIntegers } from '../shapes/check';
import type { ConvOutput } from '../shapes/size';
import type { Dim, Sym } from '../shapes/sym';
import { type Activation, activationLayers, checkActivation } from './activation';
import { applyLayers } from './applyLayers';
import { mapBlock } from './mapBlock';
import { checkNorm, type Norm, normLayers } from './norm';
import { kernelInitializer, layerName, regularizer } from './weights';
import type { WeightOptions } from './weights';

/** Options of {@link denseTransition}. */
export interface DenseTransitionOptions<F extends number = number> extends WeightOptions {
  /** Channels of the result; half those of the input in the paper. */
  filters: F;
  /** Default batch normalisation with momentum 0.9 and epsilon 1e-3. */
  norm?: Norm;
  /** Default `relu`. */
  activation?: Activation;
}

/**
 * A block [B, H, W, C] → [B, ⌊H/2⌋, ⌊W/2⌋, filters].
 *
 * Layers: `${name}_bn`, `${name}_relu`, `${name}_conv`, `${name}_pool`.
 *
 * @throws where an option is out of its range
 * @example
 * const y = denseTransition({ filters: 128 })(input([56, 56, 256]));    // Sym<[null, 28, 28, 128]>
 */
export function denseTransition<const F extends number>(options: DenseTransitionOptions<F>) {
  const { filters, norm = { kind: 'batch' }, activation = 'relu', name } = options;
  checkPositiveIntegers('denseTransition', { filters });
  checkActivation('denseTransition', activation);
  checkNorm('denseTransition', norm);
  const parts = [
    ...normLayers(norm, name),
    ...activationLayers(activation, name),
    conv2d({
      filters, kernelSize: 1, useBias: norm === 'none',
      kernelInitializer: kernelInitializer('denseTransition', options, 'conv'),
      kernelRegularizer: regularizer('denseTransition', options.kernelRegularizer),
      name: layerName(name, 'conv'),
    }),
    layers.averagePooling2d({ poolSize: 2, strides: 2, name: layerName(name, 'pool') }),
  ];
  return mapBlock('denseTransition', <B extends Dim, H extends Dim, W extends Dim, C extends number>(x: Sym<readonly [B, H, W, C]>) =>
    applyLayers('denseTransition', parts, x) as
      Sym<readonly [B, ConvOutput<H, 2, 2, 'valid'>, ConvOutput<W, 2, 2, 'valid'>, F]>);
}
