/**
 * An anchor-free detector in one stage, after YOLOX: for every cell of three feature maps a box, an objectness and a class.
 *
 *     backbone → maps at strides 8, 16, 32 → path aggregation → at each stride a head in two branches:
 *       1 × 1 conv ─┬─ conv, conv ─ 1 × 1 ─ class logits
 *                   └─ conv, conv ─ 1 × 1 ─ (tx, ty, tw, th), and 1 × 1 ─ objectness logit
 *
 * `decodeBoxes` says what (tx, ty, tw, th) mean; the score of a class is σ(objectness)·σ(class); `detections` makes a list of
 * boxes of it. Objectness and classes start at a probability of 0.01, since nearly all cells are background.
 *
 * Z. Ge, S. Liu, F. Wang, Z. Li, J. Sun (2021), "YOLOX: exceeding YOLO series in 2021", arXiv:2107.08430; here with plain
 * convolutions in place of its cross-stage partial blocks.
 */
import { layers } from '@tensorflow/tfjs-layers';
import { convBlock } from '../blocks/convBlock';
import type { ConvBlockOptions } from '../blocks/convBlock';
import { pathAggregation } from '../blocks/pathAggregation';
import { reshaping } from '../blocks/reshape';
import { checkPositiveIntegers, invalid } from '../shapes/check';
import type { CeilDivide, Plus, Times } from '../shapes/size';
import type { Dim, Sym } from '../shapes/sym';
import type { Backbone, FeatureMap } from './backbone';
import { checkBackbone, checkPadding, mapsOf } from './checks';

/** Options of {@link yolo}. */
export interface YoloOptions<K extends number = number>
  extends Pick<ConvBlockOptions, 'norm' | 'activation' | 'kernelInitializer' | 'kernelRegularizer' | 'seed' | 'name'> {
  /** With feature maps at strides 8, 16 and 32. */
  backbone: Backbone;
  classes: K;
  /** Channels of neck and heads; default 64. */
  filters?: number;
  /** Default `swish`, as in the paper. */
  activation?: ConvBlockOptions['activation'];
  /** Default `yolo`; the backbone's layers have its own. */
  name?: string;
}

/** 16 cells at stride 8, 4 at stride 16 and 1 at stride 32 for every 32 × 32 pixels. */
type Cells<H extends Dim, W extends Dim> =
  H extends number ? (W extends number ? Times<Times<CeilDivide<H, 32>, CeilDivide<W, 32> & number>, 21> : null) : null;

const strides = [8, 16, 32];
const LOGIT_OF_PRIOR = -Math.log((1 - 0.01) / 0.01);

/**
 * A model [B, H, W, C] → [B, N, 5 + classes] with (tx, ty, tw, th, objectness, classes …) for each of the N cells: those of stride
 * 8 first, each map row by row. H and W are multiples of 32.
 *
 * Layers: those of the backbone and of `pathAggregation` as `${name}_neck`, and for each stride s `${name}_stem${s}_conv`,
 * `${name}_class${s}_1_conv`, …, `${name}_box${s}_2_conv`, …, `${name}_classes${s}_conv`, `${name}_boxes${s}_conv`,
 * `${name}_objectness${s}_conv`.
 *
 * @throws where an option is out of its range, the backbone lacks a stride, or H or W is no multiple of 32
 * @example
 * const x = input([416, 416, 3]);
 * const model = tf.model({ inputs: x, outputs: yolo({ backbone: resnet18({ width: 0.5 }), classes: 20 })(x) });     // [null, 3549, 25]
 */
export function yolo<const K extends number>({ backbone, classes, filters = 64, ...options }: YoloOptions<K>) {
  const { activation = 'swish', name = 'yolo', seed } = options;
  checkPositiveIntegers('yolo', { classes, filters });
  checkBackbone('yolo', 'backbone', backbone);
  checkPadding('yolo', 'backbone', backbone);
  const places = strides.map((stride) => backbone.strides.indexOf(stride));
  if (places.includes(-1)) throw invalid('backbone', 'yolo', 'feature maps at strides 8, 16 and 32', backbone.strides);
  const shared = { ...options, filters, activation };
  const neck = pathAggregation<number>({ ...shared, name: `${name}_neck` });
  const cells = layers.concatenate({ axis: 1, name: `${name}_cells` });
  const heads = strides.map((stride) => head({ ...shared, classes, seed, name, stride }));

  return <B extends Dim, H extends Dim, W extends Dim, C extends number>(x: Sym<readonly [B, H, W, C]>) => {
    const maps = mapsOf('yolo', 'backbone', backbone, x, 32);
    const [fine, middle, coarse] = places.map((place) => maps[place]);
    return cells.apply(neck(fine, middle, coarse).map((map, level) => heads[level](map))) as Sym<readonly [B, Cells<H, W>, Plus<5, K>]>;
  };
}

interface HeadOptions extends ConvBlockOptions {
  classes: number;
  stride: number;
  name: string;
}

/** [B, h, w, filters] → [B, h·w, 5 + classes]. */
function head({ classes, stride, ...options }: HeadOptions) {
  const { name } = options;
  const conv = (part: string, kernelSize = 3) => convBlock({ ...options, kernelSize, name: `${name}_${part}` });
  const logits = (part: string, count: number, initialBias = 0) => convBlock({
    ...options, filters: count, kernelSize: 1, norm: 'none', activation: 'linear', initialBias, name: `${name}_${part}${stride}`,
  });
  const stem = conv(`stem${stride}`, 1);
  const branch = (part: string) => [conv(`${part}${stride}_1`), conv(`${part}${stride}_2`)] as const;
  const [classBranch, boxBranch] = [branch('class'), branch('box')];
  const classLogits = logits('classes', classes, LOGIT_OF_PRIOR);
  const [boxes, objectness] = [logits('boxes', 4), logits('objectness', 1, LOGIT_OF_PRIOR)];

  const concat = layers.concatenate({ axis: -1, name: `${name}_map${stride}` });
  const row = reshaping(`${name}_cells${stride}`);

  return (x: FeatureMap): Sym => {
    const start = stem(x);
    const [forClass, forBox] = [classBranch, boxBranch].map(([first, second]) => second(first(start)));
    const parts = [boxes(forBox), objectness(forBox), classLogits(forClass)];
    const map = concat.apply(parts) as Sym;
    const [, height, width] = map.shape;
    const cells = height === null || width === null ? -1 : height * width;
    return row(map, [cells, 5 + classes]);
  };
}
