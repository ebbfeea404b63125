/** Averages over a disc, as a lens out of focus does; pixels on its edge count by how far they are inside. */
import { checkedRange, checkOptions, transform, type Chance, type Range, type Transform } from './transform';

/**
 * @param options.radiusRange of the disc in pixels; default [1, 3]
 * @throws if the range is not [low, high] with low ≤ high, or a radius not within 0.5 to 50
 * @example
 * compose([defocus({ radiusRange: [1, 5] })]);
 */
export function defocus(options: Chance & { readonly radiusRange?: Range } = {}): Transform {
  checkOptions('defocus', options, ['radiusRange']);
  const range = checkedRange('defocus', 'radiusRange', options.radiusRange ?? [1, 3], 0.5, 50);
  return transform('defocus', options, (random) => {
    const radius = random.uniform(...range), half = Math.ceil(radius), side = 2 * half + 1;
    const raw = Array.from({ length: side * side }, (_, i) =>
      Math.min(1, Math.max(0, radius + 0.5 - Math.hypot(Math.floor(i / side) - half, (i % side) - half))));
    const sum = raw.reduce((total, weight) => total + weight, 0);
    return { kind: 'filter', name: 'defocus', rows: side, columns: side, kernel: raw.map((weight) => weight / sum) };
  });
}
