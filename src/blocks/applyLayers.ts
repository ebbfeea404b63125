/** Layers one after the other. */
import type { layers } from '@tensorflow/tfjs-layers';
import { invalid } from '../shapes/check';
import type { Sym } from '../shapes/sym';

/** @throws where an image is smaller than a window, so that nothing of it would be left */
export function applyLayers(where: string, parts: readonly layers.Layer[], x: Sym): Sym {
  return parts.reduce((input, layer) => {
    const y = layer.apply(input) as Sym;
    if (y.shape.every((size) => size === null || size > 0)) return y;
    throw invalid('x', where, 'an image that its window fits in', input.shape.slice(1, 3));
  }, x);
}
