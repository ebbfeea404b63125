/**
 * Strengthens edges: the image and its difference from the eight neighbours,
 *
 *     kernel = (1 − a)·identity + a·(−1 all around, 8 + l in the middle)
 */
import { checkedRange, checkOptions, transform, type Chance, type Range, type Transform } from './transform';

/**
 * @param options.amountRange a, 0 leaves the image, 1 leaves edges alone; default [0.1, 0.3]
 * @param options.lightnessRange l, 1 keeps the lightness of even parts; default [1, 1]
 * @throws where a range is not [low, high] with low ≤ high, an amount not within 0 to 1 or a lightness negative
 * @example
 * compose([sharpen({ amountRange: [0, 0.5] })]);
 */
export function sharpen(options: Chance & { readonly amountRange?: Range; readonly lightnessRange?: Range } = {}): Transform {
  checkOptions('sharpen', options, ['amountRange', 'lightnessRange']);
  const amounts = checkedRange('sharpen', 'amountRange', options.amountRange ?? [0.1, 0.3], 0, 1);
  const lightness = checkedRange('sharpen', 'lightnessRange', options.lightnessRange ?? [1, 1], 0);
  return transform('sharpen', options, (random) => {
    const a = random.uniform(...amounts), middle = 1 - a + a * (8 + random.uniform(...lightness));
    return { kind: 'filter', name: 'sharpen', rows: 3, columns: 3, kernel: Array.from({ length: 9 }, (_, i) => (i === 4 ? middle : -a)) };
  });
}
