/**
 * Changes brightness, contrast, saturation and hue, each by its own random number, in a random order.
 *
 * A. Howard (2013), "Some improvements on deep convolutional neural network based image classification",
 * arXiv:1312.5402. The four are those of `brightness`, `contrast`, `saturation` and `hue`.
 */
import type { Step } from './steps';
import { checkedRange, checkOptions, transform, type Chance, type Range, type Transform } from './transform';

/** Options of {@link colorJitter}. */
export interface ColorJitterOptions extends Chance {
  /** Factor of all levels; default [0.8, 1.2]. */
  readonly brightnessRange?: Range;
  /** Factor about the mean grey; default [0.8, 1.2]. */
  readonly contrastRange?: Range;
  /** Factor about each pixel's grey; default [0.8, 1.2]. */
  readonly saturationRange?: Range;
  /** Degrees; default [−18, 18]. */
  readonly hueRange?: Range;
}

/**
 * @throws if a range is not [low, high] with low ≤ high, a factor is negative, or one of saturation above 100
 * @example
 * compose([colorJitter({ hueRange: [0, 0] })]);   // light alone
 */
export function colorJitter(options: ColorJitterOptions = {}): Transform {
  checkOptions('colorJitter', options, ['brightnessRange', 'contrastRange', 'saturationRange', 'hueRange']);
  const range = (name: keyof Omit<ColorJitterOptions, 'probability'>, otherwise: Range, least?: number, most?: number) =>
    checkedRange('colorJitter', name, options[name] ?? otherwise, least, most);
  const brightness = range('brightnessRange', [0.8, 1.2], 0), contrast = range('contrastRange', [0.8, 1.2], 0);
  const saturation = range('saturationRange', [0.8, 1.2], 0, 100), hue = range('hueRange', [-18, 18]), name = 'colorJitter';
  return transform(name, options, (random) => {
    const steps: Step[] = [
      { kind: 'brightness', name, factor: random.uniform(...brightness) },
      { kind: 'contrast', name, factor: random.uniform(...contrast) },
      { kind: 'saturation', name, factor: random.uniform(...saturation) },
      { kind: 'hue', name, degrees: random.uniform(...hue) },
    ];
    return random.shuffle(steps);
  });
}
