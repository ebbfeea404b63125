/** The same numbers in another shape. */
import { layers } from '@tensorflow/tfjs-layers';
import { checkPositiveIntegers, invalid } from '../shapes/check';
import type { Product } from '../shapes/size';
import type { Dim, Sym } from '../shapes/sym';
import { layerName } from './weights';

/**
 * A block [B, N] → [B, …shape], in the order of `flatten`. A shape of another size does not compile.
 *
 * @param shape without the batch
 * @throws unless N is the product of the shape
 * @example
 * const y = reshape([4, 4, 16])(input([256]));     // Sym<[null, 4, 4, 16]>
 */
export function reshape<const S extends readonly number[]>(shape: S, { name }: { name?: string } = {}) {
  shape.forEach((size, axis) => checkPositiveIntegers('reshape', { [`shape[${axis}]`]: size }));
  const layer = layers.reshape({ targetShape: [...shape], name });
  return <B extends Dim>(x: Sym<readonly [B, Product<S>]>) => {
    const size = shape.reduce((a, b) => a * b, 1);
    if (x.shape.length !== 2 || x.shape[1] !== size) throw invalid('x', 'reshape', `[batch, ${size}]`, x.shape);
    return layer.apply(x) as Sym<readonly [B, ...S]>;
  };
}

/**
 * Reshapes to any target, −1 being a size that is open: a layer for each, made once. The first has the name, those of other targets
 * their sizes behind it.
 */
export function reshaping(name: string | undefined) {
  const made = new Map<string, layers.Layer>();
  return (x: Sym, targetShape: readonly number[]): Sym => {
    const sizes = targetShape.map((size) => (size < 0 ? 'any' : size)).join('x');
    const layer = made.get(sizes) ?? layers.reshape({ targetShape: [...targetShape], name: made.size > 0 ? layerName(name, sizes) : name });
    made.set(sizes, layer);
    return layer.apply(x) as Sym;
  };
}
