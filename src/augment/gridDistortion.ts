/**
 * Moves the inner nodes of a grid; within a cell the displacement is bilinear. The edges of the image stay, so nothing
 * comes in from outside. Displacements stay below a quarter of a cell, so that cells do not fold.
 */
import { MOST_DISPLACED } from './elastic';
import { checkInteger, checkNumber, checkOptions, transform, type Chance, type Transform } from './transform';

/**
 * @param options.cells along each side; default 5
 * @param options.distortion greatest displacement as a fraction of a quarter cell; default 0.8
 * @throws where `cells` is not an integer from 2 to 64 or `distortion` not a number from 0 to 1
 * @example
 * compose([gridDistortion({ cells: 4 })]);
 */
export function gridDistortion(options: Chance & { readonly cells?: number; readonly distortion?: number } = {}): Transform {
  checkOptions('gridDistortion', options, ['cells', 'distortion']);
  const { cells = 5, distortion = 0.8 } = options;
  checkNumber('gridDistortion', 'distortion', distortion, 0, 1);
  checkInteger('gridDistortion', 'cells', cells, 2, 64);
  return transform('gridDistortion', options, (random, { height, width }) => {
    const most = (distortion * MOST_DISPLACED * (Math.min(height, width) - 1)) / cells, nodes = cells + 1;
    const isInner = (i: number) => i % nodes % cells !== 0 && Math.floor(i / nodes) % cells !== 0;
    const draw = () => Array.from({ length: nodes * nodes }, (_, i) => (isInner(i) ? random.uniform(-most, most) : 0));
    return { kind: 'warp', name: 'gridDistortion', spline: 'linear', rows: nodes, columns: nodes, right: draw(), down: draw() };
  });
}
