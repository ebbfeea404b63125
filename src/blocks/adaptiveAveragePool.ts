/**
 * Average pooling to a given size, whatever that of the image: the windows share it out as PyTorch's AdaptiveAvgPool2d, from ⌊i·H/h⌋
 * to ⌈(i + 1)·H/h⌉.
 */
import { adaptiveAveragePooling2d } from '../layers/adaptiveAveragePooling2d';
import { checkKernelSize } from '../shapes/check';
import { heightAndWidth, type HeightOf, type KernelSize, type WidthOf } from '../shapes/size';
import type { Dim, Sym } from '../shapes/sym';
import { mapBlock } from './mapBlock';

/** Options of {@link adaptiveAveragePool}. */
export interface AdaptivePoolOptions<K extends KernelSize = KernelSize> {
  /** Height and width of the result, in pixels, or [height, width]. */
  outputSize: K;
  name?: string;
}

/**
 * A block [B, H, W, C] → [B, h, w, C]. An image that is known to have this size passes as it is, without a layer.
 *
 * @throws unless the size is a positive integer or a pair of them
 * @example
 * const y = adaptiveAveragePool({ outputSize: 7 })(input([10, 12, 512]));     // Sym<[null, 7, 7, 512]>
 */
export function adaptiveAveragePool<const K extends KernelSize>({ outputSize, name }: AdaptivePoolOptions<K>) {
  checkKernelSize('adaptiveAveragePool', 'outputSize', outputSize);
  const [height, width] = heightAndWidth(outputSize);
  const layer = adaptiveAveragePooling2d({ outputSize, name });
  return mapBlock('adaptiveAveragePool', <B extends Dim, H extends Dim, W extends Dim, C extends number>(x: Sym<readonly [B, H, W, C]>) => {
    const fits = x.shape[1] === height && x.shape[2] === width;
    return (fits ? x : layer.apply(x)) as Sym<readonly [B, HeightOf<K>, WidthOf<K>, C]>;
  });
}
