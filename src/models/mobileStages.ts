/** What MobileNetV2 and its descendants have in common: a stem, stages of inverted residuals, a 1 × 1 convolution on top. */
import type { Activation } from '../blocks/activation';
import { convBlock } from '../blocks/convBlock';
import { invertedResidual } from '../blocks/invertedResidual';
import type { Norm } from '../blocks/norm';
import { checkOneOf, checkRange, invalid } from '../shapes/check';
import type { CeilDivide, Padding } from '../shapes/size';
import type { Dim, Sym } from '../shapes/sym';
import { backbone, type Backbone, type FeatureMap } from './backbone';

/** Options of a mobile net. */
export interface MobileOptions<Width extends number = number, O extends 8 | 16 | 32 = 8 | 16 | 32> {
  /** Multiplies the filters, which are then rounded to multiples of 8; default 1. */
  width?: Width;
  /** Pixels of the image to a pixel of the last map; below 32, dilation takes the place of strides. Default 32. */
  outputStride?: O;
  /** At odd and even sizes alike as in PyTorch, `torch`, or as in TensorFlow and Keras, `same`; default that of the original. */
  padding?: 'torch' | 'same';
  /** Default batch normalisation, as in the original. */
  norm?: Norm;
  /** Integer in [0, 2^32); default: other weights each time. */
  seed?: number;
  /** Default the net's name. */
  name?: string;
}

/** A row of the table in the paper: so many inverted residuals, the first with the strides. */
export type StageRow = readonly [expansion: number, filters: number, repeats: number, strides: 1 | 2, kernelSize: 3 | 5];

/** The numbers of a net. */
interface MobileNet {
  net: string;
  /** Channels of the first convolution, of strides 2, and of the last. */
  stem: number;
  top: number;
  stages: readonly StageRow[];
  padding: Padding;
  activation: Activation;
  norm: Norm;
  dropout: number;
}

/** A feature map S times smaller than the image; F channels, unless another width changes them. */
type Stage<B extends Dim, H extends Dim, W extends Dim, S extends number, F extends number, Width extends number> =
  Sym<readonly [B, CeilDivide<H, S>, CeilDivide<W, S>, Width extends 1 ? F : number]>;

type AtMost<S extends number, O extends 8 | 16 | 32> = O extends 8 ? 8 : S;

/** A backbone with F channels in its five maps. */
export type MobileBackbone<F extends readonly number[], Width extends number, O extends 8 | 16 | 32> =
  Omit<Backbone, 'strides'> & { readonly strides: [2, 4, 8, AtMost<16, O>, O] } & Apply<F, Width, O>;

type Apply<F extends readonly number[], Width extends number, O extends 8 | 16 | 32> =
  <B extends Dim, H extends Dim, W extends Dim, C extends number>(x: Sym<readonly [B, H, W, C]>) => readonly [
    Stage<B, H, W, 2, F[0], Width>,
    Stage<B, H, W, 4, F[1], Width>,
    Stage<B, H, W, 8, F[2], Width>,
    Stage<B, H, W, AtMost<16, O>, F[3], Width>,
    Stage<B, H, W, O, F[4], Width>,
  ];

/** A backbone whose maps are the results before each halving, and the top. */
export function mobileBackbone<F extends readonly number[], Width extends number, O extends 8 | 16 | 32>(
  { net, stem, top, stages, activation, ...family }: MobileNet, options: MobileOptions<Width, O>,
): MobileBackbone<F, Width, O> {
  const { width = 1, outputStride = 32 as O, padding = family.padding, norm = family.norm, seed, name = net } = options;
  checkRange(net, 'width', width, Number.MIN_VALUE, Infinity);
  checkOneOf(net, 'padding', padding, ['torch', 'same']);
  if (![8, 16, 32].includes(outputStride)) throw invalid('outputStride', net, '8, 16 or 32', outputStride);
  const shared = { padding, activation, norm, seed };
  const first = convBlock<number, 3, 2, Padding>({ ...shared, filters: stem, strides: 2, name: `${name}_stem` });
  const last = convBlock<number, 1, 1, Padding>({ ...shared, filters: top, kernelSize: 1, name: `${name}_top` });

  let [stride, dilation] = [2, 1];
  const blocks = stages.map(([expansion, filters, repeats, strides, kernelSize], stage) =>
    Array.from({ length: repeats }, (_, i) => {
      const halves = i === 0 && strides === 2;
      const allowed = halves && stride < outputStride;
      const dilationRate = dilation;     // of the block that no longer halves, too: its pixels are as near as before
      if (allowed) stride *= 2;
      else if (halves) dilation *= 2;
      return invertedResidual<number, number, number, Padding, number>({
        ...shared, expansion, kernelSize, filters: roundToEight(filters * width), strides: allowed ? 2 : 1, dilationRate,
        name: `${name}_stage${stage}_${i}`,
      });
    }));

  const apply = (x: FeatureMap): readonly FeatureMap[] => {
    const maps: FeatureMap[] = [];
    let y: FeatureMap = first(x);
    blocks.forEach((stage, i) => {
      if (stages[i][3] === 2) maps.push(y);
      y = stage.reduce((z, block) => block(z), y);
    });
    return [...maps, last(y)];
  };
  return backbone(apply as Apply<F, Width, O>, {
    prefix: name, head: { dropout: family.dropout },
    strides: [2, 4, 8, 16, 32].map((size) => Math.min(size, outputStride)) as [2, 4, 8, AtMost<16, O>, O],
  });
}

/** The nearest multiple of 8 that is at least 8 and not more than 10 % below. */
export function roundToEight(filters: number): number {
  const nearest = Math.max(8, Math.floor(filters / 8 + 0.5) * 8);
  return nearest < 0.9 * filters ? nearest + 8 : nearest;
}
