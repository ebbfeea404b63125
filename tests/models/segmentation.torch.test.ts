/** FCN and DeepLab v3 take the weights of torchvision's `fcn_resnet50` and `deeplabv3_resnet50`, here with a 64th of the channels. */
import { model } from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { useBackend } from 'tfjs-blocks/backends';
import { convBlock, input } from 'tfjs-blocks/blocks';
import { backbone, deeplab, deeplabTorchNames, fcn, fcnTorchNames } from 'tfjs-blocks/models';
import type { FeatureMap } from 'tfjs-blocks/models';
import { loadTorchWeights, type NamedArray } from 'tfjs-blocks/weights';

await useBackend('cpu');

type Shapes = Record<string, number[]>;
const norm = (key: string, channels: number): Shapes =>
  Object.fromEntries(['weight', 'bias', 'running_mean', 'running_var'].map((part) => [`${key}.${part}`, [channels]]));
const conv = (key: string, filters: number, channels: number, size: number): Shapes => ({ [`${key}.weight`]: [filters, channels, size, size] });

/** The keys after those of the backbone, for 21 classes; 32, 4 and 8 are 2048, 256 and 512 channels there. */
const heads: Record<'deeplab' | 'fcn', Shapes> = {
  deeplab: Object.assign(
    {}, conv('classifier.0.convs.0.0', 4, 32, 1), norm('classifier.0.convs.0.1', 4),
    ...[1, 2, 3].flatMap((i) => [conv(`classifier.0.convs.${i}.0`, 4, 32, 3), norm(`classifier.0.convs.${i}.1`, 4)]),
    conv('classifier.0.convs.4.1', 4, 32, 1), norm('classifier.0.convs.4.2', 4),
    conv('classifier.0.project.0', 4, 20, 1), norm('classifier.0.project.1', 4),
    conv('classifier.1', 4, 4, 3), norm('classifier.2', 4), conv('classifier.4', 21, 4, 1), { 'classifier.4.bias': [21] },
  ),
  fcn: {
    ...conv('classifier.0', 8, 32, 3), ...norm('classifier.1', 8), ...conv('classifier.4', 21, 8, 1), 'classifier.4.bias': [21],
  },
};

describe('weights of torchvision', () => {
  const x = input([32, 32, 3]);
  const last = convBlock({ filters: 32, kernelSize: 1, strides: 8, norm: 'none', name: 'features' });
  const options = { backbone: backbone((image: FeatureMap) => [last(image)], { prefix: 'features', strides: [8] }), classes: 21 };

  it.each([
    ['deeplab', deeplab({ ...options, filters: 4 }), deeplabTorchNames], ['fcn', fcn({ ...options, hidden: 8 }), fcnTorchNames],
  ] as const)('fit %s', (name, apply, names) => {
    const built = model({ inputs: x, outputs: apply(x) });
    const size = (shape: number[]) => shape.reduce((product, length) => product * length, 1);
    const tensors = Object.fromEntries(Object.entries(heads[name]).map(([key, shape]): [string, NamedArray] =>
      [key, { shape, data: new Float32Array(size(shape)) }]));
    const { loaded, missing, unused } = loadTorchWeights(built, tensors, { names, prefix: name });
    expect([missing, unused]).toEqual([[], []]);
    expect(Object.keys(loaded)).toHaveLength(Object.keys(heads[name]).length);
  });
});
