/** The sum of two maps, as in residual and lateral connections. */
import { layers } from '@tensorflow/tfjs-layers';
import { invalid } from '../shapes/check';
import type { Fits } from '../shapes/fits';
import type { Dim, Sym } from '../shapes/sym';

/**
 * [B, H, W, C] and [B, H, W, C] → [B, H, W, C]. Another height, width or number of channels does not compile.
 *
 * @throws where the shapes differ
 * @example
 * const y = add(input([64, 64, 16]), input([64, 64, 16]));     // Sym<[null, 64, 64, 16]>
 */
export function add<B extends Dim, H extends Dim, W extends Dim, C extends number, H2 extends Dim, W2 extends Dim>(
  a: Sym<readonly [B, H, W, C]>,
  b: Sym<readonly [Dim, H2, W2, NoInfer<C>]> & Fits<H2, W2, H, W>,
  { name }: { name?: string } = {},
): Sym<readonly [B, H, W, C]> {
  const [shape, other] = [a, b].map((x) => x.shape.slice(1));
  if (String(shape) !== String(other)) throw invalid('b', 'add', `the shape ${JSON.stringify(shape)} of \`a\``, other);
  return layers.add({ name }).apply([a, b]) as Sym<readonly [B, H, W, C]>;
}
