/**
 * A dense layer: every unit sees every feature.
 *
 *     y = activation(norm(x · kernel))      with a bias instead where there is no norm
 */
import { layers } from '@tensorflow/tfjs-layers';
import { checkPositiveIntegers } from '../shapes/check';
import type { Dim, Sym } from '../shapes/sym';
import { type Activation, activationLayers, checkActivation } from './activation';
import { applyLayers } from './applyLayers';
import { type KernelNorm, normalizedKernel } from './kernelNorm';
import { checkNorm, type Norm, normLayers } from './norm';
import { kernelInitializer, layerName, regularizer } from './weights';
import type { WeightOptions } from './weights';

/** Options of {@link dense}. */
export interface DenseOptions<U extends number = number> extends WeightOptions {
  /** Length of the result. */
  units: U;
  /** Default `none`: a bias. */
  norm?: Norm;
  /** Default `linear`. */
  activation?: Activation;
  /** Default `none`. */
  kernelNorm?: KernelNorm;
}

/**
 * A block [B, C] → [B, units].
 *
 * Layers: `${name}_dense`, `${name}_bn`, `${name}_${activation}`.
 *
 * @throws where an option is out of its range
 * @example
 * const y = dense({ units: 10, activation: 'relu' })(input([64]));     // Sym<[null, 10]>
 */
export function dense<const U extends number>(options: DenseOptions<U>) {
  const { units, norm = 'none', activation = 'linear', kernelNorm = 'none', name } = options;
  checkPositiveIntegers('dense', { units });
  checkActivation('dense', activation);
  checkNorm('dense', norm);
  const layer = layers.dense({
    units,
    useBias: norm === 'none',
    kernelInitializer: kernelInitializer('dense', options, 'dense'),
    kernelRegularizer: regularizer('dense', options.kernelRegularizer),
    name: layerName(name, 'dense'),
  });
  const parts = [normalizedKernel('dense', layer, kernelNorm, options), ...normLayers(norm, name), ...activationLayers(activation, name)];

  return <B extends Dim, C extends number>(x: Sym<readonly [B, C]>) => applyLayers('dense', parts, x) as Sym<readonly [B, U]>;
}
