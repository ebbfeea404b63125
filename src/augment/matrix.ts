/**
 * Maps of the plane, x right and y down, pixel centres at whole numbers:
 *
 *     x' = (a·x + b·y + c) / w
 *     y' = (d·x + e·y + f) / w,    w = g·x + h·y + 1
 *
 * Without g and h the map is affine (w = 1), with them projective.
 */
import type { Size } from './sample';

/** [a, b, c, d, e, f] or [a, b, c, d, e, f, g, h]: the 3 × 3 matrix without its last entry, which is 1. */
export type Matrix =
  | readonly [a: number, b: number, c: number, d: number, e: number, f: number]
  | readonly [a: number, b: number, c: number, d: number, e: number, f: number, g: number, h: number];

/** Leaves everything where it is. */
export const identity: Matrix = [1, 0, 0, 0, 1, 0];

export function isAffine(matrix: Matrix): boolean {
  return !matrix[6] && !matrix[7];
}

/** First `p`, followed by `q`: the matrix product q·p. */
export function follow(p: Matrix, q: Matrix): Matrix {
  const [a, b, c, d, e, f, g = 0, h = 0] = q, [A, B, C, D, E, F, G = 0, H = 0] = p;
  return scaled([
    a * A + b * D + c * G, a * B + b * E + c * H, a * C + b * F + c,
    d * A + e * D + f * G, d * B + e * E + f * H, d * C + e * F + f,
    g * A + h * D + G, g * B + h * E + H, g * C + h * F + 1,
  ]);
}

/** The map back; exact where the entries are whole numbers and the determinant is ±1, as in flips and turns. */
export function invert([a, b, c, d, e, f, g = 0, h = 0]: Matrix): Matrix {
  const determinant = a * (e - f * h) - b * (d - f * g) + c * (d * h - e * g);
  if (!(Math.abs(determinant) > 1e-12)) {
    throw new Error(`Invalid matrix in augment: expected one that can be inverted, received determinant ${determinant}.`);
  }
  return scaled([
    e - f * h, c * h - b, b * f - c * e,
    f * g - d, a - c * g, c * d - a * f,
    d * h - e * g, b * g - a * h, a * e - b * d,
  ]);
}

/** Where (x, y) goes. */
export function moved([a, b, c, d, e, f, g = 0, h = 0]: Matrix, x: number, y: number): [x: number, y: number] {
  const w = g * x + h * y + 1;
  return [(a * x + b * y + c) / w, (d * x + e * y + f) / w];
}

/** The linear map [[p, q], [r, s]] about the centre ((W − 1)/2, (H − 1)/2), then a shift. */
export function aboutCentre(
  [p, q, r, s]: readonly [number, number, number, number], { height, width }: Size, right = 0, down = 0,
): Matrix {
  const x = (width - 1) / 2, y = (height - 1) / 2;
  return [p, q, x + right - p * x - q * y, r, s, y + down - r * x - s * y];
}

/** The four points of `from` go to those of `to`: eight equations in eight unknowns. */
export function fourPoints(from: readonly (readonly [number, number])[], to: readonly (readonly [number, number])[]): Matrix {
  const rows = from.flatMap(([x, y], i) => {
    const [u, v] = to[i];
    return [[x, y, 1, 0, 0, 0, -u * x, -u * y, u], [0, 0, 0, x, y, 1, -v * x, -v * y, v]];
  });
  for (let k = 0; k < 8; k++) {
    const pivot = rows.slice(k).reduce((best, row, i) => (Math.abs(row[k]) > Math.abs(rows[best][k]) ? k + i : best), k);
    [rows[k], rows[pivot]] = [rows[pivot], rows[k]];
    rows[k] = rows[k].map((value) => value / rows[k][k]);
    rows.forEach((row, i) => {
      if (i !== k) rows[i] = row.map((value, j) => value - row[k] * rows[k][j]);
    });
  }
  return rows.map((row) => row[8]) as unknown as Matrix;
}

/** Divided by the last of nine entries. */
function scaled(m: readonly number[]): Matrix {
  const [a, b, c, d, e, f, g, h] = m.map((value) => value / m[8]), last = m[8];
  if (!m.every((value) => Number.isFinite(value / last))) {
    throw new Error('Invalid matrix in augment: expected one whose product or way back has finite entries, received one that has not.');
  }
  return g === 0 && h === 0 ? [a, b, c, d, e, f] : [a, b, c, d, e, f, g, h];
}
