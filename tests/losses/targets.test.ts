/** Targets outside of what a loss is defined for: an error where values are at hand, NaN on a GPU. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { layers, model } from '@tensorflow/tfjs-layers';
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { expect, it } from 'vitest';
import { input } from 'tfjs-blocks/blocks';
import {
  binaryCrossEntropy, binaryFocal, boundary, boxLoss, crossEntropy, dice, focalTversky, generalizedDice, hausdorff, hinge, jaccard,
  lovaszHinge, lovaszSoftmax, softmaxFocal, squaredHinge, sumLosses, tversky, yoloLoss, type Loss,
} from 'tfjs-blocks/losses';
import { adam, train } from 'tfjs-blocks/train';
import { onEveryDevice } from '../contracts/devices';
import { expectClose, normal, valuesOf } from '../contracts/numeric';

const shape = [2, 4, 4, 2];
const half = (from: number, to: number, form = shape) => tf.where(tf.greater(normal(form, 3), 0), tf.fill(form, to), tf.fill(form, from));
const bytes = () => half(0, 255);
const smooth = () => half(0.25, 0.5);
const oneHot = (size = 1) => tf.mul(tf.cast(tf.oneHot(tf.argMax(normal(shape, 3), -1), 2), 'float32'), size);
const mask = 'numbers in [0, 1] (masks of 0 and 255 become such by `maskTensor`)', bits = '0 and 1 (masks of 0 and 255 become such by `maskTensor`)';
const rows = 'rows that sum to 1 (one-hot or probabilities), or are all 0', sign = '-1 and 1, or 0 and 1', whole = 'whole numbers, the indices of classes';
const overlaps = { dice, jaccard, tversky, focalTversky, generalizedDice, boundary, hausdorff };

/** Loss, its name, targets outside of its domain, and what is expected of them. */
const cases: [name: string, loss: Loss, targets: () => Tensor, expected: string][] = [
  ...Object.entries(overlaps).flatMap(([name, loss]): typeof cases => [
    [name, loss(), bytes, mask],
    [name, loss(), () => half(-1, 1), mask],
    [name, loss(), () => half(0, NaN), mask],
    [name, loss({ activation: 'softmax' }), () => oneHot(255), mask],
    [name, loss({ activation: 'softmax' }), () => half(0, 1), rows],
    [name, loss({ activation: 'softmax' }), () => half(0, 0.5, [2, 4, 4]), whole],
    [name, loss({ ignoreLabel: 255 }), () => half(0, 128), mask],
  ]),
  ['binaryCrossEntropy', binaryCrossEntropy(), bytes, mask],
  ['binaryCrossEntropy', binaryCrossEntropy(), () => half(-1, 1), mask],
  ['binaryCrossEntropy', sumLosses([binaryCrossEntropy(), dice()]), bytes, mask],
  ['binaryFocal', binaryFocal(), bytes, mask],
  ['crossEntropy', crossEntropy(), () => oneHot(255), mask],
  ['crossEntropy', crossEntropy(), () => half(0, 1), rows],
  ['crossEntropy', crossEntropy(), () => half(0, 0.5, [2, 4, 4]), whole],
  ['crossEntropy', crossEntropy(), () => half(0, NaN, [2, 4, 4]), whole],
  ['softmaxFocal', softmaxFocal(), () => oneHot(2), mask],
  ['lovaszHinge', lovaszHinge(), bytes, bits],
  ['lovaszHinge', lovaszHinge(), smooth, bits],
  ['lovaszSoftmax', lovaszSoftmax(), () => oneHot(255), bits],
  ['hinge', hinge(), bytes, sign],
  ['hinge', hinge(), smooth, sign],
  ['hinge', hinge(), () => half(-1, 0), sign],
  ['squaredHinge', squaredHinge(), () => half(-1, 2), sign],
];
const memory = ['cpu', 'wasm'];

