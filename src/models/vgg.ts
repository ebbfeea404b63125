/**
 * VGG: five stages of 3 × 3 convolutions, each followed by max pooling to half the size; with 11, 13, 16 or 19 layers that
 * have weights, the three dense ones of the classifier included.
 *
 *     stage     0   1    2    3    4
 *     filters   64  128  256  512  512
 *
 * K. Simonyan, A. Zisserman (2015), "Very deep convolutional networks for large-scale image recognition", arXiv:1409.1556.
 */
import { maxPool } from '../blocks/maxPool';
import type { Norm } from '../blocks/norm';
import { vggConvs } from '../blocks/vggBlock';
import { checkOneOf, checkRange } from '../shapes/check';
import type { ConvOutput } from '../shapes/size';
import type { Dim, Sym } from '../shapes/sym';
import { backbone, type FeatureMap, type LayerNames, type TorchNames } from './backbone';
import { checkLargeEnough } from './checks';
import { scaledFilters, type ScaledFilters } from './width';

/** Options of {@link vgg11}, {@link vgg13}, {@link vgg16} and {@link vgg19}. */
export interface VggOptions<Width extends number = number> {
  /** Multiplies all filters and the hidden units of the classifier; default 1. */
  width?: Width;
  /** Default `none`, as in the paper; torchvision's `vgg16_bn` has { kind: 'batch', epsilon: 1e-5 }. The bias stays in any case. */
  norm?: Norm;
  /** Integer in [0, 2^32); default: other weights each time. */
  seed?: number;
  /** Default the net's name, as `vgg16`. */
  name?: string;
}

const convsOfStages = {
  vgg11: [1, 1, 2, 2, 2], vgg13: [2, 2, 2, 2, 2], vgg16: [2, 2, 3, 3, 3], vgg19: [2, 2, 4, 4, 4],
};
const filtersOfStages = [64, 128, 256, 512, 512];
type Vgg = keyof typeof convsOfStages;

/**
 * A backbone [B, H, W, C] → six maps of strides 1, 2, 4, 8, 16 and 32: those of the stages before their pooling, with 64,
 * 128, 256, 512 and 512 channels, and the last one pooled. VGG-11 has 133 million parameters with its classifier for
 * 1000 classes, which pools it to 7 × 7 pixels.
 *
 * Layers: those of `vggBlock` as `${name}_stage0`, …, `${name}_stage4`.
 *
 * @throws where an option is out of its range, or an image has less than 32 rows or columns
 * @example
 * const x = input([224, 224, 3]);
 * const model = tf.model({ inputs: x, outputs: classifier({ backbone: vgg11(), classes: 1000 })(x) });
 */
export function vgg11<const Width extends number = 1>(options: VggOptions<Width> = {}) {
  return vgg('vgg11', options);
}

/** {@link vgg11} with two convolutions in every stage. */
export function vgg13<const Width extends number = 1>(options: VggOptions<Width> = {}) {
  return vgg('vgg13', options);
}

/** {@link vgg11} with two convolutions in stages 0 and 1 and three in the others; 138 million parameters. */
export function vgg16<const Width extends number = 1>(options: VggOptions<Width> = {}) {
  return vgg('vgg16', options);
}

/** {@link vgg11} with two convolutions in stages 0 and 1 and four in the others. */
export function vgg19<const Width extends number = 1>(options: VggOptions<Width> = {}) {
  return vgg('vgg19', options);
}

/** A feature map S times smaller than the image. */
type Stage<B extends Dim, H extends Dim, W extends Dim, S extends number, F extends number> =
  Sym<readonly [B, ConvOutput<H, S, S, 'valid'>, ConvOutput<W, S, S, 'valid'>, F]>;

type Apply<Width extends number> =
  <B extends Dim, H extends Dim, W extends Dim, C extends number>(x: Sym<readonly [B, H, W, C]>) => readonly [
    Stage<B, H, W, 1, ScaledFilters<64, Width>>,
    Stage<B, H, W, 2, ScaledFilters<128, Width>>,
    Stage<B, H, W, 4, ScaledFilters<256, Width>>,
    Stage<B, H, W, 8, ScaledFilters<512, Width>>,
    Stage<B, H, W, 16, ScaledFilters<512, Width>>,
    Stage<B, H, W, 32, ScaledFilters<512, Width>>,
  ];

function vgg<Width extends number>(net: Vgg, options: VggOptions<Width>) {
  const { width = 1, norm = 'none', seed, name = net } = options;
  checkRange(net, 'width', width, Number.MIN_VALUE, Infinity);
  const stages = convsOfStages[net].map((convs, i) => ({
    convolve: vggConvs<number>({
      convs, filters: scaledFilters(filtersOfStages[i], width), useBias: true, norm, seed, name: `${name}_stage${i}`,
    }),
    pool: maxPool({ name: `${name}_stage${i}_pool` }),
  }));
  const apply = (x: FeatureMap): readonly FeatureMap[] => {
    checkLargeEnough(net, x, 32);
    let y = x;
    const maps = stages.map(({ convolve, pool }) => {
      const map = convolve(y);
      y = pool(map);
      return map;
    });
    return [...maps, y];
  };
  const hidden = scaledFilters(4096, width);
  return backbone(apply as Apply<Width>, {
    prefix: name, strides: [1, 2, 4, 8, 16, 32], head: { pooling: 7, hidden: [hidden, hidden], dropout: 0.5 },
  });
}

/**
 * What the weights of a net are called in torchvision, where a layer's number depends on the net.
 *
 * @throws where it is none of those nets
 * @example
 * loadTorchWeights(model, tensors, { names: vggTorchNames('vgg16_bn'), prefix: 'vgg16' });
 */
export function vggTorchNames(net: Vgg | `${Vgg}_bn`): TorchNames {
  checkOneOf('vggTorchNames', 'net', net, Object.keys(convsOfStages).flatMap((plain) => [plain, `${plain}_bn`]));
  const [plain, norm] = net.split('_') as [Vgg, 'bn'?];
  let index = 0;
  const features = convsOfStages[plain].flatMap((convs, stage) => {
    const rules = Array.from({ length: convs }, (_, i) => {
      const own = [`conv`, ...(norm ? ['bn'] : [])].map((part, offset) =>
        [new RegExp(`^stage${stage}_${i + 1}_${part}$`), `features.${index + offset}`] as const);
      index += norm ? 3 : 2;     // with the ReLU
      return own;
    });
    index++;     // the pooling
    return rules.flat();
  });
  return [...features, [/^hidden0$/, 'classifier.0'], [/^hidden1$/, 'classifier.3'], [/^logits$/, 'classifier.6']];
}

/** What the weights are called in Keras's `VGG16` and `VGG19`. */
export const vggKerasNames: LayerNames = [
  ...filtersOfStages.map((_, stage) => [new RegExp(`^stage${stage}_(\\d)_conv$`), `block${stage + 1}_conv$1`] as const),
  [/^hidden0$/, 'fc1'], [/^hidden1$/, 'fc2'], [/^logits$/, 'predictions'],
];
