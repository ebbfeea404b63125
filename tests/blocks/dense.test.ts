import * as tf from '@tensorflow/tfjs-core';
import { model } from '@tensorflow/tfjs-layers';
import { expect, it } from 'vitest';
import { dense, flatten, input, reshape } from 'tfjs-blocks/blocks';
import type { DenseOptions } from 'tfjs-blocks/blocks';
import { blockContract } from '../contracts/block';
import { onEveryDevice } from '../contracts/devices';
import { expectClose } from '../contracts/numeric';

const variants: Partial<DenseOptions>[] = [
  {}, { norm: { kind: 'batch' }, activation: 'relu' }, { activation: 'tanh', kernelInitializer: { kind: 'normal', standardDeviation: 0.02 } },
  { kernelNorm: 'spectral', kernelRegularizer: { l2: 1e-3 } },
];
for (const options of variants) {
  blockContract(`dense ${JSON.stringify(options)}`, {
    inputs: [[5]],
    block: (seed) => dense({ units: 12, ...options, seed, name: 'block' }),
    output: [null, 12],
    ownClasses: options.kernelNorm ? ['SpectralNormalization'] : [],
  });
}
blockContract('flatten', { inputs: [[4, 3, 2]], block: () => flatten({ name: 'flat' }), output: [null, 24] });
blockContract('reshape', { inputs: [[24]], block: () => reshape([4, 3, 2], { name: 'image' }), output: [null, 4, 3, 2] });

onEveryDevice('dense', () => {
  it('sums every feature for every unit', () => {
    const x = input([2]);
    const built = model({ inputs: x, outputs: dense({ units: 3, activation: 'relu', name: 'block' })(x) });
    built.setWeights([tf.tensor2d([[1, 2, -3], [4, 5, -6]]), tf.tensor1d([0.5, 0, 0])]);
    expectClose(built.predict(tf.tensor2d([[1, 10]])) as tf.Tensor, [41.5, 52, 0]);
    expect(built.layers.slice(1).map(({ name }) => name)).toEqual(['block_dense', 'block_relu']);
  });

  it('comes after a flattened image, and before one that is laid out again in the same order', () => {
    const x = input([2, 3, 2]);
    const built = model({ inputs: x, outputs: reshape([3, 2, 2])(flatten()(x)) });
    const y = built.predict(tf.reshape(tf.range(0, 12), [1, 2, 3, 2])) as tf.Tensor;
    expectClose(y, Array.from({ length: 12 }, (_, i) => i), 0);
    expect(y.shape).toEqual([1, 3, 2, 2]);
  });

  it('is not flattened where it is in a row already', () => {
    const x = input([7]);
    expect(flatten()(x)).toBe(x);
  });
});
