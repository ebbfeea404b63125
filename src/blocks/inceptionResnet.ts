/**
 * The residual modules A (35 × 35), B (17 × 17) and C (8 × 8) of Inception-ResNet-v2: the paths of an inception module, brought
 * back to the channels of the input, scaled down and added to it.
 *
 *     y = activation(x + scale·(1×1(concat(path₁(x), path₂(x), …)) + bias))
 *
 * Without the scale, in [0.1, 0.3], networks with more than a thousand filters die early in training.
 *
 * C. Szegedy, S. Ioffe, V. Vanhoucke, A. Alemi (2017), "Inception-v4, Inception-ResNet and the impact of residual connections on
 * learning", arXiv:1602.07261.
 */
import { layers } from '@tensorflow/tfjs-layers';
import { checkPositiveIntegers, checkRange } from '../shapes/check';
import type { Dim, Sym } from '../shapes/sym';
import { activationLayers } from './activation';
import { branchConvs, branches, type BranchOptions, checkFilters, type Step } from './branches';
import { convBlock } from './convBlock';
import { mapBlock } from './mapBlock';
import { layerName } from './weights';

interface ResidualOptions extends BranchOptions {
  /** Factor of what is added, in [0, ∞); default 0.17 in A, 0.1 in B, 0.2 in C. */
  scale?: number;
}

/** Options of {@link inceptionResnetA}. */
export interface InceptionResnetAOptions extends ResidualOptions {
  /** Filters of the 1 × 1 convolution; default 32. */
  b1?: number;
  /** Filters of the reduction and of the 3 × 3 convolution; default [32, 32]. */
  b3?: readonly [reduce: number, filters: number];
  /** Filters of the reduction and of two 3 × 3 convolutions; default [32, 48, 64]. */
  b3double?: readonly [reduce: number, first: number, second: number];
}

/**
 * Module A, a block [B, H, W, C] → [B, H, W, C].
 *
 * Layers: those of `convBlock` as `${name}_b1`, `${name}_b3_1`, `${name}_b3_2`, `${name}_b3double_1` to `_3` and `${name}_up`;
 * `${name}_concat`, `${name}_scale`, `${name}_add`, `${name}_${activation}`. Applied twice, it shares their weights.
 *
 * @throws where an option is out of its range
 * @example
 * const y = inceptionResnetA()(input([35, 35, 320]));    // Sym<[null, 35, 35, 320]>
 */
export function inceptionResnetA(options: InceptionResnetAOptions = {}) {
  const { b1 = 32, b3 = [32, 32], b3double = [32, 48, 64], scale = 0.17 } = options;
  checkPositiveIntegers('inceptionResnetA', { b1 });
  checkFilters('inceptionResnetA', 'b3', b3, 2);
  checkFilters('inceptionResnetA', 'b3double', b3double, 3);
  checkRange('inceptionResnetA', 'scale', scale, 0, Infinity);
  const conv = branchConvs(options);
  return scaledResidual('inceptionResnetA', [
    [conv('b1', b1)],
    [conv('b3_1', b3[0]), conv('b3_2', b3[1], 3)],
    [conv('b3double_1', b3double[0]), conv('b3double_2', b3double[1], 3), conv('b3double_3', b3double[2], 3)],
  ], scale, options);
}

/** Options of {@link inceptionResnetB}. */
export interface InceptionResnetBOptions extends ResidualOptions {
  /** Filters of the 1 × 1 convolution; default 192. */
  b1?: number;
  /** Filters of the reduction, of the 1 × 7 and of the 7 × 1 convolution; default [128, 160, 192]. */
  b7?: readonly [reduce: number, first: number, second: number];
}

/**
 * Module B, a block [B, H, W, C] → [B, H, W, C].
 *
 * Layers: as module A, with the paths `${name}_b1` and `${name}_b7_1` to `_3`.
 *
 * @throws where an option is out of its range
 * @example
 * const y = inceptionResnetB()(input([17, 17, 1088]));    // Sym<[null, 17, 17, 1088]>
 */
export function inceptionResnetB(options: InceptionResnetBOptions = {}) {
  const { b1 = 192, b7 = [128, 160, 192], scale = 0.1 } = options;
  checkPositiveIntegers('inceptionResnetB', { b1 });
  checkFilters('inceptionResnetB', 'b7', b7, 3);
  checkRange('inceptionResnetB', 'scale', scale, 0, Infinity);
  const conv = branchConvs(options);
  return scaledResidual('inceptionResnetB', [
    [conv('b1', b1)],
    [conv('b7_1', b7[0]), conv('b7_2', b7[1], [1, 7]), conv('b7_3', b7[2], [7, 1])],
  ], scale, options);
}

/** Options of {@link inceptionResnetC}. */
export interface InceptionResnetCOptions extends ResidualOptions {
  /** Filters of the 1 × 1 convolution; default 192. */
  b1?: number;
  /** Filters of the reduction, of the 1 × 3 and of the 3 × 1 convolution; default [192, 224, 256]. */
  b3?: readonly [reduce: number, first: number, second: number];
}

/**
 * Module C, a block [B, H, W, C] → [B, H, W, C]. The last one of the paper's network has scale 1 and a linear activation at its end.
 *
 * Layers: as module A, with the paths `${name}_b1` and `${name}_b3_1` to `_3`.
 *
 * @throws where an option is out of its range
 * @example
 * const y = inceptionResnetC()(input([8, 8, 2080]));    // Sym<[null, 8, 8, 2080]>
 */
export function inceptionResnetC(options: InceptionResnetCOptions = {}) {
  const { b1 = 192, b3 = [192, 224, 256], scale = 0.2 } = options;
  checkPositiveIntegers('inceptionResnetC', { b1 });
  checkFilters('inceptionResnetC', 'b3', b3, 3);
  checkRange('inceptionResnetC', 'scale', scale, 0, Infinity);
  const conv = branchConvs(options);
  return scaledResidual('inceptionResnetC', [
    [conv('b1', b1)],
    [conv('b3_1', b3[0]), conv('b3_2', b3[1], [1, 3]), conv('b3_3', b3[2], [3, 1])],
  ], scale, options);
}

/** The paths, the convolution back to the channels of x (made when x comes), and the scaled sum. */
function scaledResidual(
  where: string, paths: readonly (readonly Step[])[], scale: number, { activation = 'relu', ...options }: BranchOptions,
) {
  const { name } = options;
  const concatenated = branches(paths, name);
  const rescale = layers.rescaling({ scale, name: layerName(name, 'scale') });
  const add = layers.add({ name: layerName(name, 'add') });
  const activations = activationLayers(activation, name);
  let up: Step | undefined;
  return mapBlock(where, <B extends Dim, H extends Dim, W extends Dim, C extends number>(x: Sym<readonly [B, H, W, C]>) => {
    up ??= convBlock({
      ...options, filters: x.shape[3] as number, kernelSize: 1, norm: 'none', activation: 'linear', name: layerName(name, 'up'),
    });
    const sum = add.apply([x, rescale.apply(up(concatenated(x))) as Sym]) as Sym;
    return activations.reduce((y, layer) => layer.apply(y) as Sym, sum) as Sym<readonly [B, H, W, C]>;
  });
}
