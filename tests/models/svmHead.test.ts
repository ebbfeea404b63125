import * as tf from '@tensorflow/tfjs-core';
import { model } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, expectTypeOf, it } from 'vitest';
import { input } from 'tfjs-blocks/blocks';
import { hinge, squaredHinge } from 'tfjs-blocks/losses';
import { svmHead, type SvmKernel } from 'tfjs-blocks/models';
import { stream } from 'tfjs-blocks/random';
import type { Sym } from 'tfjs-blocks/shapes';
import { blockContract } from '../contracts/block';
import { startWasm } from '../startDevice';

const kernels: SvmKernel[] = [{ kind: 'linear' }, { kind: 'rbf', features: 12, scale: 0.5 }];
for (const kernel of kernels) {
  blockContract(`svmHead ${kernel.kind}`, {
    inputs: [[5]],
    block: (seed) => svmHead({ classes: 3, kernel, seed }),
    output: [null, 3],
    ownClasses: kernel.kind === 'rbf' ? ['RandomFourierFeatures'] : [],
  });
}

/** Points of two classes, half and half, that no line separates. */
const patterns = {
  moons(t: number, second: boolean) {
    return second ? [1 - Math.cos(t * Math.PI), 0.5 - Math.sin(t * Math.PI)] : [Math.cos(t * Math.PI), Math.sin(t * Math.PI)];
  },
  rings(t: number, second: boolean) {
    const radius = second ? 0.5 : 1.2;
    return [radius * Math.cos(2 * t * Math.PI), radius * Math.sin(2 * t * Math.PI)];
  },
};

function draw(pattern: keyof typeof patterns, seed: number, count = 200) {
  const random = stream(seed, 'points');
  const second = Array.from({ length: count }, (_, i) => i % 2 === 1);
  const points = second.map((is) => patterns[pattern](random.uniform(), is).map((value) => value + random.normal(0, 0.1)));
  return { points: tf.tensor2d(points), labels: tf.tensor2d(second.map((is) => [is ? 1 : -1])) };
}

describe('svmHead', () => {
  beforeAll(() => startWasm(1));

  const accuracy = async (pattern: keyof typeof patterns, kernel: SvmKernel, loss = squaredHinge()) => {
    const x = input([2]);
    const built = model({ inputs: x, outputs: svmHead({ kernel, seed: 1 })(x) });
    built.compile({ optimizer: tf.train.adam(0.05), loss });
    const { points, labels } = draw(pattern, 1);
    await built.fit(points, labels, { epochs: 60, batchSize: 100, shuffle: false, verbose: 0 });
    const test = draw(pattern, 2);
    return tf.tidy(() => tf.mean(tf.cast(tf.greater(tf.mul(built.predict(test.points) as tf.Tensor, test.labels), 0), 'float32')).dataSync()[0]);
  };

  it.each(['moons', 'rings'] as const)('learns two %s by the Gaussian kernel, not by a line', async (pattern) => {
    expect(await accuracy(pattern, { kind: 'rbf', features: 100, scale: 0.5 })).toBeGreaterThan(0.95);
    expect(await accuracy(pattern, { kind: 'rbf', features: 100, scale: 0.5 }, hinge())).toBeGreaterThan(0.95);
    expect(await accuracy(pattern, { kind: 'linear' })).toBeLessThan(0.93);
  });

  it('tells three classes apart, each from the rest', async () => {
    const random = stream(3, 'points');
    const labels = Array.from({ length: 90 }, (_, i) => i % 3);
    const points = tf.tensor2d(labels.map((label) => [3 * Math.cos(2 * label), 3 * Math.sin(2 * label)].map((v) => v + random.normal())));
    const x = input([2]);
    const built = model({ inputs: x, outputs: svmHead({ classes: 3, seed: 1 })(x) });
    built.compile({ optimizer: tf.train.adam(0.05), loss: hinge() });
    const targets = tf.sub(tf.mul(tf.oneHot(labels, 3), 2), 1);
    await built.fit(points, targets, { epochs: 60, batchSize: 90, shuffle: false, verbose: 0 });
    const right = tf.tidy(() => Array.from(tf.argMax(built.predict(points) as tf.Tensor, 1).dataSync()).filter((label, i) => label === labels[i]));
    expect(right.length).toBeGreaterThan(80);
  });

  it('knows its shape', () => {
    expectTypeOf(svmHead()(input([8]))).toEqualTypeOf<Sym<readonly [null, 1]>>();
    expectTypeOf(svmHead({ classes: 7, kernel: { kind: 'rbf' } })(input([8]))).toEqualTypeOf<Sym<readonly [null, 7]>>();
    // @ts-expect-error an image is not in a row
    svmHead({})(input([8, 8, 3]));
  });

  it('takes what is explicitly undefined for left out', () => {
    const x = input([3]);
    const net = model({ inputs: x, outputs: svmHead({ kernelRegularizer: undefined, kernelInitializer: undefined, name: undefined })(x) });
    expect(net.layers.at(-1)).toMatchObject({ name: 'svm_scores_dense' });
    expect(net.layers.at(-1)!.losses).toHaveLength(1);
  });

  it('names bad options', () => {
    expect(() => svmHead({ seed: -1 })).toThrow('Invalid `seed` in svmHead: expected an integer in [0, 2^32), received -1.');
    expect(() => svmHead({ classes: 0 })).toThrow('Invalid `classes` in svmHead: expected a positive integer, received 0.');
    expect(() => svmHead({ kernel: { kind: 'poly' as 'linear' } })).toThrow('Invalid `kernel.kind` in svmHead: expected one of "linear", "rbf", received "poly".');
    expect(() => svmHead({ kernel: { kind: 'rbf', features: 0 } })).toThrow('Invalid `outputDim` in randomFourierFeatures');
  });
});
