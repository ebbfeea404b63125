/**
 * Makes the image lighter or darker, its contrast stronger or weaker; masks stay as they are.
 *
 *     level' = contrast · (level − mean) + mean + 255 · brightness, rounded and clipped to [0, 255]
 *
 * `mean` is the mean level of the image over all pixels and channels, so contrast alone keeps the brightness.
 */
import type { Raster } from './sample';
import { checkedRange, type LevelsStep, type Range, type Transform } from './transform';

/**
 * @param options.brightnessRange fraction of white to add; default [-.2, .2]
 * @param options.contrastRange factor; default [.8, 1.2]
 * @throws where a range is not [low, high] with low ≤ high, or a contrast is negative
 * @example
 * brightnessContrast({ brightnessRange: [-.1, .1], contrastRange: [.9, 1.1] });
 */
export function brightnessContrast(options: { brightnessRange?: Range; contrastRange?: Range } = {}): Transform {
  const brightness = checkedRange('brightnessContrast', 'brightnessRange', options.brightnessRange ?? [-0.2, 0.2]);
  const contrast = checkedRange('brightnessContrast', 'contrastRange', options.contrastRange ?? [0.8, 1.2], 0);
  return {
    name: 'brightnessContrast',
    draw: (random) => ({
      kind: 'levels',
      name: 'brightnessContrast',
      brightness: random.uniform(...brightness),
      contrast: random.uniform(...contrast),
    }),
  };
}

/** A new image with its levels changed, through a table of all 256. */
export function changeLevels(image: Raster, { brightness, contrast }: LevelsStep): Raster {
  const { data } = image;
  let sum = 0;
  for (let i = 0; i < data.length; i++) sum += data[i];
  const mean = sum / data.length;
  const table = Uint8ClampedArray.from({ length: 256 }, (_, level) =>
    contrast * (level - mean) + mean + 255 * brightness);
  const changed = new Uint8Array(data.length);
  for (let i = 0; i < data.length; i++) changed[i] = table[data[i]];
  return { ...image, data: changed };
}
