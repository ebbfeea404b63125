/**
 * The displacement d(p) of a warp: a spline through nodes on a grid over the image.
 *
 *     d(p) = Σ_ij B_i(v)·B_j(u)·node_ij        (u, v) = p in distances of nodes
 *
 * with hat functions (`linear`) or cubic B-splines. Outside the image d is that of the closest edge.
 */
import type { Size } from './sample';
import type { WarpStep } from './steps';

/** Moves a point, written over it. */
export type Move = (point: Float64Array) => void;

/** p → p + d(p), from a place in the result to that in the source (for an inverted step the other way). */
export function along(step: WarpStep, size: Size): Move {
  const displacement = displacementOf(step, size), d = new Float64Array(2);
  return (point) => {
    displacement(point[0], point[1], d);
    point[0] += d[0];
    point[1] += d[1];
  };
}

/** The q with q + d(q) = p, by iterating q ← p − d(q), which converges where d changes by less than it is long. */
export function against(step: WarpStep, size: Size): Move {
  const displacement = displacementOf(step, size), d = new Float64Array(2);
  return (point) => {
    const [x, y] = point;
    for (let i = 0; i < 200; i++) {
      displacement(point[0], point[1], d);
      const apart = Math.abs(x - d[0] - point[0]) + Math.abs(y - d[1] - point[1]);
      point[0] = x - d[0];
      point[1] = y - d[1];
      if (apart < 1e-9) return;
    }
  };
}

function displacementOf({ spline, rows, columns, right, down }: WarpStep, { height, width }: Size) {
  const taps = spline === 'cubic' ? 4 : 2, weights = spline === 'cubic' ? cubic : linear;
  const cellsX = columns - taps + 1, cellsY = rows - taps + 1;
  const overX = cellsX / Math.max(1, width - 1), overY = cellsY / Math.max(1, height - 1);
  const across = new Float64Array(4), along = new Float64Array(4);
  return (x: number, y: number, d: Float64Array) => {
    const u = Math.min(cellsX, Math.max(0, x * overX)), v = Math.min(cellsY, Math.max(0, y * overY));
    const left = Math.min(cellsX - 1, Math.floor(u)), top = Math.min(cellsY - 1, Math.floor(v));
    weights(u - left, across);
    weights(v - top, along);
    let dx = 0, dy = 0;
    for (let i = 0; i < taps; i++) {
      for (let j = 0, node = (top + i) * columns + left; j < taps; j++, node++) {
        const weight = along[i] * across[j];
        dx += weight * right[node];
        dy += weight * down[node];
      }
    }
    d[0] = dx;
    d[1] = dy;
  };
}

function linear(t: number, weights: Float64Array): void {
  weights[0] = 1 - t;
  weights[1] = t;
}

function cubic(t: number, weights: Float64Array): void {
  const s = 1 - t;
  weights[0] = (s * s * s) / 6;
  weights[1] = (t * t * (3 * t - 6) + 4) / 6;
  weights[2] = (s * s * (3 * s - 6) + 4) / 6;
  weights[3] = (t * t * t) / 6;
}
