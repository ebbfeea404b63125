/** What all losses share: their type, the vocabulary of their options, and the checks of both. */
import type { Scalar, Tensor } from '@tensorflow/tfjs-core';
import { checkOneOf, checkRange, invalid } from '../shapes/check';

/**
 * How the losses ℓ of all elements, with weights w, become one: `mean` Σ w·ℓ / Σ w (0 where all weights are 0),
 * `sum` Σ w·ℓ, `none` each w·ℓ by itself.
 */
export type Reduction = 'mean' | 'sum' | 'none';

/**
 * A loss from logits. The targets come first, as `model.compile({ loss })` of tfjs wants them. No gradient flows to the
 * targets, nor to the weights.
 *
 * `weights`: how much each element counts, of the shape that the loss has with the reduction `none`, or with 1 or nothing in
 * place of its last axis.
 */
export type Loss<R extends Reduction = 'mean'> =
  (targets: Tensor, logits: Tensor, weights?: Tensor) => R extends 'none' ? Tensor : Scalar;

/** Options that losses share. */
export interface LossOptions<R extends Reduction = Reduction> {
  /** Default `mean`. */
  reduction?: R;
  /** Weights of the classes, one for each channel of the logits; default 1. */
  classWeights?: readonly number[];
  /** What carries this label has no loss, and no part in the mean; default: nothing. */
  ignoreLabel?: number;
}

/** Throws where an option that losses share is out of its range. */
export function checkLossOptions(where: string, { reduction = 'mean', classWeights, ignoreLabel }: LossOptions): void {
  checkOneOf(where, 'reduction', reduction, ['mean', 'sum', 'none']);
  if (classWeights?.some((weight) => !(weight >= 0 && weight < Infinity))) {
    throw invalid('classWeights', where, 'numbers from 0', classWeights);
  }
  if (ignoreLabel !== undefined && !Number.isInteger(ignoreLabel)) throw invalid('ignoreLabel', where, 'an integer', ignoreLabel);
}

/** Throws unless ε is in [0, 1). */
export function checkLabelSmoothing(where: string, labelSmoothing: number): void {
  checkRange(where, 'labelSmoothing', labelSmoothing, 0, 1);
}

/** Throws unless there is a weight for each channel of the logits. */
export function checkClassWeights(where: string, classWeights: readonly number[] | undefined, logits: Tensor): void {
  const channels = logits.shape.at(-1);
  if (!classWeights || classWeights.length === channels) return;
  throw invalid('classWeights', where, `${channels} numbers, one for each channel of the logits`, classWeights);
}

/** Throws where the shapes differ: broadcasting [B, H, W] over [B, H, W, 1] would mix up the images. */
export function checkTargets(where: string, targets: Tensor, logits: Tensor): void {
  if (targets.shape.join() === logits.shape.join()) return;
  throw invalid('targets', where, `the shape ${JSON.stringify(logits.shape)} of the logits`, targets.shape);
}
