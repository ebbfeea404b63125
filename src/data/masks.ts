/** Masks of one channel whose pixels are 0 (background) or 255 (lesion). */
import type { Raster } from '../augment/sample';

/** 255 where the mask is above 128, else 0. */
export function binaryMask(mask: Raster): Raster {
  return { ...mask, data: mask.data.map((value) => (value > 128 ? 255 : 0)) };
}

/** The different values of a raster, ascending. */
export function distinctValues(raster: Raster): number[] {
  const seen = new Uint8Array(256);
  for (const value of raster.data) seen[value] = 1;
  return Array.from(seen.keys()).filter((value) => seen[value]);
}

/** Levels of a mask of 16 bits: small numbers, such as 0 and 1, as they are; others divided by 257. */
export function maskLevels(numbers: Uint16Array): Uint8Array {
  const scale = numbers.every((value) => value <= 255) ? 1 : 257;
  return Uint8Array.from(numbers, (value) => Math.round(value / scale));
}
