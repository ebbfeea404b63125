import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import * as losses from 'tfjs-blocks/losses';
import golden from '../golden/blocks.json';
import { onEveryDevice } from '../contracts/devices';
import { type GoldenSummary, summaryError, uniformTensor } from '../contracts/formula';
import { tensorOf } from '../contracts/golden';
import { expectClose, withValues } from '../contracts/numeric';
import { cases, drawn, lossOf } from './cases';

const families: Record<string, (options: object) => losses.Loss> = { binaryCrossEntropy: losses.binaryCrossEntropy, dice: losses.dice };

/** Within 1e-6, relative to the largest, or absolutely where all are 0. */
function expectAs(name: string, actual: tf.Tensor, expected: GoldenSummary): void {
  withValues([actual], (values) =>
    expect(expected.max === 0 ? Math.max(...values.map(Math.abs)) : summaryError(name, values, expected)).toBeLessThanOrEqual(1e-6));
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
      expectAs(`${each.id}/value`, value, each.value);
      value.dispose();
      expectAs(`${each.id}/gradient`, gradient, each.gradient);
    });
  });
});

describe('the golden cases', () => {
  it('are of all losses', () => {
    expect(new Set(cases.map(({ name }) => name)).size).toBe(16);
    expect(cases.length).toBeGreaterThan(250);
  });
});
