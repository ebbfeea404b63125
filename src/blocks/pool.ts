/** What the pooling blocks have in common: a window that steps over the image. */
import type { ConvOutput, HeightOf, KernelSize, PoolPadding, WidthOf } from '../shapes/size';
import type { Dim, Sym } from '../shapes/sym';

/** Options of the pooling blocks. */
export interface PoolOptions<
  K extends KernelSize = KernelSize, S extends KernelSize = KernelSize, P extends PoolPadding = PoolPadding,
> {
  /** Height and width of the window, in pixels, or [height, width]; default 2. */
  poolSize?: K;
  /** Step between windows, in pixels, or [down, right]; default the pool size. */
  strides?: S;
  /** Default `valid`. */
  padding?: P;
  name?: string;
}

/** [B, H', W', C], with H' and W' as in `convOutputSize`. */
export type Pooled<
  B extends Dim, H extends Dim, W extends Dim, C extends number, K extends KernelSize, S extends KernelSize, P extends PoolPadding,
> = Sym<readonly [B, ConvOutput<H, HeightOf<K>, HeightOf<S>, P>, ConvOutput<W, WidthOf<K>, WidthOf<S>, P>, C]>;
