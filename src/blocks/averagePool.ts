/**
 * Average pooling: the mean of each window, channel by channel.
 *
 * At the edges `same` and `ceil` average over what the window covers of the image, as TensorFlow does; `torch` averages over the whole
 * window, zeros included, as PyTorch does unless told otherwise (`count_include_pad`).
 */
import { layers } from '@tensorflow/tfjs-layers';
import { averagePooling2d, poolWindow } from '../layers/pooling2d';
import { heightAndWidth, type KernelSize, type PoolPadding } from '../shapes/size';
import type { Dim, Sym } from '../shapes/sym';
import { applyLayers } from './applyLayers';
import { mapBlock } from './mapBlock';
import type { Pooled, PoolOptions } from './pool';
import { layerName } from './weights';

/**
 * A block [B, H, W, C] → [B, H', W', C], with H' and W' as in `convOutputSize`.
 *
 * Layers: `${name}_pad` (where `torch` padding needs it), `name`.
 *
 * @throws where an option is out of its range
 * @example
 * const y = averagePool()(input([128, 128, 16]));                                              // Sym<[null, 64, 64, 16]>
 * const z = averagePool({ poolSize: 3, strides: 1, padding: 'torch' })(input([35, 35, 192]));  // Sym<[null, 35, 35, 192]>
 */
export function averagePool<
  const K extends KernelSize = 2, const S extends KernelSize = K, const P extends PoolPadding = 'valid',
>(options: PoolOptions<K, S, P> = {}) {
  const window = poolWindow('averagePool', options);
  const [rows, columns] = heightAndWidth(window.poolSize).map((size) => Math.floor((size - 1) / 2));
  const pool = averagePooling2d(window.padding === 'torch' ? { ...window, padding: 'valid' } : window);
  const zeros = window.padding === 'torch' && rows + columns > 0
    ? [layers.zeroPadding2d({ padding: [[rows, rows], [columns, columns]], name: layerName(window.name, 'pad') })]
    : [];
  return mapBlock('averagePool', <B extends Dim, H extends Dim, W extends Dim, C extends number>(x: Sym<readonly [B, H, W, C]>) =>
    applyLayers('averagePool', [...zeros, pool], x) as Pooled<B, H, W, C, K, S, P>);
}
