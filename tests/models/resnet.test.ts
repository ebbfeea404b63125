import { model } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from 'tfjs-blocks/backends';
import { input } from 'tfjs-blocks/blocks';
import { classifier, resnet101, resnet152, resnet18, resnet34, resnet50, resnetTorchNames } from 'tfjs-blocks/models';
import type { ResnetOptions } from 'tfjs-blocks/models';
import golden from '../golden/resnet.json';
import { blockContract } from '../contracts/block';
import { onEveryDevice } from '../contracts/devices';
import { expectAsInTorch } from '../contracts/torchNet';

const resnets = { resnet18, resnet34, resnet50, resnet101, resnet152 };

const variants: [ResnetOptions, number[]][] = [
  [{}, [1, 1, 32]],
  [{ outputStride: 16, squeezeExcite: { ratio: 1 }, norm: 'none' }, [2, 1, 32]],
];
for (const [options, output] of variants) {
  blockContract(`resnet18 ${JSON.stringify(options)}`, {
    inputs: [[24, 16, 3]],
    block: (seed) => {
      const block = resnet18({ width: 1 / 16, ...options, seed });
      return (x) => block(x)[4];
    },
    output: [null, ...output],
    ownClasses: ['PaddedMaxPooling2D', ...(options.outputStride === 16 ? ['DilatedConv2D'] : [])],
  });
}

onEveryDevice('computes as in torchvision:', () => {
  it.each(Object.entries(golden.nets))('%s', (_, entry) => {
    const { net, outputStride } = entry.options;
    const backbone = resnets[net as keyof typeof resnets]({ width: 1 / 8, outputStride: outputStride as 32 });
    const options = { names: resnetTorchNames, prefix: net };
    expectAsInTorch({ ...entry, statistics: { ...entry.statistics } }, classifier({ backbone, classes: 5 }), options);
  });
});

describe('resnet', () => {
  beforeAll(async () => { await useBackend('cpu'); });

  it.each([
    ['resnet18', 11_689_512], ['resnet34', 21_797_672], ['resnet50', 25_557_032], ['resnet101', 44_549_160], ['resnet152', 60_192_808],
  ] as const)('%s has the parameters of torchvision', (name, parameters) => {
    const x = input([224, 224, 3]);
    const built = model({ inputs: x, outputs: classifier({ backbone: resnets[name]({ kernelInitializer: 'glorotUniform' }), classes: 1000 })(x) });
    const trainable = built.trainableWeights.reduce((sum, { shape }) => sum + (shape as number[]).reduce((a, b) => a * b), 0);
    expect(trainable).toBe(parameters);
    built.dispose();
  });

  it.each([
    [8, [2, 4, 8, 8, 8]], [16, [2, 4, 8, 16, 16]], [32, [2, 4, 8, 16, 32]],
  ] as const)('with output stride %i has feature maps as its strides say', (outputStride, strides) => {
    const backbone = resnet18({ width: 1 / 16, outputStride });
    expect(backbone.strides).toEqual(strides);
    expect(backbone(input([65, 96, 3])).map(({ shape }) => shape))
      .toEqual(strides.map((stride, i) => [null, Math.ceil(65 / stride), Math.ceil(96 / stride), [4, 4, 8, 16, 32][i]]));
  });

  it('skips blocks the more often the later they are', () => {
    const x = input([32, 32, 3]);
    const built = model({ inputs: x, outputs: resnet18({ width: 1 / 16, dropPath: 0.35, seed: 1 })(x)[4] });
    const rates = built.layers.filter((layer) => layer.getClassName() === 'DropPath').map((layer) => Number(layer.getConfig().rate));
    expect(rates.map((rate) => Number(rate.toFixed(6)))).toEqual([0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35]);
  });
});
