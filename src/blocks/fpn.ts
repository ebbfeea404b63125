/**
 * Feature pyramid: feature maps of all sizes, each with as many channels and with the meaning of the coarsest.
 *
 *     pᵢ = 1 × 1(cᵢ) + up(pᵢ₊₁),   result  3 × 3(pᵢ)
 *
 * T.-Y. Lin et al. (2016), "Feature pyramid networks for object detection", arXiv:1612.03144.
 */
import { checkPositiveIntegers, invalid } from '../shapes/check';
import type { Dim, Sym } from '../shapes/sym';
import { add } from './add';
import { convBlock } from './convBlock';
import type { Norm } from './norm';
import { upsample } from './upsample';
import { layerName } from './weights';
import type { WeightOptions } from './weights';

/** Options of {@link fpn}. */
export interface FpnOptions<F extends number = number> extends WeightOptions {
  /** Channels of every map of the result; default 256. */
  filters?: F;
  /** Default `none`. */
  norm?: Norm;
}

type FeatureMap = Sym<readonly [Dim, Dim, Dim, number]>;

/** The same maps with F channels. */
export type Pyramid<Maps extends readonly Sym<readonly [Dim, Dim, Dim, number]>[], F extends number> = {
  [I in keyof Maps]: Maps[I] extends Sym<readonly [infer B extends Dim, infer H extends Dim, infer W extends Dim, number]>
    ? Sym<readonly [B, H, W, F]> : never;
};

/**
 * A block of maps [B, Hᵢ, Wᵢ, Cᵢ], each half as high and wide as the one before → maps [B, Hᵢ, Wᵢ, filters].
 *
 * Layers, i from 0 for the finest: `${name}_lateral${i}_conv`, `${name}_up${i}`, `${name}_add${i}`, `${name}_output${i}_conv`.
 *
 * @throws where an option is out of its range, there is no map, or a map is not half as high and wide as the one before
 * @example
 * const [p3, p4] = fpn({ filters: 64 })([input([32, 32, 128]), input([16, 16, 256])]);     // Sym<[null, 32, 32, 64]>, …
 */
export function fpn<const F extends number = 256>({ filters = 256 as F, norm = 'none', ...options }: FpnOptions<F> = {}) {
  checkPositiveIntegers('fpn', { filters });
  const convs: Record<string, (x: FeatureMap) => FeatureMap> = {};     // made once a level, so that a second call shares weights
  const conv = (part: string, kernelSize: number) => convs[part] ??=
    convBlock({ ...options, filters, kernelSize, norm, activation: 'linear', name: layerName(options.name, part) });
  return <const Maps extends readonly Sym<readonly [Dim, Dim, Dim, number]>[]>(maps: Maps) => {
    if (maps.length === 0) throw invalid('maps', 'fpn', 'one feature map or more', maps);
    const merged: FeatureMap[] = [];
    for (let i = maps.length - 1; i >= 0; i--) {
      const lateral: FeatureMap = conv(`lateral${i}`, 1)(maps[i]);
      const coarser = merged[0] && upsample({ kind: 'nearest', name: layerName(options.name, `up${i}`) })(merged[0]);
      merged.unshift(coarser ? add(lateral, coarser, { name: layerName(options.name, `add${i}`) }) : lateral);
    }
    return merged.map((map, i) => conv(`output${i}`, 3)(map)) as unknown as Pyramid<Maps, F>;
  };
}
