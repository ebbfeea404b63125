/**
 * Makes the image lighter or darker, its contrast stronger or weaker; masks stay as they are.
 *
 *     level' = contrast · (level − mean) + mean + 255 · brightness, rounded and clipped to [0, 255]
 *
 * `mean` is the mean level of the image over all pixels and channels, so contrast alone keeps the brightness.
 */
import { checkedRange, checkOptions, transform, type Chance, type Range, type Transform } from './transform';

/**
 * @param options.brightnessRange fraction of white to add; default [-.2, .2]
 * @param options.contrastRange factor; default [.8, 1.2]
 * @throws where a range is not [low, high] with low ≤ high, or a contrast is negative
 * @example
 * brightnessContrast({ brightnessRange: [-.1, .1], contrastRange: [.9, 1.1] });
 */
export function brightnessContrast(
  options: Chance & { readonly brightnessRange?: Range; readonly contrastRange?: Range } = {},
): Transform {
  checkOptions('brightnessContrast', options, ['brightnessRange', 'contrastRange']);
  const brightness = checkedRange('brightnessContrast', 'brightnessRange', options.brightnessRange ?? [-0.2, 0.2]);
  const contrast = checkedRange('brightnessContrast', 'contrastRange', options.contrastRange ?? [0.8, 1.2], 0);
  return transform('brightnessContrast', options, (random) => ({
    kind: 'levels',
    name: 'brightnessContrast',
    brightness: random.uniform(...brightness),
    contrast: random.uniform(...contrast),
  }));
}
