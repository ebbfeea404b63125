/** Multiply-adds for one image, as torchvision publishes them beside its weights. */
import { model } from '@tensorflow/tfjs-layers';
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { beforeAll, expect, it } from 'vitest';
import { input } from 'tfjs-blocks/blocks';
import { summary } from 'tfjs-blocks/inspect';
import { type Backbone, googlenet, inceptionV3, mobilenetV2, resnet18, resnet50, vgg16 } from 'tfjs-blocks/models';
import { withoutDrawing } from '../contracts/torchNet';
import { startWasm } from '../startDevice';

beforeAll(async () => { await startWasm(1); });

it.each<[string, () => Backbone, number, size?: number]>([
  ['resnet18', resnet18, 1.814], ['resnet50', resnet50, 4.089], ['mobilenet v2', mobilenetV2, 0.301], ['vgg16', vgg16, 15.47],
  ['googlenet', googlenet, 1.498], ['inception v3', inceptionV3, 5.713, 299],
])('%s costs what is published', (_name, net, published, size = 224) => {
  const x: SymbolicTensor = input([size, size, 3]);
  const backbone = net();
  const maps = withoutDrawing(() => backbone(x));
  const built = model({ inputs: x, outputs: [...maps] as SymbolicTensor[] });
  const { pooling, hidden } = backbone.head;
  const [, height, width, channels] = maps.at(-1)!.shape as number[];
  const units = [pooling === 'average' ? channels : height * width * channels, ...hidden, 1000];
  const dense = units.slice(1).reduce((sum, count, i) => sum + units[i] * count, 0);
  expect(Math.abs((summary(built).multiplyAdds + dense) / 1e9 / published - 1)).toBeLessThan(0.01);
  built.dispose();
});
