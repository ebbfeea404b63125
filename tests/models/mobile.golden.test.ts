/** VGG, MobileNetV2 and EfficientNet-Lite0 with the weights of PyTorch, against tests/reference/mobile.py. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { model as layersModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { expect, it } from 'vitest';
import { input } from 'tfjs-blocks/blocks';
import {
  type Backbone, classifier, efficientnetLite0, efficientnetLite0TorchNames, mobilenetV2, mobilenetV2TorchNames, type TorchNames, vgg11,
  vgg16, vggTorchNames,
} from 'tfjs-blocks/models';
import { loadTorchWeights, type NamedArray } from 'tfjs-blocks/weights';
import golden from '../golden/mobile.json';
import { onEveryDevice } from '../contracts/devices';
import { type GoldenSummary, summaryError, uniform, uniformTensor } from '../contracts/formula';
import { expectClose, withValues } from '../contracts/numeric';

interface Golden {
  image: number[];
  salt: number;
  logits: number[];
  dx: GoldenSummary;
  statistics: Record<string, GoldenSummary>;
  shapes: Record<string, number[]>;
}

const nets: [keyof typeof golden.nets, () => Backbone, TorchNames][] = [
  ['vgg11', () => vgg11({ width: 1 / 16 }), vggTorchNames('vgg11')],
  ['vgg16_bn', () => vgg16({ width: 1 / 16, norm: { kind: 'batch', epsilon: 1e-5 } }), vggTorchNames('vgg16_bn')],
  ['mobilenetV2', () => mobilenetV2({ width: 0.25 }), mobilenetV2TorchNames],
  ['efficientnetLite0', () => efficientnetLite0({ width: 0.25 }), efficientnetLite0TorchNames],
];

/** Scale and offset of the formula for a weight of PyTorch. */
function scaleOf(key: string, shape: number[]): [number, number] {
  if (key.endsWith('running_var') || (key.endsWith('weight') && shape.length === 1)) return [0.25, 1];
  return key.endsWith('weight') ? [Math.sqrt(6 / shape.slice(1).reduce((a, b) => a * b)), 0] : [0.1, 0];
}

onEveryDevice('weights of PyTorch', (device) => {
  const tolerance = device === 'webgpu' ? 2e-5 : 1e-5; // of statistics, after up to 52 layers

  it.each(nets)('give its logits, gradients and statistics: %s', (name, build, names) => {
    const backbone = build();
    const { image, salt, logits, dx, statistics, shapes }: Golden = golden.nets[name];
    const x: SymbolicTensor = input(image);
    const pooling = backbone.head.pooling === 7 ? 2 : 'average';
    const net = layersModel({ inputs: x, outputs: classifier({ backbone, classes: 3, pooling, dropout: 0 })(x) });
    const tensors = Object.fromEntries(Object.entries(shapes).map(([key, shape]): [string, NamedArray] =>
      [key, { shape, data: uniform(`${salt}/${key}`, tf.util.sizeFromShape(shape), ...scaleOf(key, shape)) }]));
    const { loaded, unused } = loadTorchWeights(net, tensors, { names, prefix: backbone.prefix });
    expect(unused).toEqual([]);

    const images = uniformTensor(`${salt}/image`, [2, ...image]);
    expectClose(net.predict(images) as Tensor, logits, 1e-4);
    const direction = uniformTensor(`${salt}/direction`, [2, 3]);
    const gradient = tf.grad((batch) => tf.sum(tf.mul(net.apply(batch) as Tensor, direction)))(images);
    withValues([gradient], (values) => expect(summaryError('image', values, dx)).toBeLessThan(1e-4));

    net.apply(images, { training: true });
    const moving = net.weights.filter((weight) => /moving/.test(weight.originalName));
    expect(moving.map((weight) => loaded[weight.originalName]).sort()).toEqual(Object.keys(statistics).sort());
    for (const weight of moving) {
      const key = loaded[weight.originalName];
      withValues([weight.read()], (values) => expect(summaryError(key, values, statistics[key]), key).toBeLessThan(tolerance));
    }
    net.dispose();
  });
});
