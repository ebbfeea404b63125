/**
 * Feature pyramid: feature maps of all sizes, each with as many channels and with the meaning of the coarsest.
 *
 *     pᵢ = 1 × 1(cᵢ) + up(pᵢ₊₁),   result  3 × 3(pᵢ)
 *
 * T.-Y. Lin et al. (2016), "Feature pyramid networks for object detection", arXiv:1612.03144.
 */
import { checkPositiveIntegers, invalid } from '../shapes/check';
import type { Dim, Sym } from '../shapes/sym';
import { addition } from './add';
import { convBlock } from './convBlock';
import { mapBlock } from './mapBlock';
import type { Norm } from './norm';
import { checkTwice } from './twice';
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
type Step = (x: FeatureMap) => FeatureMap;

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
  const conv = (part: string, kernelSize: number) =>
    convBlock({ ...options, filters, kernelSize, norm, activation: 'linear', name: layerName(options.name, part) }) as Step;
  const level = (i: number) => ({
    lateral: conv(`lateral${i}`, 1), output: conv(`output${i}`, 3),
    up: upsample({ kind: 'nearest', name: layerName(options.name, `up${i}`) }) as Step, add: addition({ name: layerName(options.name, `add${i}`) }),
  });
  const levels: ReturnType<typeof level>[] = [];     // made once, so that a second call shares weights
  return mapBlock('fpn', <const Maps extends readonly Sym<readonly [Dim, Dim, Dim, number]>[]>(maps: Maps) => {
    if (maps.length === 0) throw invalid('maps', 'fpn', 'one feature map or more', maps);
    const merged: FeatureMap[] = [];
    for (let i = maps.length - 1; i >= 0; i--) {
      const { lateral, up, add } = levels[i] ??= level(i);
      if (i < maps.length - 1) checkTwice('fpn', `maps[${i + 1}]`, maps[i + 1], maps[i], `maps[${i}]`);
      merged.unshift(merged.length > 0 ? add(lateral(maps[i]), up(merged[0])) : lateral(maps[i]));
    }
    return merged.map((map, i) => levels[i].output(map)) as unknown as Pyramid<Maps, F>;
  }, ['maps']);
}
