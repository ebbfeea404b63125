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
import { checkedRows, checkedTargets, integers, unitInterval, type Domain } from './domain';
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

/** Targets as numbers that were checked. */
export type ReadTargets = (where: string, targets: Tensor, ignoreLabel?: number) => Tensor;

/** Those of a domain. */
export const within = (domain: Domain): ReadTargets => (where, targets, ignoreLabel) => checkedTargets(where, targets, domain, ignoreLabel);

/** Logits [B, …, K] that are each a question of its own: targets of the same shape, by default in [0, 1]. */
export function sigmoidTargets(
  where: string, targets: Tensor, logits: Tensor, weights: Tensor | undefined, { ignoreLabel, labelSmoothing = 0 }: TargetOptions,
  read: ReadTargets = within(unitInterval),
): Prepared {
  checkTargets(where, targets, logits);
  const numbers = read(where, targets, ignoreLabel);
  const counts = ignoreLabel === undefined ? null : tf.cast(tf.notEqual(tf.cast(targets, 'float32'), ignoreLabel), 'float32');
  const known = counts ? tf.mul(numbers, counts) : numbers;     // a label of 255 must not become a target
  return {
    targets: labelSmoothing ? tf.add(tf.mul(known, 1 - labelSmoothing), labelSmoothing / 2) : known,
    weights: product(counts, shapedWeights(where, weights, logits.shape)),
  };
}

/**
 * Rows of K logits [B, …, K] of which one class is true: targets of the same shape, one-hot or probabilities, or class indices
 * [B, …]. A row is ignored where it is tf.oneHot(ignoreLabel), all 0 for a label that is none of the classes. An index that
 * is no class, nor ignored, makes the loss NaN. One class alone would always be right, and is refused.
 *
 * @returns weights [B, …, 1]; `hard`: the targets before smoothing
 */
export function softmaxTargets(
  where: string, targets: Tensor, logits: Tensor, weights: Tensor | undefined, { ignoreLabel, labelSmoothing = 0 }: TargetOptions,
  domain = unitInterval,
): Prepared & { hard: Tensor } {
  const [rows, classes] = [logits.shape.slice(0, -1), logits.shape.at(-1)!];
  if (!(classes > 1)) {
    throw invalid('logits', where, 'two channels at least, one for each class (a single one takes a sigmoid)', logits.shape);
  }
  const indices = targets.shape.join() === rows.join();
  if (!indices) checkTargets(where, targets, logits);
  const hard = indices ? fromIndices(checkedTargets(where, targets, integers, ignoreLabel), classes, ignoreLabel)
    : checkedRows(where, targets, domain);
  return {
    hard,
    targets: labelSmoothing ? tf.add(tf.mul(hard, 1 - labelSmoothing), labelSmoothing / classes) : hard,
    weights: product(ignoreLabel === undefined ? null : unlike(ignoreLabel, hard), shapedWeights(where, weights, [...rows, 1])),
  };
}

function fromIndices(indices: Tensor, classes: number, ignoreLabel: number | undefined): Tensor {
  const known = tf.logicalAnd(tf.greaterEqual(indices, 0), tf.less(indices, classes));
  const right = ignoreLabel === undefined ? known : tf.logicalOr(known, tf.equal(indices, ignoreLabel));
  const fault = tf.where(right, tf.zeros(indices.shape), tf.fill(indices.shape, NaN));
  return tf.add(tf.cast(tf.oneHot(tf.cast(indices, 'int32'), classes), 'float32'), tf.expandDims(fault, -1));
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
