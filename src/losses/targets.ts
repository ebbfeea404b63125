/**
 * Targets of every form as the losses want them: numbers for each logit, and a weight where not all count the same.
 *
 * Label smoothing (C. Szegedy et al., 2016, arXiv:1512.00567) moves each target a little to the uniform distribution:
 *
 *     sigmoid  t·(1 − ε) + ε / 2            softmax  t·(1 − ε) + ε / K
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { invalid } from '../shapes/check';
import { checkTargets } from './loss';

interface TargetOptions {
  ignoreLabel?: number;
  labelSmoothing?: number;
}

/** Targets of logits, and weights that broadcast over them (null: all 1). */
export interface Prepared {
  targets: Tensor;
  weights: Tensor | null;
}

/** Logits [B, …, K] that are each a question of its own: targets of the same shape, in [0, 1]. */
export function sigmoidTargets(
  where: string, targets: Tensor, logits: Tensor, weights: Tensor | undefined, { ignoreLabel, labelSmoothing = 0 }: TargetOptions,
): Prepared {
  checkTargets(where, targets, logits);
  const numbers = tf.cast(targets, 'float32');
  const counts = ignoreLabel === undefined ? null : tf.cast(tf.notEqual(numbers, ignoreLabel), 'float32');
  const known = counts ? tf.mul(numbers, counts) : numbers;     // a label of 255 must not become a target
  return {
    targets: labelSmoothing ? tf.add(tf.mul(known, 1 - labelSmoothing), labelSmoothing / 2) : known,
    weights: product(counts, shapedWeights(where, weights, logits.shape)),
  };
}

/**
 * Rows of K logits [B, …, K] of which one class is true: targets of the same shape, one-hot or probabilities, or class indices
 * [B, …]. A row is ignored where it is tf.oneHot(ignoreLabel), all 0 for a label that is none of the classes. An index that
 * is no class, nor ignored, makes the loss NaN.
 *
 * @returns weights [B, …, 1]; `hard`: the targets before smoothing
 */
export function softmaxTargets(
  where: string, targets: Tensor, logits: Tensor, weights: Tensor | undefined, { ignoreLabel, labelSmoothing = 0 }: TargetOptions,
): Prepared & { hard: Tensor } {
  const [rows, classes] = [logits.shape.slice(0, -1), logits.shape.at(-1)!];
  const indices = targets.shape.join() === rows.join();
  if (!indices) checkTargets(where, targets, logits);
  const hard = indices ? fromIndices(targets, classes, ignoreLabel) : tf.cast(targets, 'float32');
  return {
    hard,
    targets: labelSmoothing ? tf.add(tf.mul(hard, 1 - labelSmoothing), labelSmoothing / classes) : hard,
    weights: product(ignoreLabel === undefined ? null : unlike(ignoreLabel, hard), shapedWeights(where, weights, [...rows, 1])),
  };
}

function fromIndices(indices: Tensor, classes: number, ignoreLabel: number | undefined): Tensor {
  const labels = tf.cast(indices, 'int32');
  const known = tf.logicalAnd(tf.greaterEqual(labels, 0), tf.less(labels, classes));
  const right = ignoreLabel === undefined ? known : tf.logicalOr(known, tf.equal(labels, ignoreLabel));
  const fault = tf.where(right, tf.zeros(labels.shape), tf.fill(labels.shape, NaN));
  return tf.add(tf.cast(tf.oneHot(labels, classes), 'float32'), tf.expandDims(fault, -1));
}

/** [B, …, 1]: 0 for the rows that are tf.oneHot(label), 1 for all others. */
function unlike(label: number, hard: Tensor): Tensor {
  const classes = hard.shape.at(-1)!;
  if (label < 0 || label >= classes) return tf.cast(tf.notEqual(tf.sum(hard, -1, true), 0), 'float32');
  const column = tf.slice(hard, [...hard.shape.slice(0, -1).map(() => 0), label], [...hard.shape.slice(0, -1), 1]);
  return tf.cast(tf.notEqual(column, 1), 'float32');
}

/** Weights of the shape, or of it with 1 or nothing in place of its last axis. */
function shapedWeights(where: string, weights: Tensor | undefined, shape: number[]): Tensor | null {
  if (!weights) return null;
  const outer = shape.slice(0, -1);
  const shapes = [shape, [...outer, 1], ...(shape.length > 1 ? [outer] : [])].map((each) => each.join());
  const form = shapes.indexOf(weights.shape.join());
  if (form < 0) throw invalid('weights', where, `the shape ${JSON.stringify(shape)} or ${JSON.stringify(outer)}`, weights.shape);
  return tf.cast(form === 2 ? tf.expandDims(weights, -1) : weights, 'float32');
}

/** a·b, where null is 1. */
export function product(a: Tensor | null, b: Tensor | null): Tensor | null {
  return a && b ? tf.mul(a, b) : a ?? b;
}
