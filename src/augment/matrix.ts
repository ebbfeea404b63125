/**
 * Affine maps of the plane, x right and y down, pixel centres at whole numbers:
 *
 *     x' = a·x + b·y + c
 *     y' = d·x + e·y + f
 */

/** [a, b, c, d, e, f], the upper two rows of the 3 × 3 matrix. */
export type Matrix = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

/** Leaves everything where it is. */
export const identity: Matrix = [1, 0, 0, 0, 1, 0];

/** First `p`, followed by `q`: the matrix product q·p. */
export function follow(p: Matrix, q: Matrix): Matrix {
  return [
    q[0] * p[0] + q[1] * p[3], q[0] * p[1] + q[1] * p[4], q[0] * p[2] + q[1] * p[5] + q[2],
    q[3] * p[0] + q[4] * p[3], q[3] * p[1] + q[4] * p[4], q[3] * p[2] + q[4] * p[5] + q[5],
  ];
}

/** The map back; exact where the entries are whole numbers and the determinant is ±1, as in flips and turns. */
export function invert([a, b, c, d, e, f]: Matrix): Matrix {
  const determinant = a * e - b * d;
  if (!(Math.abs(determinant) > 1e-12)) {
    throw new Error(`Invalid matrix in augment: expected one that can be inverted, received determinant ${determinant}.`);
  }
  return [
    e / determinant, -b / determinant, (b * f - c * e) / determinant,
    -d / determinant, a / determinant, (c * d - a * f) / determinant,
  ];
}
