/**
 * What residual blocks have in common: a branch of convolutions and a shortcut around it.
 *
 *     postActivation    y = activation(branch(x) + shortcut(x))                  He et al. (2015), arXiv:1512.03385
 *     preActivation     y = branch(a) + shortcut(x),  a = activation(norm(x))    He et al. (2016), arXiv:1603.05027
 *
 * The shortcut is x itself where the result has its shape, and else a 1 × 1 convolution with the strides of the block: of x,
 * normalised, or of a.
 */
import { layers } from '@tensorflow/tfjs-layers';
import { checkOneOf, checkPositiveIntegers, checkRange, invalid } from '../shapes/check';
import type { CeilDivide } from '../shapes/size';
import type { Dim, Sym } from '../shapes/sym';
import { type Activation, activationLayers, checkActivation } from './activation';
import { convBlock, type ConvBlockOptions } from './convBlock';
import { dropPath } from './dropPath';
import { mapBlock } from './mapBlock';
import { checkNorm, type Norm, normLayers } from './norm';
import { squeezeExcite } from './squeezeExcite';
import { layerName, type WeightOptions } from './weights';

/** Options of every residual block. */
export interface ResidualOptions<F extends number = number, S extends number = number> extends WeightOptions {
  filters: F;
  /** Step of the block, in pixels; default 1. */
  strides?: S;
  /** Default `same`. */
  padding?: 'same' | 'torch';
  /** Distance between taps of the 3 × 3 kernels, in pixels; default 1. Not together with strides. */
  dilationRate?: number;
  /** Default batch normalisation with momentum 0.9 and epsilon 1e-3. */
  norm?: Norm;
  /** Default `relu`. */
  activation?: Activation;
  /** Whether norm and activation follow the convolutions or come before them; default `postActivation`. */
  variant?: 'postActivation' | 'preActivation';
  /** Weighs the channels of the branch before it is added; see `squeezeExcite`. Default: no. */
  squeezeExcite?: { ratio?: number };
  /** Probability in [0, 1) that a sample skips the branch in training; see `dropPath`. Default 0. */
  dropPath?: number;
}

/** One convolution of a branch. */
type BranchConv = Pick<ConvBlockOptions, 'filters' | 'kernelSize' | 'strides' | 'dilationRate' | 'groups'>;

/** Throws where an option is out of its range. */
export function checkResidual(where: string, options: ResidualOptions): void {
  const { filters, strides = 1, padding = 'same', dilationRate = 1, norm = 'none', activation = 'relu' } = options;
  const { variant = 'postActivation', dropPath: rate = 0 } = options;
  checkPositiveIntegers(where, { filters, strides, dilationRate });
  checkOneOf(where, 'padding', padding, ['same', 'torch']);
  checkOneOf(where, 'variant', variant, ['postActivation', 'preActivation']);
  checkActivation(where, activation);
  checkNorm(where, norm);
  checkRange(where, 'dropPath', rate, 0, 1);
  if (strides > 1 && dilationRate > 1) throw invalid('dilationRate', where, '1 where strides are not 1', dilationRate);
}

/**
 * A block [B, H, W, C] → [B, ⌈H / strides⌉, ⌈W / strides⌉, filters of the last convolution].
 *
 * Layers: `${name}_pre_bn` and `${name}_pre_${activation}` (preActivation), `${name}_1_conv`, …, `${name}_shortcut_conv` and
 * `${name}_shortcut_bn` (where the shape changes), those of `squeezeExcite` as `${name}_se`, `${name}_drop`, `${name}_add`,
 * and `${name}_${activation}` (postActivation).
 */
export function residual<F extends number, S extends number>(
  where: string, options: Omit<ResidualOptions<number, S>, 'filters'>, convs: BranchConv[],
) {
  const { strides = 1, padding, norm = { kind: 'batch' }, activation = 'relu', name } = options;
  const { kernelInitializer, kernelRegularizer, seed, dropPath: rate = 0 } = options;
  const weights = { kernelInitializer, kernelRegularizer, seed };
  const pre = options.variant === 'preActivation';
  const filters = convs[convs.length - 1].filters;
  const block = (part: string, conv: BranchConv, ending: Pick<ConvBlockOptions, 'norm' | 'activation'>) => convBlock({
    ...conv, ...ending, ...weights, padding, name: layerName(name, part),
  });

  const last = { norm: pre ? 'none' : norm, activation: 'linear' } as const;
  const before = pre ? [...normLayers(norm, layerName(name, 'pre')), ...activationLayers(activation, layerName(name, 'pre'))] : [];
  const branch = convs.map((conv, i) => block(String(i + 1), conv, i < convs.length - 1 ? { norm, activation } : last));
  const project = block('shortcut', { filters, kernelSize: 1, strides }, last);
  const weigh = options.squeezeExcite
    && squeezeExcite({ ...options.squeezeExcite, ...weights, activation, name: layerName(name, 'se') });
  const drop = dropPath({ rate, seed, name: layerName(name, 'drop') });
  const add = layers.add({ name: layerName(name, 'add') });
  const after = pre ? [] : activationLayers(activation, name);

  return mapBlock(where, <B extends Dim, H extends Dim, W extends Dim, C extends number>(x: Sym<readonly [B, H, W, C]>) => {
    const start = through(before, x) as FeatureMap;
    const y = branch.reduce<FeatureMap>((z, conv) => conv(z), start);
    const sameShape = strides === 1 && x.shape[3] === filters;
    const sum = add.apply([drop(weigh ? weigh(y) : y), sameShape ? x : project(start)]);
    return through(after, sum as Sym) as Sym<readonly [B, CeilDivide<H, S>, CeilDivide<W, S>, F]>;
  });
}

type FeatureMap = Sym<readonly [Dim, Dim, Dim, number]>;

function through(steps: layers.Layer[], x: Sym): Sym {
  return steps.reduce((y, layer) => layer.apply(y) as Sym, x);
}
