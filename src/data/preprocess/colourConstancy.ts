/**
 * Colour constancy: takes the tint of the light out of a picture.
 *
 *     e_c = (mean over pixels of I_c^p)^(1/p)        the light's colour, by the Minkowski norm p of each channel
 *     I'_c = I_c · |e| / (√3 · e_c)                  rounded and clipped; a light that is gray changes nothing
 *
 * p = 1 is gray world: the mean of a scene is gray. p = 6, shades of gray, leans on the lighter pixels.
 * G. Finlayson, E. Trezzi (2004), "Shades of gray and colour constancy". G. Buchsbaum (1980) for gray world.
 */
import { checkRasterSize } from '../../augment/checkSample';
import type { Raster } from '../../augment/sample';
import { invalid } from '../../shapes/check';

/**
 * The picture under gray light, by the given norm. A channel that is 0 everywhere stays so.
 *
 * @param options.power the norm p ≥ 1; default 6
 * @throws where the picture has not 3 channels or `power` is below 1
 * @example
 * const image = shadesOfGray(sample.image);
 */
export function shadesOfGray(image: Raster, options: { readonly power?: number } = {}): Raster {
  const { power = 6 } = options;
  if (!(power >= 1 && Number.isFinite(power))) throw invalid('power', 'shadesOfGray', 'a number of at least 1', power);
  return underGrayLight(image, power, 'shadesOfGray');
}

/**
 * The picture scaled so that the means of its channels are equal: `shadesOfGray` with `power` 1.
 *
 * @throws where the picture has not 3 channels
 * @example
 * const image = grayWorld(sample.image);
 */
export function grayWorld(image: Raster): Raster {
  return underGrayLight(image, 1, 'grayWorld');
}

function underGrayLight(image: Raster, power: number, caller: string): Raster {
  checkRasterSize(`\`image\` in ${caller}`, image);
  if (image.channels !== 3) throw invalid('image', caller, '3 channels', image.channels);
  const light = lightOf(image, power);
  const strength = Math.hypot(...light) / Math.sqrt(3);
  const tables = light.map((e) => Uint8ClampedArray.from({ length: 256 }, (_, level) => (e === 0 ? level : (level * strength) / e)));
  return { ...image, data: image.data.map((level, i) => tables[i % 3][level]) };
}

/** The Minkowski mean of each channel, from its histogram. */
function lightOf({ data }: Raster, power: number): number[] {
  const counts = [0, 1, 2].map(() => new Float64Array(256));
  for (let i = 0; i < data.length; i++) counts[i % 3][data[i]]++;
  const powers = Float64Array.from({ length: 256 }, (_, level) => (level / 255) ** power);
  return counts.map((count) => (count.reduce((sum, n, level) => sum + n * powers[level], 0) / (data.length / 3)) ** (1 / power));
}
