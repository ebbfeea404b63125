/**
 * DeepLab: atrous spatial pyramid pooling on a backbone that keeps its last feature map fine, with dilation for strides.
 *
 *     v3     logits = resize(1 × 1(3 × 3(aspp(last map))))
 *     v3+    logits = resize(1 × 1(3 × 3(3 × 3([resize(aspp(last map)), 1 × 1(map of stride 4)]))))
 *
 * L.-C. Chen et al. (2017), "Rethinking atrous convolution for semantic image segmentation", arXiv:1706.05587; (2018),
 * "Encoder-decoder with atrous separable convolution for semantic image segmentation", arXiv:1802.02611.
 */
import { aspp } from '../blocks/aspp';
import { concatenation } from '../blocks/concat';
import { convBlock } from '../blocks/convBlock';
import { resizeLike } from '../blocks/resize';
import { checkOneOf, checkPositiveIntegers, invalid } from '../shapes/check';
import type { Dim, Sym } from '../shapes/sym';
import type { Backbone, FeatureMap, TorchNames } from './backbone';
import { checkBackbone } from './checks';
import { logitsLayer, type Segmenter, type SegmenterOptions, torchNorm } from './segmenter';

/** Options of {@link deeplab}. */
export interface DeeplabOptions<K extends number = number> extends SegmenterOptions<K> {
  /** `v3+` refines the result by a feature map of stride 4; default `v3`. */
  version?: 'v3' | 'v3+';
  /** Channels of the pyramid and of the convolutions after it; default 256. */
  filters?: number;
  /** Dilation rates of the pyramid, in pixels; default 6, 12, 18 on a backbone with output stride 16 and 12, 24, 36 with 8. */
  rates?: readonly number[];
  /** Channels that `v3+` takes of the map of stride 4; default 48. */
  lowLevelFilters?: number;
  /** Share of the pyramid's values dropped in training, in [0, 1); default 0.5. */
  dropout?: number;
}

/**
 * A model [B, H, W, C] → logits [B, H, W, classes], of any height and width.
 *
 * Layers: those of the backbone, those of `aspp` as `${name}_aspp`, `${name}_resize4`, `${name}_low_conv`, …, `${name}_concat`
 * (v3+), `${name}_1_conv`, … (`${name}_2_conv`, … for v3+), `${name}_logits_conv`, `${name}_resize1`. The default name is
 * `deeplab`.
 *
 * Its pooled branch is batch-normalised, so that training needs batches of two images or more, as in torch.
 *
 * @throws if an option is out of its range, the backbone's last feature map has not stride 8 or 16, or none has stride 4
 * for v3+
 * @example
 * const backbone = resnet50({ outputStride: 16 });
 * const logits = deeplab({ backbone, classes: 21 })(input([200, 300, 3]));     // Sym<[null, 200, 300, 21]>
 */
export function deeplab<const K extends number = 1>({
  backbone, classes = 1 as K, version = 'v3', filters = 256, rates, lowLevelFilters = 48, dropout = 0.5, norm = torchNorm,
  name = 'deeplab', ...options
}: DeeplabOptions<K>): Segmenter<K> {
  const rest = { ...options, norm };
  checkPositiveIntegers('deeplab', { classes, filters, lowLevelFilters });
  checkBackbone('deeplab', 'backbone', backbone);
  checkOneOf('deeplab', 'version', version, ['v3', 'v3+']);
  const low = backbone.strides.lastIndexOf(4);
  if (version === 'v3+' && low < 0) throw invalid('backbone', 'deeplab', 'a backbone with a feature map of stride 4', backbone.strides);
  const pyramid = aspp<number>({ ...rest, filters, rates: rates ?? defaultRates(backbone), dropout, name: `${name}_aspp` });
  const conv = (part: string, size: { filters: number; kernelSize: number }) => convBlock({ ...rest, ...size, name: `${name}_${part}` });
  const decode = version === 'v3+' ? {
    grow: resizeLike({ name: `${name}_resize4` }), narrow: conv('low', { filters: lowLevelFilters, kernelSize: 1 }),
    join: concatenation({ name: `${name}_concat` }),
  } : undefined;
  const convs = (decode ? ['1', '2'] : ['1']).map((part) => conv(part, { filters, kernelSize: 3 }));
  const head = logitsLayer(classes, { ...rest, name: `${name}_logits` });
  const grow = resizeLike({ name: `${name}_resize1` });

  return <B extends Dim, H extends Dim, W extends Dim, C extends number>(x: Sym<readonly [B, H, W, C]>) => {
    const maps = backbone(x);
    let y: FeatureMap = pyramid(maps[maps.length - 1]);
    if (decode) y = decode.join(decode.grow(y, maps[low]), decode.narrow(maps[low]) as FeatureMap);
    y = convs.reduce((z, block) => block(z), y);
    return grow(head(y), x) as Sym<readonly [B, H, W, K]>;
  };
}

function defaultRates({ strides }: Backbone): readonly number[] {
  const outputStride = strides[strides.length - 1];
  if (outputStride === 16) return [6, 12, 18];
  if (outputStride === 8) return [12, 24, 36];
  throw invalid('backbone', 'deeplab', 'a backbone whose last feature map has stride 8 or 16 (see `outputStride`), or `rates`', strides);
}

/** Names of torchvision's DeepLab v3 without its backbone, whose own names stand there after `backbone.`. */
export const deeplabTorchNames: TorchNames = [
  [/^aspp_1x1_conv$/, 'classifier.0.convs.0.0'],
  [/^aspp_1x1_bn$/, 'classifier.0.convs.0.1'],
  [/^aspp_dilated([123])_conv$/, 'classifier.0.convs.$1.0'],
  [/^aspp_dilated([123])_bn$/, 'classifier.0.convs.$1.1'],
  [/^aspp_pool_conv$/, 'classifier.0.convs.4.1'],
  [/^aspp_pool_bn$/, 'classifier.0.convs.4.2'],
  [/^aspp_project_conv$/, 'classifier.0.project.0'],
  [/^aspp_project_bn$/, 'classifier.0.project.1'],
  [/^1_conv$/, 'classifier.1'],
  [/^1_bn$/, 'classifier.2'],
  [/^logits_conv$/, 'classifier.4'],
];
