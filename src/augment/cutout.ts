/**
 * Covers random rectangles with one level, so that a net does not rely on one part.
 *
 * T. DeVries, G. Taylor (2017), "Improved regularization of convolutional neural networks with Cutout", arXiv:1708.04552.
 */
import { checkedRange, checkInteger, checkNumber, checkOptions, transform, type Chance, type Range, type Transform } from './transform';

/** Options of {@link cutout}. */
export interface CutoutOptions extends Chance {
  /** Number of rectangles; default 1. */
  readonly count?: number;
  /** Sides as fractions of the image's, drawn apart; default [0.1, 0.3]. */
  readonly sideRange?: Range;
  /** Level of the image in the rectangles; default 0. */
  readonly fill?: number;
  /** Level of the masks there; left out, masks stay. */
  readonly fillMask?: number;
}

/**
 * @throws where `count` is not an integer from 1 to 1000, sides not a range within 0 to 1, or a fill not a level
 * @example
 * compose([cutout({ count: 4, sideRange: [0.05, 0.15] })]);
 */
export function cutout(options: CutoutOptions = {}): Transform {
  checkOptions('cutout', options, ['count', 'sideRange', 'fill', 'fillMask']);
  const { count = 1, fill = 0, fillMask } = options;
  const sides = checkedRange('cutout', 'sideRange', options.sideRange ?? [0.1, 0.3], 0, 1);
  checkInteger('cutout', 'count', count, 1, 1000);
  checkNumber('cutout', 'fill', fill, 0, 255);
  if (fillMask !== undefined) checkNumber('cutout', 'fillMask', fillMask, 0, 255);
  return transform('cutout', options, (random, { height, width }) => ({
    kind: 'cutout',
    name: 'cutout',
    rectangles: Array.from({ length: count }, (): [number, number, number, number] => {
      const wide = Math.max(1, Math.round(width * random.uniform(...sides)));
      const high = Math.max(1, Math.round(height * random.uniform(...sides)));
      return [random.integer(width - wide + 1), random.integer(height - high + 1), wide, high];
    }),
    fill,
    ...(fillMask !== undefined && { fillMask }),
  }));
}
