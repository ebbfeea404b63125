/** Layers one after the other. */
import type { layers } from '@tensorflow/tfjs-layers';
import { invalid } from '../shapes/check';
import type { Sym } from '../shapes/sym';
import { isEmpty, withBackend } from './mapBlock';

/** @throws if an image is smaller than a window, so that nothing of it would be left, or if there is no backend */
export function applyLayers(where: string, parts: readonly layers.Layer[], x: Sym): Sym {
  return parts.reduce((input, layer) => {
    const y = withBackend(where, () => layer.apply(input) as Sym);
    if (!isEmpty(y)) return y;
    throw invalid('x', where, 'an image that its window fits in', input.shape.slice(1, 3));
  }, x);
}
