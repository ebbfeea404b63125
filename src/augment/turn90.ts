/**
 * Turns by 0, 90, 180 or 270 degrees counter-clockwise, each as likely: exact, no pixel is resampled.
 *
 * A quarter turn swaps height and width, and a batch has one size only; so an image that is not square is turned by
 * 0 or 180 degrees.
 */
import type { Matrix } from './matrix';
import type { Size } from './sample';
import { checkOptions, transform, type Chance, type Transform } from './transform';

/**
 * A random turn by a multiple of 90 degrees.
 *
 * @example
 * compose([flip(), turn90()]);   // the eight symmetries of the square
 */
export function turn90(options: Chance = {}): Transform {
  checkOptions('turn90', options, []);
  return transform('turn90', options, (random, size) => {
    const quarters = size.height === size.width ? random.integer(4) : 2 * random.integer(2);
    return { kind: 'geometry', name: 'turn90', matrix: turn(quarters, size) };
  });
}

function turn(quarters: number, { height, width }: Size): Matrix {
  const right = width - 1, bottom = height - 1;
  const turns: Matrix[] = [
    [1, 0, 0, 0, 1, 0],
    [0, 1, 0, -1, 0, bottom],
    [-1, 0, right, 0, -1, bottom],
    [0, -1, right, 1, 0, 0],
  ];
  return turns[quarters];
}
