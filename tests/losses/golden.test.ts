import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import * as losses from 'tfjs-blocks/losses';
import golden from '../golden/blocks.json';
import { onEveryDevice } from '../contracts/devices';
import { type GoldenSummary, summaryError, uniformTensor } from '../contracts/formula';
import { tensorOf } from '../contracts/golden';
import { expectClose } from '../contracts/numeric';
import { cases, drawn, lossOf } from './cases';

const families: Record<string, (options: object) => losses.Loss> = { binaryCrossEntropy: losses.binaryCrossEntropy, dice: losses.dice };

/** Relative to the largest, or absolute where all are 0. */
function errorOf(name: string, actual: tf.Tensor, expected: GoldenSummary): number {
  return expected.max === 0 ? tf.max(tf.abs(actual)).dataSync()[0] : summaryError(name, actual.dataSync(), expected);
}

onEveryDevice('losses as in torch', () => {
  it.each(golden.losses)('$name $options', ({ name, options, value, ...tensors }) => {
    const loss = families[name](options);
    const result = tf.valueAndGrad((z) => loss(tensorOf(tensors.targets), z))(tensorOf(tensors.logits));
    expectClose(tf.div(result.value, value), [1], 1e-6);
    expectClose(result.grad, tensorOf(tensors.gradient), 1e-6);
  });

  it.each(cases)('$id as $reference: $options', (each) => {
    const loss = lossOf(each);
    tf.tidy(() => {
      const { z, targets, weights, from } = drawn(each);
      const direction = uniformTensor(`${each.id}/direction`, each.valueShape);
      let value = z;
      const gradient = tf.grad((x) => tf.sum(tf.mul(value = tf.keep(loss(targets, from(x), weights)), direction)))(z);
      expect(value.shape).toEqual(each.valueShape);
      expect(errorOf(`${each.id}/value`, value, each.value)).toBeLessThanOrEqual(1e-6);
      value.dispose();
      expect(errorOf(`${each.id}/gradient`, gradient, each.gradient)).toBeLessThanOrEqual(1e-6);
    });
  });
});

describe('the golden cases', () => {
  it('are of all losses', () => {
    expect(new Set(cases.map(({ name }) => name)).size).toBe(16);
    expect(cases.length).toBeGreaterThan(250);
  });
});
