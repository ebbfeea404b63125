/**
 * Turns, shears and scales about the centre ((W − 1)/2, (H − 1)/2), then shifts:
 *
 *     (x' − cx)     ( cos θ  sin θ) (  1     tan φx) (x − cx)   (tx)
 *     (y' − cy) = s·(−sin θ  cos θ)·(tan φy    1   )·(y − cy) + (ty)
 *
 * Positive θ turns counter-clockwise as one sees it, although y points down.
 */
import { aboutCentre, type Matrix } from './matrix';
import type { Size } from './sample';
import { checkedRange, checkOptions, transform, type Chance, type Range, type Transform } from './transform';

/** Options of {@link affine}. */
export interface AffineOptions extends Chance {
  /** θ in degrees; default [0, 0]. */
  readonly rotateRange?: Range;
  /** s, 1.1 makes everything 10 % larger; default [1, 1]. */
  readonly scaleRange?: Range;
  /** tx as a fraction of the width and ty of the height, drawn apart; default [0, 0]. */
  readonly shiftRange?: Range;
  /** φx and φy in degrees, drawn apart; default [0, 0]. */
  readonly shearRange?: Range;
}

/**
 * Each number is drawn uniformly from its range; a range left out changes nothing.
 *
 * @throws where a range is not [low, high] with low ≤ high, a scale is below 0.01 or a shear is not within 60 degrees
 * @example
 * affine({ rotateRange: [-20, 20], scaleRange: [.9, 1.1], shiftRange: [-.05, .05] });
 */
export function affine(options: AffineOptions = {}): Transform {
  checkOptions('affine', options, ['rotateRange', 'scaleRange', 'shiftRange', 'shearRange']);
  return transform('affine', options, drawAffine('affine', options));
}

/** What {@link affine} and the transforms that are one part of it draw. */
export function drawAffine(name: string, options: AffineOptions): Parameters<typeof transform>[2] {
  const rotate = checkedRange(name, 'rotateRange', options.rotateRange ?? [0, 0]);
  const scale = checkedRange(name, 'scaleRange', options.scaleRange ?? [1, 1], 0.01);
  const shift = checkedRange(name, 'shiftRange', options.shiftRange ?? [0, 0]);
  const shear = checkedRange(name, 'shearRange', options.shearRange ?? [0, 0], -60, 60);
  const none = shear[0] === 0 && shear[1] === 0;
  return (random, size) => {
    const degrees = random.uniform(...rotate), factor = random.uniform(...scale);
    const right = size.width * random.uniform(...shift), down = size.height * random.uniform(...shift);
    const shears: [number, number] = none ? [0, 0] : [random.uniform(...shear), random.uniform(...shear)];
    return { kind: 'geometry', name, matrix: affineMatrix(size, degrees, factor, shears, right, down) };
  };
}

/** The matrix of the formula above; angles in degrees, shifts in pixels. */
export function affineMatrix(
  size: Size, degrees: number, scale: number, [shearX, shearY]: readonly [number, number], right = 0, down = 0,
): Matrix {
  const radians = Math.PI / 180;
  const cos = scale * Math.cos(degrees * radians), sin = scale * Math.sin(degrees * radians);
  const x = Math.tan(shearX * radians), y = Math.tan(shearY * radians);
  return aboutCentre([cos + sin * y, cos * x + sin, cos * y - sin, cos - sin * x], size, right, down);
}
