/**
 * Looks at the image from aside: each corner moves inwards by its own share, and a projective map takes the four
 * corners (outermost pixel centres) to their new places.
 */
import { fourPoints } from './matrix';
import { checkedRange, checkOptions, transform, type Chance, type Range, type Transform } from './transform';

/**
 * @param options.distortionRange how far a corner moves, as a fraction of half the width and half the height, drawn for
 *   each corner and axis apart; default [0, 0.3]
 * @throws where the range is not [low, high] with low ≤ high within 0 to 0.66, up to which the corners stay those of a convex figure
 * @example
 * compose([perspective({ distortionRange: [0, 0.2] })]);
 */
export function perspective(options: Chance & { readonly distortionRange?: Range } = {}): Transform {
  checkOptions('perspective', options, ['distortionRange']);
  const range = checkedRange('perspective', 'distortionRange', options.distortionRange ?? [0, 0.3], 0, 0.66);
  return transform('perspective', options, (random, { height, width }) => {
    const right = Math.max(1, width - 1), bottom = Math.max(1, height - 1);
    const corners: [number, number][] = [[0, 0], [right, 0], [right, bottom], [0, bottom]];
    const inwards = corners.map(([x, y]): [number, number] => [
      x + (x === 0 ? 1 : -1) * random.uniform(...range) * (right / 2),
      y + (y === 0 ? 1 : -1) * random.uniform(...range) * (bottom / 2),
    ]);
    return { kind: 'geometry', name: 'perspective', matrix: fourPoints(corners, inwards) };
  });
}
