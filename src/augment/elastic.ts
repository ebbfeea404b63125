/**
 * Smooth random deformation: displacements drawn from a normal distribution at the nodes of a coarse grid, a cubic
 * B-spline between them.
 *
 * O. Ronneberger, P. Fischer, T. Brox (2015), "U-Net", arXiv:1505.04597, section 3.1 (a 3 × 3 grid, 10 pixels of 512).
 * A displacement is kept within a quarter of the distance of nodes: then the map cannot fold, and has an inverse
 * (the slopes of a B-spline are at most the differences of its nodes over their distance).
 */
import { checkInteger, checkNumber, checkOptions, transform, type Chance, type Transform } from './transform';

/** Greatest displacement in distances of nodes, a little under the quarter of the header. */
export const MOST_DISPLACED = 0.24;

/**
 * @param options.nodes along each side of the image; default 4
 * @param options.deviation standard deviation of displacements as a fraction of the shorter side; default 0.03
 * @throws where `nodes` is not an integer from 2 to 64 or `deviation` not a number from 0 to 1
 * @example
 * compose([elastic({ nodes: 5, deviation: 0.02 })]);
 */
export function elastic(options: Chance & { readonly nodes?: number; readonly deviation?: number } = {}): Transform {
  checkOptions('elastic', options, ['nodes', 'deviation']);
  const { nodes = 4, deviation = 0.03 } = options;
  checkNumber('elastic', 'deviation', deviation, 0, 1);
  checkInteger('elastic', 'nodes', nodes, 2, 64);
  return transform('elastic', options, (random, { height, width }) => {
    const rows = nodes + 2, shorter = Math.min(height, width);
    const most = (MOST_DISPLACED * (shorter - 1)) / (nodes - 1);
    const draw = () => Array.from({ length: rows * rows }, () =>
      Math.max(-most, Math.min(most, random.normal(0, deviation * shorter))));
    return { kind: 'warp', name: 'elastic', spline: 'cubic', rows, columns: rows, right: draw(), down: draw() };
  });
}
