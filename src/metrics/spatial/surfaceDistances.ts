/**
 * How far the contours of a true and a predicted mask are apart.
 *
 * The contour of a mask are its pixels that have one of their four neighbours outside it, or lie at the edge of the image.
 * With D(A → B) the distances of the pixels of contour A to the nearest pixel of contour B, P predicted and T true:
 *
 *     Hausdorff               max( max D(P → T), max D(T → P) );   HD95: the 95th percentiles instead of the inner maxima
 *     average surface dist.   mean of D(P → T) and D(T → P) together
 *     surface Dice at τ       share of D(P → T) and D(T → P) together that is at most τ
 *
 * D. Huttenlocher et al. (1993), "Comparing images using the Hausdorff distance"; S. Nikolov et al. (2018),
 * arXiv:1809.04430. Contours, percentiles and means are those of MONAI; its average surface distance is by default the mean
 * of D(P → T) only, and its Hausdorff distance is infinite, not NaN, where one mask is empty.
 */
import { checkOneOf } from '../../shapes/check';
import { bothSides, type Thresholds } from '../counts';
import { checkShape, spacingOf, squaredDistances, type DistanceTransformOptions } from './distanceTransform';
import { checkNumbers } from '../inputs';
import { sum } from '../mean';
import { quantile } from '../quantile';
import { isAbove } from '../rounding';

/** Distances between two masks, in units of the spacing. */
export interface SurfaceDistances {
  /** From each pixel of the predicted contour to the true one; `Infinity` where there is no true one. */
  readonly toTruth: Float64Array;
  /** From each pixel of the true contour to the predicted one; `Infinity` where there is no predicted one. */
  readonly toPrediction: Float64Array;
  /** Which mask is empty, where one is: then distances are NaN. */
  readonly reason?: string;
}

/** Options of {@link surfaceDistances}. */
export interface SurfaceDistancesOptions extends DistanceTransformOptions {
  /** As of `confusionCounts`: without it both sides are masks, or probabilities, which are inside from .5. */
  readonly threshold?: number | Thresholds;
  /** `'contour'` (default), or `'mask'`: all pixels, as SciPy's `directed_hausdorff` of two lists of points. */
  readonly points?: 'contour' | 'mask';
}

/** Which distances count: `'both'`, or only those `'toTruth'` or `'toPrediction'`. */
export type SurfaceDirection = 'both' | 'toTruth' | 'toPrediction';

/**
 * Measures once what the scores below are made of.
 *
 * @param truth H·W values, row by row
 * @param prediction H·W values
 * @throws if a side has another size, a value is not finite, or it is neither of a mask nor in [0, 1] without a threshold
 * @example
 * const distances = surfaceDistances(mask, probabilities, { shape: [256, 256], spacing: 0.1 });   // 0.1 mm a pixel
 * hausdorffDistance(distances, { percentile: 95 });
 */
export function surfaceDistances(
  truth: ArrayLike<number | boolean>, prediction: ArrayLike<number | boolean>, options: SurfaceDistancesOptions,
): SurfaceDistances {
  const where = 'surfaceDistances';
  const { shape, threshold, points = 'contour', spacing: step } = Object(options) as SurfaceDistancesOptions;
  const spacing = spacingOf(where, step);
  checkOneOf(where, 'points', points, ['contour', 'mask']);
  checkShape(where, { truth }, shape);
  const sides = bothSides(where, truth, prediction, threshold);
  const box = boundingBox(shape, (i) => sides[0][i] + sides[1][i] > 0);
  const pick = points === 'contour' ? contour : (inside: Uint8Array) => inside;
  const [t, p] = sides.map((inside) => pick(inBox(inside, shape, box), box.size));
  const empty = [...(t.includes(1) ? [] : ['the truth']), ...(p.includes(1) ? [] : ['the prediction'])].join(' and ');
  return {
    toTruth: distancesOf(p, t, box.size, spacing),
    toPrediction: distancesOf(t, p, box.size, spacing),
    ...(empty && { reason: `${empty} ${empty.includes(' and ') ? 'are' : 'is'} empty` }),
  };
}

