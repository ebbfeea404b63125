/**
 * Transposed convolution, normalisation, activation: the convolution whose steps enlarge the image.
 *
 *     y = activation(norm(x ∗ᵀ kernel))      with a bias instead where there is no norm
 *
 * Each pixel of x lays a copy of the kernel, times its value, at `strides` times its place; copies that overlap add up. It is
 * the gradient of a convolution with these strides. With input size n, kernel size k and strides s:
 *
 *     valid  n·s + max(k − s, 0)     whole copies (torch: (n − 1)·s + k, less where k < s)
 *     same   n·s                     ⌊(k − s) / 2⌋ cut off above and left, the rest below and right, as TensorFlow
 *     torch  n·s                     ⌈(k − s) / 2⌉ cut off above and left, as PyTorch with padding ⌈(k − s) / 2⌉ and
 *                                    output_padding (k − s) mod 2; not for k < s
 *
 * V. Dumoulin, F. Visin (2016), "A guide to convolution arithmetic for deep learning", arXiv:1603.07285.
 */
import { layers } from '@tensorflow/tfjs-layers';
import { cropping2d } from '../layers/cropping2d';
import { checkKernelSize, checkOneOf, checkPositiveIntegers, invalid } from '../shapes/check';
import { heightAndWidth } from '../shapes/size';
import type { HeightOf, KernelSize, Padding, TransposedOutput, WidthOf } from '../shapes/size';
import type { Dim, Sym } from '../shapes/sym';
import { type Activation, activationLayers, checkActivation } from './activation';
import { applyLayers } from './applyLayers';
import { mapBlock } from './mapBlock';
import { checkNorm, type Norm, normLayers } from './norm';
import { kernelInitializer, layerName, regularizer } from './weights';
import type { WeightOptions } from './weights';

/** Options of {@link transposedConv}. */
export interface TransposedConvOptions<
  F extends number = number, K extends KernelSize = KernelSize, S extends number = number, P extends Padding = Padding,
> extends WeightOptions {
  /** Channels of the result. */
  filters: F;
  /** Height and width of the kernel, in pixels of the result, or [height, width]; default 4. */
  kernelSize?: K;
  /** How many times higher and wider the result is; default 2. */
  strides?: S;
  /** Default `same`. */
  padding?: P;
  /** Default batch normalisation with momentum 0.9 and epsilon 1e-3. */
  norm?: Norm;
  /** Default `relu`. */
  activation?: Activation;
}

/**
 * A block [B, H, W, C] → [B, H', W', filters], with H' and W' as in `transposedOutputSize`.
 *
 * Layers: `${name}_conv`, `${name}_crop` (where `torch` padding needs it), `${name}_bn`, `${name}_${activation}`.
 *
 * @throws where an option is out of its range
 * @example
 * const y = transposedConv({ filters: 32 })(input([16, 16, 64]));     // Sym<[null, 32, 32, 32]>
 */
export function transposedConv<
  const F extends number, const K extends KernelSize = 4, const S extends number = 2, const P extends Padding = 'same',
>(options: TransposedConvOptions<F, K, S, P>) {
  const { filters, kernelSize = 4, strides = 2, padding = 'same', norm = { kind: 'batch' }, activation = 'relu', name } = options;
  checkPositiveIntegers('transposedConv', { filters, strides });
  checkKernelSize('transposedConv', 'kernelSize', kernelSize);
  checkOneOf('transposedConv', 'padding', padding, ['same', 'valid', 'torch']);
  checkActivation('transposedConv', activation);
  checkNorm('transposedConv', norm);

  const crop = croppingLayers(kernelSize, strides, padding, name);
  const parts = [
    layers.conv2dTranspose({
      filters, kernelSize: [...heightAndWidth(kernelSize)] as [number, number], strides, padding: crop.padding,
      useBias: norm === 'none',
      kernelInitializer: kernelInitializer('transposedConv', options, 'conv'),
      kernelRegularizer: regularizer('transposedConv', options.kernelRegularizer),
      name: layerName(name, 'conv'),
    }),
    ...crop.after,
    ...normLayers(norm, name),
    ...activationLayers(activation, name),
  ];

  return mapBlock('transposedConv', <B extends Dim, H extends Dim, W extends Dim, C extends number>(x: Sym<readonly [B, H, W, C]>) =>
    applyLayers('transposedConv', parts, x) as
      Sym<readonly [B, TransposedOutput<H, HeightOf<K>, S, P>, TransposedOutput<W, WidthOf<K>, S, P>, F]>);
}

/** The padding that tfjs's layer does itself, and a layer for what it cannot: an odd row or column that goes above or left. */
function croppingLayers(kernelSize: KernelSize, strides: number, padding: Padding, name: string | undefined) {
  if (padding !== 'torch') return { padding, after: [] };
  const cuts = heightAndWidth(kernelSize).map((size) => size - strides);
  if (cuts.some((cut) => cut < 0)) {
    throw invalid('kernelSize', 'transposedConv', `at least the strides, ${strides}, where the padding is "torch"`, kernelSize);
  }
  if (cuts.every((cut) => cut % 2 === 0)) return { padding: 'same' as const, after: [] };
  const [rows, columns] = cuts.map((cut) => [Math.ceil(cut / 2), Math.floor(cut / 2)] as [number, number]);
  const crop = cropping2d({ cropping: [rows, columns], name: layerName(name, 'crop') });
  return { padding: 'valid' as const, after: [crop] };
}
