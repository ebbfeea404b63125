import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { binaryCrossEntropy, crossEntropy, dice, sumLosses } from 'tfjs-blocks/losses';
import { onEveryDevice } from '../contracts/devices';
import { expectClose, expectFinite, expectGradient, normal, valuesOf } from '../contracts/numeric';

const families = {
  'binaryCrossEntropy mean': binaryCrossEntropy(),
  'binaryCrossEntropy sum': binaryCrossEntropy({ reduction: 'sum' }),
  'dice per image': dice(),
  'dice per batch': dice({ per: 'batch', smooth: 0.5 }),
  sumLosses: sumLosses([binaryCrossEntropy(), dice()], [0.5, 2]),
};
const targets = (shape: number[]) => tf.cast(tf.greater(normal(shape, 3), 0), 'float32');

onEveryDevice('every loss', () => {
  it.each(Object.entries(families))('%s has the gradient of finite differences', (_, loss) => {
    const shape = [3, 4, 5, 2];
    expectGradient((logits) => loss(targets(shape), logits), tf.mul(normal(shape, 1), 2), 5e-3);
  });

  it.each(Object.entries(families))('%s is finite for logits of ±10000', (_, loss) => {
    const logits = tf.tensor4d([1e4, -1e4, 1e4, -1e4], [1, 2, 2, 1]);
    const right = tf.tensor4d([1, 0, 1, 0], [1, 2, 2, 1]);
    const { value, grad } = tf.valueAndGrad((z: Tensor) => loss(right, z))(logits);
    expectClose(value, [0], 1e-6);
    expectFinite(grad, loss(tf.sub(1, right), logits));
  });

  it.each(Object.entries(families))('%s leaves no tensor behind', (_, loss) => {
    const [t, z] = [targets([2, 4, 4, 1]), normal([2, 4, 4, 1], 1)];
    const before = tf.memory().numTensors;
    tf.dispose(tf.grad((logits) => loss(t, logits))(z));
    loss(t, z).dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('gives the values computed by hand', () => {
    const zeros = tf.zeros([1, 2, 2, 1]);
    expectClose(binaryCrossEntropy()(zeros, zeros), [Math.LN2], 1e-6);
    expectClose(dice({ smooth: 0 })(tf.ones([1, 2, 2, 1]), zeros), [1 / 3], 1e-6);
    // an empty mask beside a perfect one: I, P, T of [0, 2, 0] and [4, 4, 4]
    const t = tf.tensor4d([0, 0, 0, 0, 1, 1, 1, 1], [2, 2, 2, 1]);
    const z = tf.tensor4d([0, 0, 0, 0, 99, 99, 99, 99], [2, 2, 2, 1]);
    expectClose(dice()(t, z), [(1 - 1 / 3) / 2], 1e-6);
    expectClose(dice({ per: 'batch' })(t, z), [1 - 9 / 11], 1e-6);
  });

  it('has a gradient of σ(z) − t at wrong logits of ±10000', () => {
    const gradient = tf.grad((z) => binaryCrossEntropy({ reduction: 'sum' })(tf.tensor1d([0, 1]), z))(tf.tensor1d([1e4, -1e4]));
    expectClose(gradient, [1, -1], 0);
  });
});

onEveryDevice('targets of another shape', () => {
  it.each([['binaryCrossEntropy', binaryCrossEntropy()], ['dice', dice()]])('are an error of %s', (name, loss) => {
    expect(() => loss(tf.zeros([2, 4, 4]), tf.zeros([2, 4, 4, 1])))
      .toThrow(`Invalid \`targets\` in ${name}: expected the shape [2,4,4,1] of the logits, received [2,4,4].`);
  });
});

onEveryDevice('labels', () => {
  it('that are no class make the loss NaN, unless they are ignored', async () => {
    const labels = tf.tensor1d([0, 7, 1], 'int32');
    expect(await valuesOf(crossEntropy()(labels, tf.zeros([3, 2])))).toEqual([NaN]);
    expectClose(crossEntropy({ ignoreLabel: 7 })(labels, tf.zeros([3, 2])), [Math.LN2], 1e-6);
  });

  it('need a weight for each class', () => {
    expect(() => crossEntropy({ classWeights: [1, 2] })(tf.zeros([2]), tf.zeros([2, 3])))
      .toThrow('Invalid `classWeights` in crossEntropy: expected 3 numbers, one for each channel of the logits, received [1,2].');
  });
});

describe('bad options', () => {
  it('are named', () => {
    expect(() => binaryCrossEntropy({ reduction: 'avg' as 'mean' }))
      .toThrow('Invalid `reduction` in binaryCrossEntropy: expected one of "mean", "sum", "none", received "avg".');
    expect(() => dice({ per: 'pixel' as 'image' })).toThrow('Invalid `per` in dice: expected one of "image", "batch"');
    expect(() => dice({ smooth: -1 })).toThrow('Invalid `smooth` in dice: expected a number in [0, Infinity), received -1.');
    expect(() => sumLosses([dice()], [1, 2])).toThrow('Invalid `weights` in sumLosses: expected 1 numbers, received [1,2].');
    expect(() => sumLosses([])).toThrow('Invalid `losses` in sumLosses');
  });
});
