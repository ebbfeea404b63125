import * as tf from '@tensorflow/tfjs-core';
import { type LayerVariable, layers, model } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from 'tfjs-blocks/backends';
import { convBlock, dense, input } from 'tfjs-blocks/blocks';
import { conv2d, spectralNormalization } from 'tfjs-blocks/layers';
import { spectralNorm } from 'tfjs-blocks/ops';
import golden from '../golden/generative.json';
import { blockContract } from '../contracts/block';
import { onEveryDevice } from '../contracts/devices';
import { setWeights, uniformTensor } from '../contracts/formula';
import { tensorOf } from '../contracts/golden';
import { expectClose, normal, valuesOf } from '../contracts/numeric';

for (const groups of [1, 2]) {
  blockContract(`convBlock with a spectral norm, ${groups} groups`, {
    inputs: [[5, 4, 2]],
    block: (seed) => convBlock({ filters: 6, strides: 2, groups, kernelNorm: 'spectral', seed, name: 'block' }),
    output: [null, 3, 2, 6],
    ownClasses: ['SpectralNormalization'],
  });
}

const build = (kind: string) => {
  const x = input(kind === 'conv' ? [5, 4, 2] : [6]);
  const outputs = kind === 'conv'
    ? convBlock({ filters: 4, norm: 'none', activation: 'linear', kernelNorm: 'spectral', name: 'block' })(x as never)
    : dense({ units: 4, kernelNorm: 'spectral', name: 'block' })(x as never);
  const built = model({ inputs: x, outputs });
  setWeights(built, () => [1]);
  return built;
};
const data = (kind: string) => uniformTensor('x', kind === 'conv' ? [2, 5, 4, 2] : [3, 6]);

onEveryDevice('spectralNormalization', () => {
  it.each(golden.spectral)('trains as in torch: $kind', ({ kind, output, dx, dkernel, u }) => {
    const [built, x] = [build(kind), data(kind)];
    const loss = (image: tf.Tensor) => {
      const y = built.apply(image, { training: true }) as tf.Tensor;
      return tf.sum<tf.Scalar>(tf.mul(y, uniformTensor('weight', y.shape)));
    };
    const [kernel] = built.trainableWeights as (LayerVariable & { name: string })[];
    const restart = () => setWeights(built, () => [1]);
    const second = <T>(run: () => T) => {
      restart();
      built.apply(x, { training: true });
      return run();
    };
    expectClose(second(() => built.apply(x, { training: true }) as tf.Tensor), tensorOf(output), 1e-5);
    expectClose(built.nonTrainableWeights[0].read(), tensorOf(u), 1e-5);
    expectClose(second(() => tf.variableGrads(() => loss(x))).grads[kernel.name], tensorOf(dkernel), 1e-4);
    expectClose(second(() => tf.grad(loss)(x)), tensorOf(dx), 1e-4);
  });

  it('finds the largest singular value', () => {
    const { kernel, u } = spectralNorm(tf.tensor2d([[0, 3, 0], [0, 0, 1]]), tf.tensor2d([[1, 1, 1]]), 20);
    expectClose(kernel, [0, 1, 0, 0, 0, 1 / 3], 1e-5);
    expectClose(u, [0, 1, 0], 1e-5);
  });

  it('leaves a kernel of zeros as it is', () => {
    expectClose(spectralNorm(tf.zeros([2, 3]), tf.tensor2d([[1, 1, 1]])).kernel, [0, 0, 0, 0, 0, 0], 0);
  });

  it('moves u in training only, and not while it is frozen', async () => {
    const [built, x] = [build('conv'), data('conv')];
    const u = () => valuesOf(built.weights.at(-1)!.read());
    const first = await u();
    const moved = async (training: boolean) => {
      tf.dispose(built.apply(x, { training }) as tf.Tensor);
      return String(await u()) !== String(first);
    };
    expect(await moved(false)).toBe(false);
    built.layers.forEach((layer) => { layer.trainable = false; });
    expect(await moved(true)).toBe(false);
    built.layers.forEach((layer) => { layer.trainable = true; });
    expect(await moved(true)).toBe(true);
  });
});

describe('spectralNormalization', () => {
  beforeAll(() => useBackend('cpu'));

  it('passes on the penalty of the layer within', () => {
    const x = input([4, 4, 2]);
    const layer = convBlock({ filters: 3, kernelNorm: 'spectral', kernelRegularizer: { l2: 0.5 }, name: 'block' })(x).sourceLayer;
    const wrapper = model({ inputs: x, outputs: layer.output }).layers.find((part) => part.getClassName() === 'SpectralNormalization')!;
    const kernel = wrapper.getWeights()[0];
    expectClose(wrapper.calculateLosses()[0], [0.5 * tf.sum(tf.square(kernel)).dataSync()[0]], 1e-4);
  });

  it('starts from its seed, 0 as well', () => {
    const start = (seed: number) => {
      const wrapper = spectralNormalization({ layer: conv2d({ filters: 3, kernelSize: 1 }), seed });
      wrapper.build([null, 4, 4, 2]);
      return Array.from(wrapper.getWeights().at(-1)!.dataSync());
    };
    expect(start(0)).toEqual(start(0));
    expect(start(0)).not.toEqual(start(1));
  });

  it('has the config of Keras 3', () => {
    const wrapper = spectralNormalization({ layer: conv2d({ filters: 3, kernelSize: 3, name: 'inner' }), powerIterations: 2, name: 'outer' });
    expect(wrapper.getConfig()).toMatchObject({ name: 'outer', powerIterations: 2, layer: { className: 'Conv2D', config: { name: 'inner', filters: 3 } } });
    wrapper.apply(normal([1, 4, 4, 2], 1));
    expect(wrapper.weights.map(({ originalName }) => originalName)).toEqual(['outer/kernel', 'outer/bias', 'outer/vector_u']);
  });

  it.each([
    [() => spectralNormalization({ layer: layers.flatten() }), 'Invalid `layer` in spectralNormalization: expected one of "Conv2D", "DilatedConv2D", "GroupedConv2D", "Dense", received "Flatten".'],
    [() => spectralNormalization({} as never), 'Invalid `layer` in spectralNormalization: expected a layer, received undefined.'],
    [() => {
      const own = spectralNormalization({ layer: layers.dense({ units: 1 }) }).constructor as typeof layers.Layer;
      own.fromConfig(own as never, { layer: { className: 'Conv7D', config: {} } });
    },
      'Invalid `layer` in spectralNormalization: expected a layer whose class is registered, received "Conv7D".'],
    [() => spectralNormalization({ layer: layers.dense({ units: 1 }), powerIterations: 0 }), 'Invalid `powerIterations` in spectralNormalization'],
    [() => spectralNormalization({ layer: layers.dense({ units: 1 }), seed: -1 }), 'Invalid `seed` in spectralNormalization'],
  ])('names bad options: %#', (make, message) => {
    expect(make).toThrow(message);
  });
});
