/**
 * Turns the hue of the hexcone (HSV); saturation and value stay.
 *
 * A. Smith (1978), "Color gamut transform pairs". Computed in numbers, not in the 180 steps of 8-bit HSV.
 */
import { checkedRange, checkOptions, transform, type Chance, type Range, type Transform } from './transform';

/**
 * A random turn of the circle of colours; images of one channel stay.
 *
 * @param options.degreesRange 360 is once around; default [−18, 18]
 * @throws where the range is not [low, high] with low ≤ high
 * @example
 * compose([hue({ degreesRange: [-18, 18], probability: 0.5 })]);
 */
export function hue(options: Chance & { readonly degreesRange?: Range } = {}): Transform {
  checkOptions('hue', options, ['degreesRange']);
  const range = checkedRange('hue', 'degreesRange', options.degreesRange ?? [-18, 18]);
  return transform('hue', options, (random) => ({ kind: 'hue', name: 'hue', degrees: random.uniform(...range) }));
}
