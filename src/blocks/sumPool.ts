/** Sum pooling: the sum of each window, channel by channel; padded places count as zeros. */
import { poolWindow, sumPooling2d } from '../layers/pooling2d';
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
 * const y = sumPool()(input([128, 128, 16]));     // Sym<[null, 64, 64, 16]>
 */
export function sumPool<
  const K extends KernelSize = 2, const S extends KernelSize = K, const P extends PoolPadding = 'valid',
>(options: PoolOptions<K, S, P> = {}) {
  const layer = sumPooling2d(poolWindow('sumPool', options));
  return mapBlock('sumPool', <B extends Dim, H extends Dim, W extends Dim, C extends number>(x: Sym<readonly [B, H, W, C]>) =>
    applyLayers('sumPool', [layer], x) as Pooled<B, H, W, C, K, S, P>);
}