onEveryDevice('targets outside of the domain', (device) => {
  /** An error on cpu and wasm, NaN elsewhere; nothing stays. */
  const expectRefused = async (name: string, run: () => Tensor, expected: string) => {
    const before = tf.memory().numTensors;
    if (memory.includes(device.split(' ')[0])) expect(run).toThrow(`Invalid \`targets\` in ${name}: expected ${expected}, received `);
    else {
      const value = run();
      expect((await valuesOf(value)).some(Number.isNaN)).toBe(true);
      value.dispose();
    }
    expect(tf.memory().numTensors).toBe(before);
  };

  it.each(cases)('are refused by %s: %#', async (name, loss, targets, expected) => {
    const [t, z] = [targets(), normal(shape, 1)];
    await expectRefused(name, () => loss(t, z), expected);
  });

  it('are refused within a step of training', async () => {
    const [t, z] = [bytes(), normal(shape, 1)];
    await expectRefused('dice', () => tf.tidy(() => tf.valueAndGrad((logits: Tensor) => dice()(t, logits))(z).value), mask);
  });

  it('are boxes with an edge on the wrong side, if they count', async () => {
    const [t, z] = [tf.tensor2d([[0, 0, 2, 2], [3, 0, 1, 2]]), tf.tensor2d([[1, 0, 3, 2], [1, 0, 3, 2]])];
    const first = 'boxes [x1, y1, x2, y2] with x1 ≤ x2 and y1 ≤ y2';
    await expectRefused('boxLoss', () => boxLoss()(t, z), first);
    const weights = tf.tensor1d([1, 0]);
    expectClose(boxLoss({ kind: 'iou' })(t, z, weights), [2 / 3], 1e-6);
  });

  it('are classes of a detector that are no numbers in [0, 1]', async () => {
    const [t, z] = [tf.tensor3d([[[0, 0, 2, 2, 1, 255]]]), tf.zeros([1, 1, 6])];
    await expectRefused('binaryCrossEntropy', () => yoloLoss({ imageSize: [8, 8], strides: [8] })(t, z), mask);
  });

  it.each([bytes, () => half(0, 1), () => half(-1, 1)])('may carry the label that is ignored: %#', (targets) => {
    const [t, z] = [targets(), normal(shape, 1)];
    const ignored = { ignoreLabel: targets === bytes ? 255 : -1 };
    for (const loss of [dice(ignored), binaryCrossEntropy(ignored), lovaszHinge(ignored), hinge(ignored)]) {
      expectClose(tf.isNaN(loss(t, z)), [0], 0);
    }
  });
});

onEveryDevice('hinge losses', () => {
  it.each([['hinge', hinge], ['squaredHinge', squaredHinge]] as const)('%s reads 0 and 1 as −1 and 1', (_, loss) => {
    const [t, z] = [half(-1, 1), normal(shape, 1)];
    const zeroOne = tf.div(tf.add(t, 1), 2);
    for (const targets of [zeroOne, tf.cast(zeroOne, 'int32'), tf.cast(zeroOne, 'bool')]) {
      expectClose(loss({ reduction: 'none' })(targets, z), loss({ reduction: 'none' })(t, z), 0);
      expectClose(tf.grad((logits: Tensor) => loss()(targets, logits))(z), tf.grad((logits: Tensor) => loss()(t, logits))(z), 0);
    }
    expectClose(loss()(tf.ones([3]), tf.zeros([3])), [1], 0);
    expectClose(loss()(tf.zeros([3]), tf.zeros([3])), [1], 0);
    expectClose(loss({ ignoreLabel: 0 })(tf.tensor1d([1, 0, 1]), tf.tensor1d([0, 9, 0])), [1], 0);
    expectClose(loss({ ignoreLabel: -1 })(tf.tensor1d([1, -1, 0]), tf.tensor1d([0, 9, 0])), [1], 0);
  });

  it('train a classifier whose labels are 0 and 1', async () => {
    const labels = tf.cast(tf.greater(normal([64, 1], 5), 0), 'float32'), inputs = tf.add(labels, tf.mul(normal([64, 1], 6), 0.1));
    const x = input([1]);
    const net = model({ inputs: x, outputs: layers.dense({ units: 1 }).apply(x) as SymbolicTensor });
    const data = { steps: 1, batch: () => ({ inputs: inputs.clone(), targets: labels.clone() }) };
    await train(net, { data, loss: hinge(), optimizer: adam({ learningRate: 0.1 }), epochs: 60 });
    const right = tf.tidy(() => tf.mean(tf.cast(tf.equal(tf.greaterEqual(net.apply(inputs) as Tensor, 0), tf.cast(labels, 'bool')), 'float32')));
    expect((await valuesOf(right))[0]).toBeGreaterThan(0.9);
  });
});

const softmax = { crossEntropy, softmaxFocal, lovaszSoftmax, ...Object.fromEntries(Object.entries(overlaps).map(
  ([name, loss]) => [name, () => loss({ activation: 'softmax' })])) };

onEveryDevice('a single channel', () => {
  it.each(Object.entries(softmax))('is refused by the softmax of %s, which would always be right', (name, loss) => {
    for (const targets of [tf.ones([2, 4, 4, 1]), tf.zeros([2, 4, 4])]) {
      expect(() => loss()(targets, normal([2, 4, 4, 1], 1))).toThrow(
        `Invalid \`logits\` in ${name}: expected two channels at least, one for each class (a single one takes a sigmoid), received [2,4,4,1].`);
    }
  });
});
