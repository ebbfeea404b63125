/** Where each pixel of a result looks in its source. */
import { isAffine, type Matrix } from './matrix';

/** Writes the places in the source of row y of the result. */
export type Places = (y: number, xs: Float64Array, ys: Float64Array) => void;

/** Places that a matrix from the result to the source gives, or any others. */
export type Back = Matrix | Places;

/**
 * A part of a pixel that rounding errors do not reach: added before rounding to the closest pixel, so that they do not decide where two are
 * equally close.
 */
export const TIE = 2 ** -10;

/** A place as a whole number: floor(scale · place + offset). */
export interface Rounding { readonly scale: number; readonly offset: number }

/** Places along a row of an affine map: x = slopeX · column + startX, and y. */
export interface Line { readonly slopeX: number; readonly startX: number; readonly slopeY: number; readonly startY: number }

/** In whole parts of 2⁻³² pixel, which kernels add up in integers and JavaScript in its numbers, both without rounding. */
export function lineOf([a, b, c, d, e, f]: Matrix, y: number): Line {
  return { slopeX: fixed(a), startX: fixed(b * y + c), slopeY: fixed(d), startY: fixed(e * y + f) };
}

export const FIXED = 2 ** 32;

function fixed(place: number): number {
  return Math.round(place * FIXED) / FIXED;
}

/** The places that the matrix from the result to the source gives. */
export function placesOf(matrix: Matrix): Places {
  const [a, b, c, d, e, f, g = 0, h = 0] = matrix;
  if (isAffine(matrix)) {
    return (y, xs, ys) => {
      const { slopeX, startX, slopeY, startY } = lineOf(matrix, y);
      for (let x = 0; x < xs.length; x++) {
        xs[x] = slopeX * x + startX;
        ys[x] = slopeY * x + startY;
      }
    };
  }
  return (y, xs, ys) => {
    const startX = b * y + c, startY = e * y + f, startW = h * y + 1;
    for (let x = 0; x < xs.length; x++) {
      const over = 1 / (g * x + startW);
      xs[x] = (a * x + startX) * over;
      ys[x] = (d * x + startY) * over;
    }
  };
}
