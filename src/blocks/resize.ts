/** Bilinear resizing with half-pixel centres (`align_corners=False` of PyTorch), to a given size or to that of another map. */
import { bilinearResizing, bilinearResizingLike } from '../layers/bilinearResizing';
import type { Dim, Sym } from '../shapes/sym';
import { mapBlock } from './mapBlock';

/**
 * A block [B, H, W, C] → [B, height, width, C].
 *
 * @throws unless height and width are positive integers
 * @example
 * const y = resize({ height: 96, width: 128 })(input([60, 80, 16]));     // Sym<[null, 96, 128, 16]>
 */
export function resize<const H extends number, const W extends number>(options: { height: H; width: W; name?: string }) {
  const layer = bilinearResizing(options);
  return mapBlock('resize', <B extends Dim, C extends number>(x: Sym<readonly [B, Dim, Dim, C]>) =>
    layer.apply(x) as Sym<readonly [B, H, W, C]>);
}

/**
 * A block of two maps: [B, h, w, C] and [B, H, W, D] → [B, H, W, C]. Height and width may be open.
 *
 * @example
 * const y = resizeLike()(input([7, 7, 64]), input([100, 75, 3]));     // Sym<[null, 100, 75, 64]>
 */
export function resizeLike({ name }: { name?: string } = {}) {
  const layer = bilinearResizingLike({ name });
  return mapBlock('resizeLike', <B extends Dim, H extends Dim, W extends Dim, C extends number>(
    x: Sym<readonly [B, Dim, Dim, C]>, like: Sym<readonly [NoInfer<B>, H, W, number]>,
  ) => layer.apply([x, like]) as Sym<readonly [B, H, W, C]>);
}
