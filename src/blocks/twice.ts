/** A skip of a U-Net, against what it meets from the level below. */
import { invalid } from '../shapes/check';
import { canAgree } from '../shapes/fits';
import type { Sym } from '../shapes/sym';

/** Throws unless the skip is twice as high and wide as the map below, where both are known. */
export function checkTwice(where: string, below: string, map: Sym, skip: Sym, argument = 'skip'): void {
  const [expected, received] = [map.shape.slice(1, 3).map((size) => size && 2 * size), skip.shape.slice(1, 3)];
  if (expected.every((size, i) => canAgree(size, received[i]))) return;
  throw invalid(argument, where, `height and width ${JSON.stringify(expected)}, twice those of \`${below}\``, received);
}
