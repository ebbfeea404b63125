/**
 * The inverted residual with linear bottleneck of MobileNetV2: a 1 × 1 convolution widens, a depthwise convolution looks
 * around, a 1 × 1 convolution without activation narrows; where the result has the shape of the input, both are added.
 *
 *     y = [x +] norm(depthwise(expand(x)) ∗ project),   C → expansion·C → expansion·C → filters channels
 *
 * Where the expansion is 1, nothing widens. M. Sandler et al. (2018), "MobileNetV2: inverted residuals and linear
 * bottlenecks", arXiv:1801.04381.
 */
import { layers } from '@tensorflow/tfjs-layers';
import { checkPositiveIntegers } from '../shapes/check';
import { convOutputSize, heightAndWidth } from '../shapes/size';
import type { ConvOutput, HeightOf, KernelSize, Padding, WidthOf } from '../shapes/size';
import type { Dim, Sym } from '../shapes/sym';
import type { Activation } from './activation';
import { convBlock } from './convBlock';
import { depthwiseConv } from './depthwiseConv';
import { mapBlock } from './mapBlock';
import type { Norm } from './norm';
import { layerName } from './weights';
import type { WeightOptions } from './weights';

/** Options of {@link invertedResidual}. */
export interface InvertedResidualOptions<
  F extends number = number, K extends KernelSize = KernelSize, S extends number = number, P extends Padding = Padding,
  D extends number = number,
> extends WeightOptions {
  /** Channels of the result. */
  filters: F;
  /** How many times more channels there are within; default 6. */
  expansion?: number;
  /** Of the depthwise convolution: height and width of the kernel, in pixels, or [height, width]; default 3. */
  kernelSize?: K;
  /** Of the depthwise convolution, in pixels; default 1. */
  strides?: S;
  /** Default `same`. */
  padding?: P;
  /** Of the depthwise convolution, in pixels; default 1. Not together with strides. */
  dilationRate?: D;
  /** Default batch normalisation with momentum 0.9 and epsilon 1e-3. */
  norm?: Norm;
  /** Of the first two convolutions; default `relu6`. */
  activation?: Activation;
}

type Layer4D = (x: Sym<readonly [Dim, Dim, Dim, number]>) => Sym<readonly [Dim, Dim, Dim, number]>;

/**
 * A block [B, H, W, C] → [B, H', W', filters], with H' and W' as in `convOutputSize`.
 *
 * Layers: those of `convBlock` as `${name}_expand`, of `depthwiseConv` as `${name}_depthwise`, of `convBlock` as
 * `${name}_project`, and `${name}_add`. Applied twice, it shares their weights.
 *
 * @throws where an option is out of its range
 * @example
 * const y = invertedResidual({ filters: 24, strides: 2 })(input([112, 112, 16]));    // Sym<[null, 56, 56, 24]>
 */
export function invertedResidual<
  const F extends number, const K extends KernelSize = 3, const S extends number = 1, const P extends Padding = 'same',
  const D extends number = 1,
>(options: InvertedResidualOptions<F, K, S, P, D>) {
  const { filters, expansion = 6, kernelSize, strides, padding, dilationRate, norm, activation = 'relu6', name, ...weights } = options;
  checkPositiveIntegers('invertedResidual', { filters, expansion });
  const depthwise = depthwiseConv<K, S, P, D>({
    ...weights, kernelSize, strides, padding, dilationRate, norm, activation, name: layerName(name, 'depthwise'),
  });
  const pointwise = { ...weights, kernelSize: 1, norm };
  const project = convBlock({ ...pointwise, filters, activation: 'linear', name: layerName(name, 'project') });
  const add = layers.add({ name: layerName(name, 'add') });
  const keepsSize = heightAndWidth(kernelSize ?? 3).every((taps) => convOutputSize(999, taps, strides, padding, dilationRate) === 999);
  // How wide it is depends on the first input.
  let expand: Layer4D | undefined = expansion === 1 ? (x) => x : undefined;

  return mapBlock('invertedResidual', <B extends Dim, H extends Dim, W extends Dim, C extends number>(x: Sym<readonly [B, H, W, C]>) => {
    expand ??= convBlock({ ...pointwise, filters: expansion * (x.shape[3] as number), activation, name: layerName(name, 'expand') });
    const y = project(depthwise(expand(x)));
    return (keepsSize && x.shape[3] === filters ? add.apply([x, y]) : y) as
      Sym<readonly [B, ConvOutput<H, HeightOf<K>, S, P, D>, ConvOutput<W, WidthOf<K>, S, P, D>, F]>;
  });
}
