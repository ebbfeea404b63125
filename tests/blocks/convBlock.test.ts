import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { model } from '@tensorflow/tfjs-layers';
import { expect, it } from 'vitest';
import { convBlock, input } from 'tfjs-blocks/blocks';
import golden from '../golden/blocks.json';
import { onEveryDevice } from '../contracts/devices';
import { tensorOf } from '../contracts/golden';
import { expectClose } from '../contracts/numeric';

onEveryDevice('convBlock', () => {
  const { x, kernel, gamma, beta, weight, ...expected } = golden.convBlock;
  const build = () => {
    const start = input([6, 5, 3]);
    const built = model({ inputs: start, outputs: convBlock({ filters: 4, name: 'block' })(start) });
    built.setWeights([kernel, gamma, beta].map(tensorOf).concat([tf.zeros([4]), tf.ones([4])]));
    return built;
  };

  it('trains as in torch', () => {
    const built = build();
    const loss = (input: Tensor) =>
      tf.sum<tf.Scalar>(tf.mul(built.apply(input, { training: true }) as Tensor, tensorOf(weight)));
    const { grads } = tf.variableGrads(() => loss(tensorOf(x)));
    const [dkernel, dgamma, dbeta] = built.trainableWeights.map((w) => grads[w.name]);
    expectClose(dkernel, tensorOf(expected.dkernel), 1e-4);
    expectClose(dgamma, tensorOf(expected.dgamma), 1e-4);
    expectClose(dbeta, tensorOf(expected.dbeta), 1e-4);
    const [movingMean, movingVariance] = built.getWeights().slice(3);
    expectClose(movingMean, tensorOf(expected.movingMean), 1e-6);
    expectClose(movingVariance, tensorOf(expected.movingVariance), 1e-6);
    expectClose(built.apply(tensorOf(x), { training: true }) as Tensor, tensorOf(expected.output), 1e-5);
    expectClose(tf.grad(loss)(tensorOf(x)), tensorOf(expected.dx), 1e-4);
  });

  it('names its layers', () => {
    expect(build().layers.slice(1).map((layer) => layer.name)).toEqual(['block_conv', 'block_bn', 'block_relu']);
  });
});
