/** Weighted sums of losses, as the usual Dice + cross-entropy of segmentation. */
import * as tf from '@tensorflow/tfjs-core';
import type { Scalar } from '@tensorflow/tfjs-core';
import { invalid } from '../shapes/check';
import type { Loss } from './loss';

/**
 * Σ weight · loss. Weights of elements, the third argument of a loss, go to each of them.
 *
 * @param losses one or more, each a single number: reduction `mean` or `sum`
 * @param weights one for each, finite; default 1
 * @throws unless there are as many weights as losses, and one at least
 * @example
 * model.compile({ optimizer, loss: sumLosses([binaryCrossEntropy(), dice()], [0.5, 1]) });
 */
export function sumLosses(losses: readonly Loss[], weights: readonly number[] = losses.map(() => 1)): Loss {
  if (losses.length === 0) throw invalid('losses', 'sumLosses', 'one or more losses', losses);
  if (weights.length !== losses.length || !weights.every(Number.isFinite)) {
    throw invalid('weights', 'sumLosses', `${losses.length} numbers`, weights);
  }
  return (targets, logits, elementWeights) => tf.tidy(() => losses
    .map((loss, index) => tf.mul<Scalar>(loss(targets, logits, elementWeights), weights[index]))
    .reduce((a, b) => tf.add(a, b)));
}
