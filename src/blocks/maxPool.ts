/** Max pooling: the largest value of each window, channel by channel. */
import { layers } from '@tensorflow/tfjs-layers';
import { checkOneOf, checkPositiveIntegers } from '../shapes/check';
import type { ConvOutput } from '../shapes/size';
import type { Dim, Sym } from '../shapes/sym';

/** Options of {@link maxPool}. */
export interface MaxPoolOptions<K extends number = number, S extends number = number, P extends 'same' | 'valid' = 'same' | 'valid'> {
  /** Height and width of the window, in pixels; default 2. */
  poolSize?: K;
  /** Step between windows, in pixels; default the pool size. */
  strides?: S;
  /** Default `valid`. */
  padding?: P;
  name?: string;
}

/**
 * A block [B, H, W, C] → [B, H', W', C], with H' and W' as in `convOutputSize`.
 *
 * @throws where an option is out of its range
 * @example
 * const y = maxPool()(input([128, 128, 16]));     // Sym<[null, 64, 64, 16]>
 */
export function maxPool<const K extends number = 2, const S extends number = K, const P extends 'same' | 'valid' = 'valid'>(
  { poolSize = 2 as K, strides = poolSize as number as S, padding = 'valid' as P, name }: MaxPoolOptions<K, S, P> = {},
) {
  checkPositiveIntegers('maxPool', { poolSize, strides });
  checkOneOf('maxPool', 'padding', padding, ['same', 'valid']);
  const layer = layers.maxPooling2d({ poolSize, strides, padding, name });
  return <B extends Dim, H extends Dim, W extends Dim, C extends number>(x: Sym<readonly [B, H, W, C]>) =>
    layer.apply(x) as Sym<readonly [B, ConvOutput<H, K, S, P>, ConvOutput<W, K, S, P>, C]>;
}
