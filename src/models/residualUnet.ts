/**
 * Residual U-Net: a U-Net whose levels are residual blocks, so that a deeper one still trains.
 *
 * Z. Zhang, Q. Liu, Y. Wang (2017), "Road extraction by deep residual U-Net", arXiv:1711.10684; here with the blocks of He et
 * al. (2015), arXiv:1512.03385, and max pooling between the levels.
 */
import type { PowerOfTwo } from '../shapes/divisible';
import type { Segmenter } from './segmenter';
import { unetFor } from './unet';
import type { UnetOptions } from './unet';

/**
 * A model [B, H, W, C] → logits [B, H, W, classes]. H and W are multiples of 2^depth, 16 by default: others do not compile.
 *
 * Layers: those of `unet`, with those of `residualBlock` in place of two convolution blocks. The default name is
 * `residual_unet`.
 *
 * @throws where an option is out of its range, or H or W is no multiple of 2^depth
 * @example
 * const logits = residualUnet({ classes: 3 })(input([128, 128, 3]));     // Sym<[null, 128, 128, 3]>
 */
export function residualUnet<const K extends number = 1, const D extends number = 4>(
  options: Omit<UnetOptions<K, D>, 'unit'> = {},
): Segmenter<K, PowerOfTwo<D>> {
  return unetFor<K>('residualUnet', { ...options, name: options.name ?? 'residual_unet', unit: 'residual' });
}
