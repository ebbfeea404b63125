/** Concatenation of channels, as in skip connections. */
import { layers } from '@tensorflow/tfjs-layers';
import { openConcatenation } from '../layers/openMerge';
import { invalid } from '../shapes/check';
import { canAgree, type Fits } from '../shapes/fits';
import type { Plus } from '../shapes/size';
import type { Dim, Sym } from '../shapes/sym';
import { checkMaps } from './mapBlock';
import { layerName } from './weights';

type FeatureMap = Sym<readonly [Dim, Dim, Dim, number]>;

/**
 * [B, H, W, C] and [B, H, W, D] → [B, H, W, C + D]. Different heights or widths do not compile. A size that is open in one of
 * them is compared when the model runs.
 *
 * @throws where heights or widths differ
 * @example
 * const y = concat(input([64, 64, 16]), input([64, 64, 8]));     // Sym<[null, 64, 64, 24]>
 */
export function concat<
  B extends Dim, H extends Dim, W extends Dim, C extends number, H2 extends Dim, W2 extends Dim, D extends number,
>(
  a: Sym<readonly [B, H, W, C]>,
  b: Sym<readonly [Dim, H2, W2, D]> & Fits<H2, W2, H, W>,
  { name }: { name?: string } = {},
) {
  return concatenation({ name })(a as FeatureMap, b as FeatureMap) as Sym<readonly [B, H, W, Plus<C, D>]>;
}

/** {@link concat} as a block, whose layers are made once: tfjs's, or `${name}_open` for an open size beside a known one. */
export function concatenation({ name }: { name?: string }) {
  let alike: layers.Layer | undefined;
  let mixed: layers.Layer | undefined;
  return (a: FeatureMap, b: FeatureMap): FeatureMap => {
    checkMaps('concat', 'a', a);
    checkMaps('concat', 'b', b);
    const [size, other] = [a, b].map((x) => x.shape.slice(1, 3));
    if (!size.every((length, i) => canAgree(length, other[i]))) {
      throw invalid('b', 'concat', `height and width ${JSON.stringify(size)} of \`a\``, other);
    }
    const same = size.every((length, i) => length === other[i]);
    const layer = same ? alike ??= layers.concatenate({ axis: -1, name }) : mixed ??= openConcatenation({ name: layerName(name, 'open') });
    return layer.apply([a, b]) as FeatureMap;
  };
}
