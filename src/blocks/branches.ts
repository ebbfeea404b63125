/**
 * Several paths over one input, side by side, and their channels concatenated: the frame of every inception module.
 *
 *     y = concat(path₁(x), path₂(x), …)      path(x) = fₙ(… f₂(f₁(x)))
 *
 * C. Szegedy et al. (2015), "Going deeper with convolutions", arXiv:1409.4842.
 */
import { layers } from '@tensorflow/tfjs-layers';
import { invalid } from '../shapes/check';
import type { KernelSize } from '../shapes/size';
import type { Dim, Sym } from '../shapes/sym';
import type { Activation } from './activation';
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

/** Throws unless the filters of a branch are so many positive integers. */
export function checkFilters(where: string, argument: string, filters: unknown, count: number): void {
  const positive = (value: unknown) => Number.isInteger(value) && (value as number) > 0;
  if (Array.isArray(filters) && filters.length === count && filters.every(positive)) return;
  throw invalid(argument, where, `${count} positive integers`, filters);
}
