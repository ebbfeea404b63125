/**
 * Depthwise separable convolution: a depthwise convolution looks around in every channel, a 1 × 1 convolution mixes the
 * channels. With F filters of k × k taps it costs 1/F + 1/k² of the convolution it stands for.
 *
 *     y = activation(norm(z ∗ pointwise)),  z = activation(norm(x ∗ depthwise, channel by channel))
 *
 * A. Howard et al. (2017), "MobileNets: efficient convolutional neural networks for mobile vision applications",
 * arXiv:1704.04861; without norm and activation between the two it is that of Xception, F. Chollet (2017), arXiv:1610.02357.
 */
import { checkPositiveIntegers } from '../shapes/check';
import type { ConvOutput, HeightOf, KernelSize, Padding, WidthOf } from '../shapes/size';
import type { Dim, Sym } from '../shapes/sym';
import type { Activation } from './activation';
import { convBlock } from './convBlock';
import { depthwiseConv } from './depthwiseConv';
import type { DepthwiseConvOptions } from './depthwiseConv';
import { mapBlock } from './mapBlock';
import type { Norm } from './norm';
import { layerName } from './weights';

/** Options of {@link separableConv}; `norm` and `activation` follow each of the two convolutions. */
export interface SeparableConvOptions<
  F extends number = number, K extends KernelSize = KernelSize, S extends number = number, P extends Padding = Padding,
  D extends number = number,
> extends DepthwiseConvOptions<K, S, P, D> {
  /** Channels of the result. */
  filters: F;
  /** After the depthwise convolution; default `norm`. */
  depthwiseNorm?: Norm;
  /** After the depthwise convolution; default `activation`. */
  depthwiseActivation?: Activation;
}

/**
 * A block [B, H, W, C] → [B, H', W', filters], with H' and W' as in `convOutputSize`.
 *
 * Layers: those of `depthwiseConv` as `${name}_depthwise`, those of `convBlock` as `${name}_pointwise`.
 *
 * @throws where an option is out of its range
 * @example
 * const y = separableConv({ filters: 64, strides: 2 })(input([128, 96, 32]));    // Sym<[null, 64, 48, 64]>
 */
export function separableConv<
  const F extends number, const K extends KernelSize = 3, const S extends number = 1, const P extends Padding = 'same',
  const D extends number = 1,
>(options: SeparableConvOptions<F, K, S, P, D>) {
  const { filters, kernelSize, strides, padding, dilationRate, depthMultiplier, norm, activation, name, ...weights } = options;
  const { depthwiseNorm = norm, depthwiseActivation = activation } = options;
  checkPositiveIntegers('separableConv', { filters });
  const depthwise = depthwiseConv<K, S, P, D, number>({
    ...weights, kernelSize, strides, padding, dilationRate, depthMultiplier,
    norm: depthwiseNorm, activation: depthwiseActivation, name: layerName(name, 'depthwise'),
  });
  const pointwise = convBlock({ ...weights, filters, kernelSize: 1, norm, activation, name: layerName(name, 'pointwise') });
  return mapBlock('separableConv', <B extends Dim, H extends Dim, W extends Dim, C extends number>(x: Sym<readonly [B, H, W, C]>) =>
    pointwise(depthwise(x)) as Sym<readonly [B, ConvOutput<H, HeightOf<K>, S, P, D>, ConvOutput<W, WidthOf<K>, S, P, D>, F]>);
}
