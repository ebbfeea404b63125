import fc from 'fast-check';
import type { Raster, Sample } from 'tfjs-blocks/augment';

/** A raster from a function of row, column and channel. */
export function raster(height: number, width: number, channels: number, at: (y: number, x: number, k: number) => number): Raster {
  const data = Uint8Array.from({ length: height * width * channels }, (_, i) =>
    at(Math.floor(i / channels / width), Math.floor(i / channels) % width, i % channels));
  return { data, height, width, channels };
}

/** Random images with a random mask. */
export const samples: fc.Arbitrary<Sample> = fc
  .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }))
  .chain(([height, width]) => fc
    .tuple(
      fc.uint8Array({ minLength: height * width * 3, maxLength: height * width * 3 }),
      fc.array(fc.boolean(), { minLength: height * width, maxLength: height * width }))
    .map(([data, bits]) => ({
      id: 'made up',
      image: { data, height, width, channels: 3 },
      mask: { data: Uint8Array.from(bits, (bit) => (bit ? 255 : 0)), height, width, channels: 1 },
      label: 'nevus',
    })));