/**
 * Hausdorff distance, or a percentile of it; NaN where a mask is empty.
 *
 * @param options.percentile in [0, 100]: 100 (default) is the maximum, 95 is HD95; linear between two distances
 * @param options.direction default `'both'`, the larger of the two
 */
export function hausdorffDistance(
  distances: SurfaceDistances, options: { percentile?: number; direction?: SurfaceDirection } = {},
): number {
  const { percentile = 100, direction = 'both' } = options;
  checkNumbers('hausdorffDistance', { percentile }, '[0, 100]');
  const parts = directed('hausdorffDistance', distances, direction);
  return distances.reason ? NaN : Math.max(...parts.map((part) => quantile(part.slice().sort(), percentile / 100)));
}

/**
 * Average distance of the contours; NaN where a mask is empty.
 *
 * @param options.direction default `'both'`, of which the pixels count alike; MONAI's default is `'toTruth'`
 */
export function averageSurfaceDistance(
  distances: SurfaceDistances, options: { direction?: SurfaceDirection } = {},
): number {
  const { direction = 'both' } = options;
  const parts = directed('averageSurfaceDistance', distances, direction);
  return distances.reason ? NaN : sum(parts.map(sum)) / sum(parts.map((part) => part.length));
}

/**
 * Surface Dice, the normalised surface distance: the share of both contours within the tolerance of the other. In [0, 1];
 * 0 where one mask is empty, NaN where both are.
 *
 * @param options.tolerance τ ≥ 0, in units of the spacing; a distance that differs from it by rounding only is within
 */
export function surfaceDice({ toTruth, toPrediction }: SurfaceDistances, options: { tolerance: number }): number {
  const { tolerance } = Object(options) as typeof options;
  checkNumbers('surfaceDice', { tolerance }, '[0, ∞)');
  const within = [toTruth, toPrediction].map((part) => part.filter((distance) => !isAbove(distance, tolerance)).length);
  return sum(within) / (toTruth.length + toPrediction.length);
}

function directed(where: string, distances: SurfaceDistances, direction: SurfaceDirection): Float64Array[] {
  checkOneOf(where, 'direction', direction, ['both', 'toTruth', 'toPrediction']);
  return direction === 'both' ? [distances.toTruth, distances.toPrediction] : [distances[direction]];
}

function contour(inside: Uint8Array, [height, width]: readonly [number, number]): Uint8Array {
  const edge = new Uint8Array(inside.length);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      if (!inside[i]) continue;
      const within = y > 0 && y < height - 1 && x > 0 && x < width - 1 &&
        inside[i - width] & inside[i + width] & inside[i - 1] & inside[i + 1];
      edge[i] = within ? 0 : 1;
    }
  }
  return edge;
}

/** First row and column, and [H, W]. */
interface Crop {
  readonly top: number;
  readonly left: number;
  readonly size: readonly [number, number];
}

/** What holds every pixel inside. */
function boundingBox([height, width]: readonly [number, number], isInside: (i: number) => boolean): Crop {
  let top = height, bottom = 0, left = width, right = 0;
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      if (!isInside(i)) continue;
      top = Math.min(top, y);
      bottom = y + 1;
      left = Math.min(left, x);
      right = Math.max(right, x + 1);
    }
  }
  return { top, left, size: [Math.max(bottom - top, 0), Math.max(right - left, 0)] };
}

/** The mask within a box. */
function inBox(
  mask: Uint8Array, [, width]: readonly [number, number], { top, left, size: [rows, columns] }: Crop,
): Uint8Array {
  const inside = new Uint8Array(rows * columns);
  for (let y = 0, i = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++, i++) inside[i] = mask[(top + y) * width + left + x];
  }
  return inside;
}

/** From each pixel of a to the nearest of b. */
function distancesOf(a: Uint8Array, b: Uint8Array, size: readonly [number, number], spacing: readonly [number, number]): Float64Array {
  return squaredDistances(b, size, spacing).filter((_, i) => a[i] === 1).map(Math.sqrt);
}
