/** Spatial dropout as a block. Tompson et al. (2015), arXiv:1411.4280. */
import { checkDropout } from '../layers/seededDropout';
import type { DropoutOptions } from '../layers/seededDropout';
import { spatialDropout2d } from '../layers/spatialDropout2d';
import type { Dim, Sym } from '../shapes/sym';
import { mapBlock } from './mapBlock';
import { layerSeed } from './weights';

/**
 * In training each channel of each image is set to zero with probability `rate`, and the others grow by 1 / (1 − rate):
 * [B, H, W, C] → the same shape. A rate of 0 adds no layer.
 *
 * @throws where an option is out of its range, or a seed comes without a name
 * @example
 * const y = spatialDropout({ rate: 0.2 })(x);
 */
export function spatialDropout(options: DropoutOptions) {
  checkDropout('spatialDropout', options);
  const layer = spatialDropout2d({ ...options, seed: layerSeed('spatialDropout', options) });
  return mapBlock('spatialDropout', <B extends Dim, H extends Dim, W extends Dim, C extends number>(x: Sym<readonly [B, H, W, C]>) =>
    (options.rate === 0 ? x : layer.apply(x)) as Sym<readonly [B, H, W, C]>);
}
