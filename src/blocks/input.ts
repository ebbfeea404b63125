/** The start of every model: a place for the data. */
import { input as layersInput } from '@tensorflow/tfjs-layers';
import { checkPositiveIntegers } from '../shapes/check';
import type { Dim, Sym } from '../shapes/sym';

/**
 * An input of the given shape without the batch, which stays open.
 *
 * @param shape for images [H, W, C]; `null` for a size that may differ from call to call
 * @throws unless every size is `null` or a positive integer
 * @example
 * const x = input([128, 128, 3]);     // Sym<[null, 128, 128, 3]>
 */
export function input<const S extends readonly Dim[]>(shape: S, options: { name?: string } = {}): Sym<readonly [null, ...S]> {
  shape.forEach((size, axis) => size === null || checkPositiveIntegers('input', { [`shape[${axis}]`]: size }));
  return layersInput({ shape: [...shape], ...options });
}
