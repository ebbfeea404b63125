/**
 * U-Net: an encoder that halves the image `depth` times, a decoder that doubles it back, and skips between equal sizes.
 *
 *     filters, 2·filters, …, 2^depth·filters channels down, the same back up, a 1 × 1 convolution to `classes` logits
 *
 * O. Ronneberger, P. Fischer, T. Brox (2015), "U-Net: convolutional networks for biomedical image segmentation",
 * arXiv:1505.04597. Here with 'same' padding, so that the result has the size of the image, and batch normalisation.
 */
import type { PowerOfTwo } from '../shapes/divisible';
import type { Segmenter } from './segmenter';
import { encoderFor } from './unetBackbone';
import type { UnetBackboneOptions } from './unetBackbone';
import { decoderOn } from './unetWith';
import type { UnetWithOptions } from './unetWith';

/** Options of {@link unet}. */
export interface UnetOptions<K extends number = number, D extends number = number>
  extends Omit<UnetWithOptions<never, K>, 'encoder' | 'dilationRate'>, UnetBackboneOptions {
  depth?: D;
}

/**
 * A model [B, H, W, C] → logits [B, H, W, classes]. H and W are multiples of 2^depth, 16 by default: others do not compile. If one is
 * open, a layer `DivisibleSize` refuses others when the model runs.
 *
 * Layers: those of `unetEncoder` as `${name}_encoder0`, … from the top down, `${name}_bottom4`, those of `unetDecoder` as
 * `${name}_decoder3`, … up to `${name}_decoder0`, and `${name}_logits_conv`.
 *
 * @throws where an option is out of its range, or H or W is no multiple of 2^depth
 * @example
 * const x = input([128, 128, 3]);
 * const model = tf.model({ inputs: x, outputs: unet({ seed: 1 })(x) });     // 1.9 million parameters
 */
export function unet<const K extends number = 1, const D extends number = 4>(
  options: UnetOptions<K, D> = {},
): Segmenter<K, PowerOfTwo<D>> {
  return unetFor('unet', options);
}

/** {@link unet}, whose errors name another function. */
export function unetFor<K extends number>(where: string, { filters, depth, dropout, dilation, ...options }: UnetOptions<K>) {
  const { unit, norm, activation, kernelInitializer, kernelRegularizer, seed, name } = options;
  const encoder = encoderFor(where, {
    filters, depth, dropout, dilation, unit, norm, activation, kernelInitializer, kernelRegularizer, seed, name,
  });
  const dilationRate = dilation?.at === 'everywhere' ? dilation.rate : 1;
  return decoderOn<K>(where, { ...options, filters, encoder, dilationRate });
}
