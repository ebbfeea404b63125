/** Concatenation of channels, as in skip connections. */
import { layers } from '@tensorflow/tfjs-layers';
import { invalid } from '../shapes/check';
import type { Fits } from '../shapes/fits';
import type { Plus } from '../shapes/size';
import type { Dim, Sym } from '../shapes/sym';

/**
 * [B, H, W, C] and [B, H, W, D] → [B, H, W, C + D]. Different heights or widths do not compile.
 *
 * @throws where heights or widths differ
 * @example
 * const y = concat(input([64, 64, 16]), input([64, 64, 8]));     // Sym<[null, 64, 64, 24]>
 */
export function concat<
  B extends Dim, H extends Dim, W extends Dim, C extends number, H2 extends Dim, W2 extends Dim, D extends number,
>(
  a: Sym<readonly [B, H, W, C]>,
  b: Sym<readonly [Dim, H2, W2, D]> & Fits<H2, W2, H, W>,
  { name }: { name?: string } = {},
): Sym<readonly [B, H, W, Plus<C, D>]> {
  const [size, other] = [a, b].map((x) => x.shape.slice(1, 3));
  if (String(size) !== String(other)) throw invalid('b', 'concat', `height and width ${JSON.stringify(size)} of \`a\``, other);
  return layers.concatenate({ axis: -1, name }).apply([a, b]) as Sym<readonly [B, H, W, Plus<C, D>]>;
}
