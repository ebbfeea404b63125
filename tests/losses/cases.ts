/** The drawn cases of tests/reference/losses.py: logits, targets and weights from the id of the case. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import * as losses from 'tfjs-blocks/losses';
import type { Loss, Reduction } from 'tfjs-blocks/losses';
import golden from '../golden/losses.json';
import { type GoldenSummary, uniform, uniformTensor } from '../contracts/formula';

export interface LossCase {
  id: string;
  name: string;
  reference: string;
  options: { ignoreLabel?: number };
  shape: number[];
  targets: string;
  scale: number;
  weighted: boolean;
  valueShape: number[];
  value: GoldenSummary;
  gradient: GoldenSummary;
}

export const cases = golden.cases as unknown as LossCase[];

export function lossOf({ name, options }: LossCase): Loss<Reduction> {
  return (losses as unknown as Record<string, (options: object) => Loss<Reduction>>)[name](options);
}

/** What the loss is called with; `inputs` draws what the gradient is for, and `arguments` makes logits or boxes of it. */
export function drawn({ id, shape, targets: kind, scale, weighted, options, name }: LossCase) {
  const z = uniformTensor(`${id}/z`, shape, scale);
  const weights = weighted ? uniformTensor(`${id}/w`, shape.slice(0, -1), 0.5, 0.5) : undefined;
  const targets = drawTargets(id, shape, kind, options.ignoreLabel);
  if (name !== 'boxLoss') return { z, targets, weights, from: (x: Tensor) => x };
  return { z, targets: boxesOf(tf.sub(tf.mul(targets, 4), 2)), weights, from: boxesOf };
}

function drawTargets(id: string, shape: number[], kind: string, ignoreLabel?: number): Tensor {
  const indices = kind === 'indices' || kind === 'oneHot';
  const [form, classes] = [indices ? shape.slice(0, -1) : shape, shape.at(-1)!];
  const u = uniform(`${id}/t`, tf.util.sizeFromShape(form));
  const ignored = uniform(`${id}/i`, u.length);
  const values = Array.from(u, (value, i) => {
    if (kind === 'soft') return (value + 1) / 2;
    if (ignoreLabel !== undefined && ignored[i] > 0.5) return ignoreLabel;
    if (kind === 'empty') return 0;
    if (kind === 'binary') return value > 0.2 ? 1 : 0;
    if (kind === 'signs') return value > 0.2 ? 1 : -1;
    return Math.min(Math.floor((value + 1) / 2 * classes), classes - 1);
  });
  if (kind === 'oneHot') return tf.cast(tf.oneHot(tf.tensor(values, form, 'int32'), classes), 'float32');
  return tf.tensor(values, form, indices ? 'int32' : 'float32');
}

/** Corners from drawn numbers: a corner and |size|·1.5 + 0.1. */
function boxesOf(x: Tensor): Tensor {
  const [low, size] = tf.split(x, 2, -1);
  return tf.concat([low, tf.add(low, tf.add(tf.mul(tf.abs(size), 1.5), 0.1))], -1);
}
