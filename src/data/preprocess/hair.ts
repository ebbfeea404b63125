/**
 * Hair removal, a recipe for dermoscopy: find what is dark, narrow and long, and fill it from its sides.
 *
 *     gray = .299 R + .587 G + .114 B
 *     hair = black hat of gray above `threshold`, where it holds along a straight line of `minLength`, widened by a pixel
 *
 * After T. Lee et al. (1997), "DullRazor: a software approach to hair removal from images", with lines in 24 directions and
 * harmonic filling. It also takes away ruler marks, and it may take thin dark lines of a lesion for hair: whether it helps has
 * to be measured on validation images.
 */
import { checkRasterSize } from '../../augment/checkSample';
import type { Raster } from '../../augment/sample';
import { checkPositiveIntegers, invalid } from '../../shapes/check';
import { inpaint } from './inpaint';
import { blackHat, dilate } from './morphology';

/** Options of {@link hairMask} and {@link removeHair}. */
export interface HairOptions {
  /** Pixels, odd: strands up to about this width are found; default 1/24 of the shorter side, at least 5. */
  readonly kernelSize?: number;
  /** Grey levels by which hair is darker than its surroundings, 1 to 255; default 12. */
  readonly threshold?: number;
  /** Pixels over which a strand is straight, to its own width; default twice `kernelSize`. */
  readonly minLength?: number;
}

/**
 * 255 where there is dark hair.
 *
 * @throws where the image has not 3 channels, or an option is out of range
 * @example
 * const hair = hairMask(sample.image);
 */
export function hairMask(image: Raster, options: HairOptions = {}): Raster {
  checkRasterSize('`image` in hairMask', image);
  const { height, width, channels, data } = image;
  if (channels !== 3) throw invalid('image', 'hairMask', '3 channels', channels);
  const { kernelSize = 2 * Math.max(2, Math.round(Math.min(height, width) / 48)) + 1, threshold = 12 } = options;
  const { minLength = 2 * kernelSize } = options;
  checkPositiveIntegers('hairMask', { kernelSize, threshold, minLength });
  if (kernelSize % 2 === 0) throw invalid('kernelSize', 'hairMask', 'an odd number', kernelSize);
  const gray = Uint8ClampedArray.from({ length: height * width }, (_, i) =>
    0.299 * data[3 * i] + 0.587 * data[3 * i + 1] + 0.114 * data[3 * i + 2]);
  const dark = blackHat({ data: new Uint8Array(gray.buffer), height, width }, kernelSize);
  const strands = straightRuns({ ...dark, data: dark.data.map((level) => (level > threshold ? 255 : 0)), channels: 1 }, minLength);
  return { ...dilate(strands, 3), channels: 1 };
}

/**
 * The image without dark hair.
 *
 * @throws as `hairMask`
 * @example
 * const image = removeHair(sample.image);
 */
export function removeHair(image: Raster, options: HairOptions = {}): Raster {
  return inpaint(image, hairMask(image, options));
}

/**
 * The pixels that lie on a straight run of at least `least` pixels of the mask: a union of openings by lines. Lines of one
 * direction are copies of one staircase, shifted across; the other half of the directions swaps rows and columns.
 */
function straightRuns(mask: Raster, least: number): Raster {
  const { data, height, width } = mask;
  const kept = new Uint8Array(data.length);
  const sweep = (length: number, along: number, across: number, breadth: number) => {
    for (let direction = -6; direction < 6; direction++) {
      const shifts = Int32Array.from({ length }, (_, i) => Math.round((direction * i) / 6));
      const reach = Math.abs(shifts[length - 1]);
      for (let line = -reach; line < breadth + reach; line++) {
        for (let i = 0, run = 0; i <= length; i++) {
          const at = i < length ? line + shifts[i] : -1;
          if (at >= 0 && at < breadth && data[i * along + at * across] > 0) run++;
          else {
            for (let back = run >= least ? i - run : i; back < i; back++) kept[back * along + (line + shifts[back]) * across] = 255;
            run = 0;
          }
        }
      }
    }
  };
  sweep(width, 1, width, height);
  sweep(height, width, 1, width);
  return { ...mask, data: kept };
}
