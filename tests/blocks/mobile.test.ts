import type { Tensor } from '@tensorflow/tfjs-core';
import { layers, model } from '@tensorflow/tfjs-layers';
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { expect, it } from 'vitest';
import { denseBlock, denseTransition, depthwiseConv, input, invertedResidual, separableConv, vggBlock } from 'tfjs-blocks/blocks';
import type { DenseBlockOptions, DepthwiseConvOptions, InvertedResidualOptions, SeparableConvOptions } from 'tfjs-blocks/blocks';
import { blockContract } from '../contracts/block';
import { onEveryDevice } from '../contracts/devices';
import { expectClose, normal, valuesOf } from '../contracts/numeric';

const depthwiseConvs: [DepthwiseConvOptions, number[]][] = [
  [{}, [8, 6, 3]],
  [{ strides: 2, kernelSize: 5 }, [4, 3, 3]],
  [{ depthMultiplier: 2, norm: 'none', activation: 'swish' }, [8, 6, 6]],
  [{ padding: 'torch', strides: 2, kernelRegularizer: { l2: 1e-4 } }, [4, 3, 3]],
  [{ padding: 'valid', kernelSize: [1, 5] }, [8, 2, 3]],
  [{ dilationRate: 2 }, [8, 6, 3]],
  [{ dilationRate: 2, padding: 'valid', depthMultiplier: 2, norm: 'none' }, [4, 2, 6]],
];
for (const [options, output] of depthwiseConvs) {
  blockContract(`depthwiseConv ${JSON.stringify(options)}`, {
    inputs: [[8, 6, 3]],
    block: (seed) => depthwiseConv({ ...options, seed, name: 'block' }),
    output: [null, ...output],
    ownClasses: options.dilationRate ? ['DilatedDepthwiseConv2D'] : [],
  });
}

const separableConvs: [Partial<SeparableConvOptions>, number[]][] = [
  [{}, [8, 6, 5]],
  [{ strides: 2, depthMultiplier: 2 }, [4, 3, 5]],
  [{ depthwiseNorm: 'none', depthwiseActivation: 'linear', kernelSize: 5, padding: 'valid' }, [4, 2, 5]],
];
for (const [options, output] of separableConvs) {
  blockContract(`separableConv ${JSON.stringify(options)}`, {
    inputs: [[8, 6, 3]],
    block: (seed) => separableConv({ filters: 5, ...options, seed, name: 'block' }),
    output: [null, ...output],
  });
}

const invertedResiduals: [Partial<InvertedResidualOptions>, number[], string[]?][] = [
  [{}, [8, 6, 5]],
  [{ filters: 3 }, [8, 6, 3]],
  [{ filters: 3, expansion: 1 }, [8, 6, 3]],
  [{ strides: 2, padding: 'torch', expansion: 2 }, [4, 3, 5]],
  [{ filters: 3, kernelSize: 5, dilationRate: 2, norm: 'none' }, [8, 6, 3], ['DilatedDepthwiseConv2D']],
];
for (const [options, output, ownClasses] of invertedResiduals) {
  blockContract(`invertedResidual ${JSON.stringify(options)}`, {
    inputs: [[8, 6, 3]],
    block: (seed) => invertedResidual({ filters: 5, ...options, seed, name: 'block' }),
    output: [null, ...output],
    ownClasses,
  });
}

const denseBlocks: [Partial<DenseBlockOptions>, number[]][] = [
  [{}, [4, 6, 7]],
  [{ layers: 1, bottleneck: 1, norm: 'none', activation: 'elu' }, [4, 6, 5]],
];
for (const [options, output] of denseBlocks) {
  blockContract(`denseBlock ${JSON.stringify(options)}`, {
    inputs: [[4, 6, 3]],
    block: (seed) => denseBlock({ growthRate: 2, layers: 2, ...options, seed, name: 'block' }),
    output: [null, ...output],
  });
}

blockContract('denseTransition', {
  inputs: [[5, 6, 4]], block: (seed) => denseTransition({ filters: 2, seed, name: 'block' }), output: [null, 2, 3, 2],
});
blockContract('denseTransition without norm', {
  inputs: [[4, 6, 4]], block: (seed) => denseTransition({ filters: 2, norm: 'none', seed, name: 'block' }), output: [null, 2, 3, 2],
});
blockContract('vggBlock', {
  inputs: [[5, 6, 3]], block: (seed) => vggBlock({ filters: 4, seed, name: 'block' }), output: [null, 2, 3, 4],
});
blockContract('vggBlock without norm', {
  inputs: [[4, 6, 3]], block: (seed) => vggBlock({ filters: 4, convs: 1, norm: 'none', seed, name: 'block' }), output: [null, 2, 3, 4],
});

onEveryDevice('invertedResidual', () => {
  it('adds its input where the result has the same shape, and only there', () => {
    const added = (options: Partial<InvertedResidualOptions>, shape: (number | null)[]) => {
      const x: SymbolicTensor = input(shape);
      const built = model({ inputs: x, outputs: invertedResidual({ filters: 3, ...options })(x) });
      return built.layers.some((layer) => layer.getClassName() === 'Add');
    };
    expect(added({}, [8, 6, 3])).toBe(true);
    expect(added({}, [null, null, 3])).toBe(true);
    expect(added({ padding: 'torch' }, [8, 6, 3])).toBe(true);
    expect(added({}, [8, 6, 4])).toBe(false);
    expect(added({ strides: 2 }, [1, 1, 3])).toBe(false);
    expect(added({ padding: 'valid' }, [null, null, 3])).toBe(false);
  });

  it('shares its weights where it is applied twice', () => {
    const x: SymbolicTensor = input([4, 4, 3]);
    const block = invertedResidual({ filters: 3, name: 'block' });
    const [once, twice] = [block(x), block(block(x))].map((outputs) => model({ inputs: x, outputs }));
    expect(twice.countParams()).toBe(once.countParams());
  });
});

onEveryDevice('depthwiseConv', () => {
  it('is the depthwise layer of tfjs', () => {
    const stock = layers.depthwiseConv2d({ kernelSize: 3, padding: 'same', depthMultiplier: 2, useBias: false });
    const x: SymbolicTensor = input([5, 4, 3]);
    const ours = model({ inputs: x, outputs: depthwiseConv({ depthMultiplier: 2, activation: 'linear', norm: 'none' })(x) });
    const image = normal([2, 5, 4, 3], 1);
    stock.apply(image);
    const kernel = normal([3, 3, 3, 2], 2);
    stock.setWeights([kernel]);
    ours.setWeights([kernel, ours.getWeights()[1]]);
    expectClose(ours.predict(image) as Tensor, stock.apply(image) as Tensor, 1e-5);
    expect(stock.getConfig()).toMatchObject({ ...ours.layers[1].getConfig(), name: stock.name, useBias: false });
  });

  it('starts with the variance of the taps of one channel', async () => {
    const x: SymbolicTensor = input([4, 4, 512]);
    const [kernel] = model({ inputs: x, outputs: depthwiseConv({ seed: 1, name: 'block' })(x) }).getWeights();
    const values = await valuesOf(kernel);
    const variance = values.reduce((sum, value) => sum + value ** 2, 0) / values.length;
    expect(variance).toBeCloseTo(2 / 9, 1);
  });
});
