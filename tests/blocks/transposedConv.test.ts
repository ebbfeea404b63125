import * as tf from '@tensorflow/tfjs-core';
import { type LayerVariable, model } from '@tensorflow/tfjs-layers';
import { expect, it } from 'vitest';
import { input, transposedConv } from 'tfjs-blocks/blocks';
import type { TransposedConvOptions } from 'tfjs-blocks/blocks';
import { transposedOutputSize } from 'tfjs-blocks/shapes';
import golden from '../golden/generative.json';
import { blockContract } from '../contracts/block';
import { onEveryDevice } from '../contracts/devices';
import { setWeights, uniformTensor } from '../contracts/formula';
import { tensorOf } from '../contracts/golden';
import { expectClose } from '../contracts/numeric';

const variants: [Partial<TransposedConvOptions>, number[]][] = [
  [{}, [8, 6, 5]],
  [{ kernelSize: 3, padding: 'torch', norm: 'none', activation: 'tanh' }, [8, 6, 5]],
  [{ kernelSize: [3, 2], padding: 'valid', kernelRegularizer: { l1: 1e-4 } }, [9, 6, 5]],
  [{ kernelSize: 4, strides: 1, padding: 'valid' }, [7, 6, 5]],
];
for (const [options, output] of variants) {
  blockContract(`transposedConv ${JSON.stringify(options)}`, {
    inputs: [[4, 3, 2]],
    block: (seed) => transposedConv({ filters: 5, ...options, seed, name: 'block' }),
    output: [null, ...output],
    ownClasses: options.padding === 'torch' ? ['OpenCropping2D'] : [],
  });
}

onEveryDevice('transposedConv', () => {
  it.each(golden.transposed)('is that of torch: $options', ({ options, output, dx, dkernel }) => {
    const start = input([4, 3, 2]);
    const block = transposedConv({ filters: 3, ...options as Partial<TransposedConvOptions>, norm: 'none', activation: 'linear', name: 'block' });
    const built = model({ inputs: start, outputs: block(start) });
    setWeights(built, () => [1]);
    const x = uniformTensor('x', [2, 4, 3, 2]);
    expectClose(built.predict(x) as tf.Tensor, tensorOf(output), 1e-5);
    const loss = (image: tf.Tensor) => {
      const y = built.apply(image) as tf.Tensor;
      return tf.sum<tf.Scalar>(tf.mul(y, uniformTensor('weight', y.shape)));
    };
    expectClose(tf.grad(loss)(x), tensorOf(dx), 1e-4);
    const [kernel] = built.trainableWeights as (LayerVariable & { name: string })[];
    expectClose(tf.variableGrads(() => loss(x)).grads[kernel.name], tensorOf(dkernel), 1e-4);
  });

  it('has the size that is declared', () => {
    for (const padding of ['same', 'valid', 'torch'] as const) {
      for (const [kernelSize, strides] of [[1, 1], [2, 1], [3, 2], [4, 2], [2, 3], [5, 3]]) {
        if (padding === 'torch' && kernelSize < strides) continue;
        const start = input([null, 3, 1]);
        const built = model({ inputs: start, outputs: transposedConv({ filters: 1, kernelSize, strides, padding })(start) });
        expect(built.outputs[0].shape).toEqual([null, null, transposedOutputSize(3, kernelSize, strides, padding), 1]);
        const { shape } = built.predict(tf.zeros([1, 5, 3, 1])) as tf.Tensor;
        expect(shape.slice(1, 3)).toEqual([5, 3].map((size) => transposedOutputSize(size, kernelSize, strides, padding)));
      }
    }
    expect(transposedOutputSize(null, 3, 2)).toBe(null);
  });
});
