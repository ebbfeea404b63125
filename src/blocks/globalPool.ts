/** Global pooling: one number for each channel of an image, its mean or its largest value. */
import { layers } from '@tensorflow/tfjs-layers';
import { globalMaxPooling2d } from '../layers/globalMaxPooling2d';
import type { Dim, Sym } from '../shapes/sym';
import { mapBlock } from './mapBlock';
import { reshaping } from './reshape';
import { layerName } from './weights';

/** Options of {@link globalAveragePool} and {@link globalMaxPool}. */
export interface GlobalPoolOptions<D extends boolean = boolean> {
  /** Whether the result stays an image, of one pixel; default false. */
  keepDims?: D;
  name?: string;
}

/** [B, 1, 1, C] or [B, C]. */
type Pixel<B extends Dim, C extends number, D extends boolean> =
  [D] extends [true] ? Sym<readonly [B, 1, 1, C]> : [D] extends [false] ? Sym<readonly [B, C]> : Sym;

/**
 * A block [B, H, W, C] → [B, C], or [B, 1, 1, C] with `keepDims`: the mean of each channel.
 *
 * Layers: `name` and, with `keepDims`, `${name}_keep`.
 *
 * M. Lin et al. (2013), "Network in network", arXiv:1312.4400.
 *
 * @example
 * const y = globalAveragePool()(input([7, 7, 512]));                         // Sym<[null, 512]>
 * const z = globalAveragePool({ keepDims: true })(input([7, 7, 512]));       // Sym<[null, 1, 1, 512]>
 */
export function globalAveragePool<const D extends boolean = false>(options: GlobalPoolOptions<D> = {}) {
  return globalPool('globalAveragePool', layers.globalAveragePooling2d({ name: options.name }), options);
}

/**
 * As {@link globalAveragePool}: the largest value of each channel.
 *
 * @example
 * const y = globalMaxPool()(input([7, 7, 512]));     // Sym<[null, 512]>
 */
export function globalMaxPool<const D extends boolean = false>(options: GlobalPoolOptions<D> = {}) {
  return globalPool('globalMaxPool', globalMaxPooling2d({ name: options.name }), options);
}

function globalPool<D extends boolean>(where: string, pool: layers.Layer, { keepDims, name }: GlobalPoolOptions<D>) {
  const keep = reshaping(layerName(name, 'keep'));
  return mapBlock(where, <B extends Dim, H extends Dim, W extends Dim, C extends number>(x: Sym<readonly [B, H, W, C]>) => {
    const y = pool.apply(x) as Sym;
    return (keepDims ? keep(y, [1, 1, x.shape[3] as number]) : y) as Pixel<B, C, D>;
  });
}
