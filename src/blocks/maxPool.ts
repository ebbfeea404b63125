/** Max pooling: the largest value of each window, channel by channel. Padded places never win. */
import { maxPooling2d, poolWindow } from '../layers/pooling2d';
import type { KernelSize, PoolPadding } from '../shapes/size';
import type { Dim, Sym } from '../shapes/sym';
import { applyLayers } from './applyLayers';
import { mapBlock } from './mapBlock';
import type { Pooled, PoolOptions } from './pool';

/**
 * A block [B, H, W, C] → [B, H', W', C], with H' and W' as in `convOutputSize`.
 *
 * @throws where an option is out of its range
 * @example
 * const y = maxPool()(input([128, 128, 16]));                                                // Sym<[null, 64, 64, 16]>
 * const z = maxPool({ poolSize: 3, strides: 2, padding: 'torch' })(input([112, 112, 64]));   // Sym<[null, 56, 56, 64]>
 */
export function maxPool<
  const K extends KernelSize = 2, const S extends KernelSize = K, const P extends PoolPadding = 'valid',
>(options: PoolOptions<K, S, P> = {}) {
  const layer = maxPooling2d(poolWindow('maxPool', options));
  return mapBlock('maxPool', <B extends Dim, H extends Dim, W extends Dim, C extends number>(x: Sym<readonly [B, H, W, C]>) =>
    applyLayers('maxPool', [layer], x) as Pooled<B, H, W, C, K, S, P>);
}
