/** The sum of two maps, as in residual and lateral connections. */
import { layers } from '@tensorflow/tfjs-layers';
import { openAddition } from '../layers/openMerge';
import { invalid } from '../shapes/check';
import { canAgree, type Fits } from '../shapes/fits';
import type { Dim, Sym } from '../shapes/sym';
import { checkMaps } from './mapBlock';
import { layerName } from './weights';

type FeatureMap = Sym<readonly [Dim, Dim, Dim, number]>;

/**
 * [B, H, W, C] and [B, H, W, C] → [B, H, W, C]. Another height, width or number of channels does not compile. A size that is open
 * in one of them is compared when the model runs.
 *
 * @throws where the shapes differ
 * @example
 * const y = add(input([64, 64, 16]), input([64, 64, 16]));     // Sym<[null, 64, 64, 16]>
 */
export function add<B extends Dim, H extends Dim, W extends Dim, C extends number, H2 extends Dim, W2 extends Dim>(
  a: Sym<readonly [B, H, W, C]>,
  b: Sym<readonly [Dim, H2, W2, NoInfer<C>]> & Fits<H2, W2, H, W>,
  { name }: { name?: string } = {},
) {
  return addition({ name })(a as FeatureMap, b as FeatureMap) as Sym<readonly [B, H, W, C]>;
}

/** {@link add} as a block, whose layers are made once: tfjs's, or `${name}_open` for an open size beside a known one. */
export function addition({ name }: { name?: string }) {
  let alike: layers.Layer | undefined;
  let mixed: layers.Layer | undefined;
  return (a: FeatureMap, b: FeatureMap): FeatureMap => {
    checkMaps('add', 'a', a);
    checkMaps('add', 'b', b);
    const [shape, other] = [a, b].map((x) => x.shape.slice(1));
    if (!shape.every((size, i) => canAgree(size, other[i]))) {
      throw invalid('b', 'add', `the shape ${JSON.stringify(shape)} of \`a\``, other);
    }
    const same = shape.every((size, i) => size === other[i]);
    const layer = same ? alike ??= layers.add({ name }) : mixed ??= openAddition({ name: layerName(name, 'open') });
    return layer.apply([a, b]) as FeatureMap;
  };
}
