/** Masks of one channel whose pixels are 0 (background) or 255 (lesion). */
import { fullMask } from '../augment/fullMask';
import type { Raster } from '../augment/sample';
import { isInside, isMask } from '../metrics/mask';

/**
 * The mask in 0 and 255, whether it came as 0 and 1 or as 0 and 255.
 *
 * @param options.levels true: the mask may have levels between, as JPEG or resizing makes them; inside is what is above 128 of 255. A
 *   mask of 0 and 1 stays one. Default false: another value is an error
 * @throws if a value is not that of a mask, naming the values
 * @example
 * const mask = binaryMask(await decodeMask('lesion_mask.jpg'), { levels: true });
 */
export function binaryMask(mask: Raster, options: { readonly levels?: boolean } = {}): Raster {
  return fullMask('`mask` in binaryMask', mask, options);
}

/** A mask that was averaged, which is why 0 and 1 are levels like others: 255 above 128, else 0. */
export function cutMask(mask: Raster): Raster {
  return { ...mask, data: mask.data.map((level) => (isInside(level) ? 255 : 0)) };
}

/** The different values of a raster, ascending. */
export function distinctValues(raster: Raster): number[] {
  const seen = new Uint8Array(256);
  for (const value of raster.data) seen[value] = 1;
  return Array.from(seen.keys()).filter((value) => seen[value]);
}

/**
 * The numbers of a mask with transparency. If all is equally opaque, the colours are the mask; if what is seen has one colour, what is
 * opaque is; else the colours laid over black.
 *
 * @param numbers gray, of 8 or 16 bits, hidden ones included
 * @param opacity of each, 0 to 1
 * @throws if all that is seen is black, and what is hidden would be a mask of its own: then no one can say which is meant
 */
export function seenNumbers<T extends Uint8Array | Uint16Array>(numbers: T, opacity: ArrayLike<number>): T {
  const full = numbers instanceof Uint8Array ? 255 : 65535;
  const differs = (values: ArrayLike<number>) => Array.prototype.some.call(values, (value) => value !== values[0]);
  if (!differs(opacity)) return numbers;
  const seen = numbers.filter((_, i) => opacity[i] > 0);
  if (differs(seen)) return numbers.map((number, i) => Math.round(opacity[i] * number)) as T;
  const isContrary = seen[0] === 0 && differs(numbers) && isMask(numbers instanceof Uint8Array ? numbers : maskLevels(numbers));
  if (isContrary) throw new Error(contradiction);
  return numbers.map((_, i) => Math.round(opacity[i] * full)) as T;
}

/** What {@link seenNumbers} refuses. */
export const contradiction = 'a mask that is white where it is transparent and black where it is opaque';

/** Levels of a mask of 16 bits: small numbers, such as 0 and 1, as they are; others divided by 257. */
export function maskLevels(numbers: Uint16Array): Uint8Array {
  const scale = numbers.every((value) => value <= 255) ? 1 : 257;
  return Uint8Array.from(numbers, (value) => Math.round(value / scale));
}
