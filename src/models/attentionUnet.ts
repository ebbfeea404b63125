/**
 * Attention U-Net: a U-Net whose skips pass through gates that the coarser level steers.
 *
 * O. Oktay et al. (2018), "Attention U-Net: learning where to look for the pancreas", arXiv:1804.03999.
 */
import type { PowerOfTwo } from '../shapes/divisible';
import type { Segmenter } from './segmenter';
import { unetFor } from './unet';
import type { UnetOptions } from './unet';

/**
 * A model [B, H, W, C] → logits [B, H, W, classes]. H and W are multiples of 2^depth, 16 by default: others do not compile.
 *
 * Layers: those of `unet`, and in each level of the decoder those of `attentionGate` as `${name}_decoder0_gate`. The default
 * name is `attention_unet`.
 *
 * @throws where an option is out of its range, or H or W is no multiple of 2^depth
 * @example
 * const logits = attentionUnet({ classes: 3 })(input([128, 128, 3]));     // Sym<[null, 128, 128, 3]>
 */
export function attentionUnet<const K extends number = 1, const D extends number = 4>(
  options: Omit<UnetOptions<K, D>, 'attention'> = {},
): Segmenter<K, PowerOfTwo<D>> {
  return unetFor<K>('attentionUnet', { ...options, name: options.name ?? 'attention_unet', attention: 'gate' });
}
