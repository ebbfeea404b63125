/**
 * Several paths over one input, side by side, and their channels concatenated: the frame of every inception module.
 *
 *     y = concat(path₁(x), path₂(x), …)      path(x) = fₙ(… f₂(f₁(x)))
 *
 * C. Szegedy et al. (2015), "Going deeper with convolutions", arXiv:1409.4842.
 */
import { layers } from '@tensorflow/tfjs-layers';
import { checkOneOf, checkPositiveIntegers, invalid } from '../shapes/check';
import type { KernelSize } from '../shapes/size';
import type { Dim, Sym } from '../shapes/sym';
import type { Activation } from './activation';
import { averagePool } from './averagePool';
import { convBlock } from './convBlock';
import type { Norm } from './norm';
import { layerName, type WeightOptions } from './weights';

/** Options of every module of branches. */
export interface BranchOptions extends WeightOptions {
  /** Default batch normalisation with momentum 0.9 and epsilon 1e-3. */
  norm?: Norm;
  /** Default `relu`. */
  activation?: Activation;
}

/** Options of the modules with average pooling. */
export interface PooledBranchOptions extends BranchOptions {
  /** With `torch`, the default, the means at the edges count the zeros around the image; with `same` they leave them out, as in Keras. */
  poolPadding?: 'torch' | 'same';
}

type Image = Sym<readonly [Dim, Dim, Dim, number]>;
/** A part of a path. */
export type Step = (x: Image) => Image;

/** The paths, each a list of steps, and the layer `${name}_concat`. */
export function branches(paths: readonly (readonly Step[])[], name: string | undefined): Step {
  const concatenate = layers.concatenate({ axis: -1, name: layerName(name, 'concat') });
  return (x) => concatenate.apply(paths.map((steps) => steps.reduce((y, step) => step(y), x))) as Image;
}

/** Makes the convolution blocks of a module: `conv('b3', 64, 3)` has layers `${name}_b3_conv`, `${name}_b3_bn`, …. */
export function branchConvs({ norm, activation, kernelInitializer, kernelRegularizer, seed, name }: BranchOptions) {
  const shared = { norm, activation, kernelInitializer, kernelRegularizer, seed };
  return (part: string, filters: number, kernelSize: KernelSize = 1, more: { strides?: number; padding?: 'same' | 'valid' } = {}): Step =>
    convBlock({ ...shared, filters, kernelSize, ...more, name: layerName(name, part) });
}

/** The path of an average pooling, layer `${name}_avgpool`, and a 1 × 1 convolution. @throws where an option is out of its range */
export function pooledPath(where: string, { poolPadding = 'torch', ...options }: PooledBranchOptions, pool: number): Step[] {
  checkPositiveIntegers(where, { pool });
  checkOneOf(where, 'poolPadding', poolPadding, ['torch', 'same']);
  const average = averagePool({ poolSize: 3, strides: 1, padding: poolPadding, name: layerName(options.name, 'avgpool') });
  return [average, branchConvs(options)('pool', pool)];
}

/** Throws unless the filters of a branch are so many positive integers. */
export function checkFilters(where: string, argument: string, filters: unknown, count: number): void {
  const positive = (value: unknown) => Number.isInteger(value) && (value as number) > 0;
  if (Array.isArray(filters) && filters.length === count && filters.every(positive)) return;
  throw invalid(argument, where, `${count} positive integers`, filters);
}
