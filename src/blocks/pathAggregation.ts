/**
 * A path aggregation network: three feature maps exchange what they know, first from the coarsest to the finest, then back.
 *
 *     P_i = 1 × 1 convolution of map i                          as many channels everywhere
 *     T_5 = P_5,  T_i = conv([upsample(T_{i+1}), P_i])          down to the finest: what is it?
 *     N_3 = T_3,  N_i = conv([conv/2(N_{i−1}), T_i])            back up: where exactly?
 *
 * The way down alone is a feature pyramid (T.-Y. Lin et al. 2017, arXiv:1612.03144), there with sums in place of concatenation.
 * S. Liu, L. Qi, H. Qin, J. Shi, J. Jia (2018), "Path aggregation network for instance segmentation", arXiv:1803.01534.
 */
import type { Times } from '../shapes/size';
import type { Dim, Sym } from '../shapes/sym';
import { concatenation } from './concat';
import { convBlock } from './convBlock';
import type { ConvBlockOptions } from './convBlock';
import { mapBlock } from './mapBlock';
import { upsample } from './upsample';
import { layerName } from './weights';

/** Options of {@link pathAggregation}; see `convBlock`. */
export type PathAggregationOptions<F extends number = number> =
  Pick<ConvBlockOptions<F>, 'filters' | 'norm' | 'activation' | 'kernelInitializer' | 'kernelRegularizer' | 'seed' | 'name'>;

type Map = Sym<readonly [Dim, Dim, Dim, number]>;

/**
 * A block of three maps, each twice as high and wide as the next → three maps of the same sizes, with `filters` channels. A map
 * of another size does not compile.
 *
 * Layers: `${name}_lateral0_conv`, … (0 the finest), `${name}_up1`, `${name}_top1_conv`, …, `${name}_down0_conv`,
 * `${name}_bottom1_conv`, ….
 *
 * @throws where an option is out of its range, or the maps are not twice as large as the next
 * @example
 * const [fine, middle, coarse] = pathAggregation({ filters: 16 })(c3, c4, c5);
 */
export function pathAggregation<const F extends number>(options: PathAggregationOptions<F>) {
  const conv = (part: string, kernelSize: number, strides = 1) =>
    convBlock({ ...options, kernelSize, strides, name: layerName(options.name, part) }) as (x: Map) => Map;
  const grow = (part: string) => upsample({ kind: 'nearest', name: layerName(options.name, part) });
  const join = (part: string) => concatenation({ name: layerName(options.name, part) });
  const laterals = [0, 1, 2].map((level) => conv(`lateral${level}`, 1));
  const [up1, up0] = [grow('up1'), grow('up0')];
  const [top1, top0] = [conv('top1', 3), conv('top0', 3)];
  const [down0, down1] = [conv('down0', 3, 2), conv('down1', 3, 2)];
  const [topConcat1, topConcat0, bottomConcat1, bottomConcat2] =
    ['topConcat1', 'topConcat0', 'bottomConcat1', 'bottomConcat2'].map(join);
  const [bottom1, bottom2] = [conv('bottom1', 3), conv('bottom2', 3)];

  return mapBlock('pathAggregation', <B extends Dim, H extends Dim, W extends Dim, C extends number, D extends number, E extends number>(
    fine: Sym<readonly [NoInfer<B>, Times<NoInfer<H>, 4>, Times<NoInfer<W>, 4>, C]>,
    middle: Sym<readonly [NoInfer<B>, Times<NoInfer<H>, 2>, Times<NoInfer<W>, 2>, D]>,
    coarse: Sym<readonly [B, H, W, E]>,
  ) => {
    const [p0, p1, p2] = [fine, middle, coarse].map((map, level) => laterals[level](map));
    const t1 = top1(topConcat1(up1(p2), p1));
    const n0 = top0(topConcat0(up0(t1), p0));
    const n1 = bottom1(bottomConcat1(down0(n0), t1));
    const n2 = bottom2(bottomConcat2(down1(n1), p2));
    return [n0, n1, n2] as unknown as readonly [
      fine: Sym<readonly [B, Times<H, 4>, Times<W, 4>, F]>, middle: Sym<readonly [B, Times<H, 2>, Times<W, 2>, F]>,
      coarse: Sym<readonly [B, H, W, F]>,
    ];
  }, ['fine', 'middle', 'coarse']);
}
