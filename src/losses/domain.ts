/**
 * Which targets a loss is defined for. Others, such as masks of 0 and 255, would give numbers without meaning, and a model that learns
 * nothing.
 *
 * On cpu and wasm the values are at hand: the first that is outside is an error. Reading from a GPU would make every step wait for the
 * device: there what is outside becomes NaN, by three operations on the targets, and so does the loss, which `train` reports.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { inMemory } from '../ops/inMemory';

/** Numbers that targets may be. */
export interface Domain {
  readonly expected: string;
  has(value: number): boolean;
  /** The same of each element, as booleans. */
  hasEach(targets: Tensor): Tensor;
}

/** Masks, labels and probabilities. */
export const unitInterval: Domain = {
  expected: 'numbers in [0, 1] (masks of 0 and 255 become such by `maskTensor`)',
  has: (t) => t >= 0 && t <= 1,
  hasEach: (t) => tf.equal(tf.clipByValue(t, 0, 1), t),
};

/** Masks that are not soft. */
export const zeroOrOne: Domain = {
  expected: '0 and 1 (masks of 0 and 255 become such by `maskTensor`)',
  has: (t) => t === 0 || t === 1,
  hasEach: (t) => tf.equal(tf.square(t), t),
};

/** Labels of margins; −1 and 0 together are refused by `signs`. */
const signsOrBits: Domain = {
  expected: '-1 and 1, or 0 and 1',
  has: (t) => t === -1 || t === 0 || t === 1,
  hasEach: (t) => tf.equal(tf.mul(tf.square(t), t), t),
};

/** Class indices; one that is no class is left to the loss. */
export const integers: Domain = {
  expected: 'whole numbers, the indices of classes',
  has: (t) => Number.isInteger(t),
  hasEach: (t) => tf.equal(tf.floor(t), t),
};

/** Targets in float32, all of them in the domain, or NaN; those that carry `ignoreLabel` may be anything. */
export function checkedTargets(where: string, targets: Tensor, domain: Domain, ignoreLabel?: number): Tensor {
  const numbers = tf.cast(targets, 'float32');
  if (!inMemory()) {
    const isInside = domain.hasEach(numbers);
    const isRight = ignoreLabel === undefined ? isInside : tf.logicalOr(isInside, tf.equal(numbers, ignoreLabel));
    return tf.where(isRight, numbers, tf.fill(numbers.shape, NaN));
  }
  const values = targets.dataSync();
  for (let i = 0; i < values.length; i++) {
    if (domain.has(values[i]) || values[i] === ignoreLabel) continue;
    throw outside(where, domain.expected, `${values[i]} at index ${i}`);
  }
  return numbers;
}

/** The error of targets outside of a domain. */
function outside(where: string, expected: string, received: string): Error {
  return new Error(`Invalid \`targets\` in ${where}: expected ${expected}, received ${received}.`);
}

/** Rows of classes, each probabilities that sum to 1, or all 0: no class. */
export function checkedRows(where: string, targets: Tensor, domain: Domain): Tensor {
  const numbers = checkedTargets(where, targets, domain);
  const sums = tf.sum(numbers, -1, true);
  if (!inMemory()) {
    const isRight = tf.logicalOr(tf.less(tf.abs(tf.sub(sums, 1)), TOLERANCE), tf.equal(sums, 0));
    return tf.add(numbers, tf.where(isRight, tf.zerosLike(sums), tf.fill(sums.shape, NaN)));
  }
  const wrong = sums.dataSync().find((sum) => !(Math.abs(sum - 1) < TOLERANCE || sum === 0));
  if (wrong !== undefined) throw outside(where, 'rows that sum to 1 (one-hot or probabilities), or are all 0', `a row that sums to ${wrong}`);
  return numbers;
}

/** 0, or NaN if a target is: for a loss that would lose it in a comparison or by sorting. */
export const faultOf = (targets: Tensor): Tensor => tf.sum(tf.sub(targets, targets));

/** Rounding of float32 and half precision. */
const TOLERANCE = 1e-2;

/** Labels −1 and 1 of labels of either form. */
export function signs(where: string, targets: Tensor, ignoreLabel?: number): Tensor {
  const numbers = checkedTargets(where, targets, signsOrBits, ignoreLabel);
  const zeros = tf.cast(tf.equal(numbers, 0), 'float32');
  const labels = tf.sub(numbers, zeros);
  if (ignoreLabel === 0 || ignoreLabel === -1) return labels;
  if (inMemory()) {
    const values = targets.dataSync();
    if (values.includes(-1) && values.includes(0)) throw outside(where, signsOrBits.expected, 'both -1 and 0');
    return labels;
  }
  const both = tf.mul(tf.max(zeros), tf.max(tf.cast(tf.equal(numbers, -1), 'float32')));
  return tf.where(tf.equal(both, 1), tf.fill(numbers.shape, NaN), labels);
}

/** Boxes [B, …, 4] in float32 with x1 ≤ x2 and y1 ≤ y2, or NaN; those of weight 0 do not count, and are 0. */
export function checkedBoxes(where: string, boxes: Tensor, weights?: Tensor): Tensor {
  const numbers = tf.cast(boxes, 'float32');
  const counted = weights ? tf.where(tf.equal(tf.expandDims(weights, -1), 0), tf.zerosLike(numbers), numbers) : numbers;
  const [low, high] = tf.split(counted, 2, -1);
  if (!inMemory()) {
    const isRight = tf.lessEqual(low, high);
    return tf.where(tf.concat([isRight, isRight], -1), counted, tf.fill(counted.shape, NaN));
  }
  const [a, b] = [low.dataSync(), high.dataSync()];
  const wrong = a.findIndex((edge, i) => !(edge <= b[i] && edge > -Infinity && b[i] < Infinity));
  if (wrong < 0) return counted;
  const box = counted.dataSync().slice(4 * Math.floor(wrong / 2)).slice(0, 4);
  throw outside(where, 'boxes [x1, y1, x2, y2] with x1 ≤ x2 and y1 ≤ y2', `[${box.join(', ')}]`);
}
