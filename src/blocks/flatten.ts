/** All features of a sample in a row. */
import { layers } from '@tensorflow/tfjs-layers';
import { invalid } from '../shapes/check';
import type { Product } from '../shapes/size';
import type { Dim, Sym } from '../shapes/sym';

/**
 * A block [B, …] → [B, product of the sizes], as [B, H, W, C] → [B, H·W·C]: row by row, the channels of a pixel beside each
 * other.
 *
 * @throws where a size is open
 * @example
 * const y = flatten()(input([4, 4, 16]));     // Sym<[null, 256]>
 */
export function flatten({ name }: { name?: string } = {}) {
  const layer = layers.flatten({ name });
  return <B extends Dim, S extends readonly Dim[]>(x: Sym<readonly [B, ...S]>) => {
    const sizes = x.shape.slice(1);
    if (sizes.includes(null)) throw invalid('x', 'flatten', 'sizes that are known but for the batch', x.shape);
    return (sizes.length === 1 ? x : layer.apply(x)) as Sym<readonly [B, Product<S>]>;
  };
}
