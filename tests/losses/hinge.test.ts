import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { hinge, squaredHinge } from 'tfjs-blocks/losses';
import { onEveryDevice } from '../contracts/devices';
import { expectClose, expectGradient, normal } from '../contracts/numeric';

const losses = [
  ['hinge', hinge], ['squaredHinge', squaredHinge],
] as const;
const signs = (shape: number[]) => tf.sub(tf.mul(tf.cast(tf.greater(normal(shape, 3), 0), 'float32'), 2), 1);

onEveryDevice('hinge', () => {
  it('gives the values computed by hand', () => {
    const [t, z] = [tf.tensor2d([[1, -1], [1, -1]]), tf.tensor2d([[0.5, -2], [-1, 3]])];     // short by 0.5, 0, 2, 4
    expectClose(hinge()(t, z), [6.5 / 4], 1e-6);
    expectClose(hinge({ reduction: 'sum' })(t, z), [6.5], 1e-6);
    expectClose(squaredHinge()(t, z), [20.25 / 4], 1e-6);
    expectClose(tf.grad((scores) => hinge({ reduction: 'sum' })(t, scores))(z), [-1, 0, -1, 1], 0);
    expectClose(tf.grad((scores) => squaredHinge()(t, scores))(z), [-0.25, 0, -1, 2], 1e-6);
  });

  it('has no slope at the margin and beyond it', () => {
    const t = tf.tensor1d([1, -1, 1]);
    for (const [, loss] of losses) expectClose(tf.grad((z) => loss()(t, z))(tf.tensor1d([1, -1, 1e30])), [0, 0, 0], 0);
  });

  it.each(losses)('%s has the gradient of finite differences', (_, loss) => {
    expectGradient((z) => loss()(signs([6, 4]), z), tf.mul(normal([6, 4], 1), 3), 5e-3, 1e-3);
  });

  it.each(losses)('%s leaves no tensor behind', (_, loss) => {
    const [t, z] = [signs([3, 2]), normal([3, 2], 1)];
    const before = tf.memory().numTensors;
    tf.dispose(tf.grad((scores) => loss()(t, scores))(z));
    loss()(t, z).dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it.each(losses)('%s names bad arguments', (name, loss) => {
    expect(() => loss({ reduction: 'median' as 'sum' })).toThrow(`Invalid \`reduction\` in ${name}: expected one of "mean", "sum", "none", received "median".`);
    expect(() => loss()(tf.zeros([2]), tf.zeros([2, 1]))).toThrow(`Invalid \`targets\` in ${name}: expected the shape [2,1] of the logits, received [2].`);
  });
});
