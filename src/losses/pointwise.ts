/** Losses that look at one logit, or at one row of them, at a time: from their formula to a loss with all options. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { checkClassWeights, checkLabelSmoothing, checkLossOptions } from './loss';
import type { Loss, LossOptions, Reduction } from './loss';
import { reduced } from './reduced';
import type { Term } from './reduced';
import { product, sigmoidTargets, softmaxTargets } from './targets';
import type { ReadTargets } from './targets';

/** Options of losses whose targets can be smoothed. */
export interface SmoothedLossOptions<R extends Reduction = Reduction> extends LossOptions<R> {
  /** ε in [0, 1): targets t become t·(1 − ε) + ε / K with K classes, 2 for a single logit; default 0. */
  labelSmoothing?: number;
}

/** A loss of logits that are each a question of its own. */
export function logitwise<R extends Reduction>(
  where: string, options: SmoothedLossOptions<R>, term: Term, read?: ReadTargets,
): Loss<R> {
  const { reduction = 'mean', classWeights } = check(where, options);
  return (targets, logits, weights) => tf.tidy(() => {
    const prepared = sigmoidTargets(where, targets, logits, weights, options, read);
    checkClassWeights(where, classWeights, logits);
    const all = product(prepared.weights, classWeights ? tf.tensor1d([...classWeights]) : null);
    return reduced(term, prepared.targets, logits, { reduction, weights: all });
  });
}

/** A loss of rows of logits; the targets that `term` sees are multiplied by the class weights. */
export function rowwise<R extends Reduction>(where: string, options: SmoothedLossOptions<R>, term: Term): Loss<R> {
  const { reduction = 'mean', classWeights } = check(where, options);
  return (targets, logits, weights) => tf.tidy(() => {
    const prepared = softmaxTargets(where, targets, logits, weights, options);
    checkClassWeights(where, classWeights, logits);
    if (!classWeights) return reduced(term, prepared.targets, logits, { reduction, weights: prepared.weights });
    const weighted = (t: Tensor) => tf.mul(t, tf.tensor1d([...classWeights]));
    const divisors = product(prepared.weights, tf.sum(weighted(prepared.hard), -1, true));
    return reduced(term, weighted(prepared.targets), logits, { reduction, weights: prepared.weights, divisors });
  });
}

function check<R extends Reduction>(where: string, options: SmoothedLossOptions<R>): SmoothedLossOptions<R> {
  checkLossOptions(where, options);
  checkLabelSmoothing(where, options.labelSmoothing ?? 0);
  return options;
}
