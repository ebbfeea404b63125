import { model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { input } from 'tfjs-blocks/blocks';
import { type Backbone, classifier, efficientnetLite0, mobilenetV2, vgg11, vgg13, vgg16, vgg19 } from 'tfjs-blocks/models';
import { blockContract } from '../contracts/block';
import { startWasm } from '../startDevice';

blockContract('vgg11', {
  inputs: [[32, 32, 3]],
  block: (seed) => classifier({ backbone: vgg11({ width: 0.05, seed }), pooling: 1, hidden: [9], classes: 3, seed }),
  output: [null, 3],
});
blockContract('mobilenetV2', {
  inputs: [[32, 32, 3]],
  block: (seed) => classifier({ backbone: mobilenetV2({ width: 0.1, outputStride: 16, seed }), classes: 3, seed }),
  output: [null, 3],
  ownClasses: ['DilatedDepthwiseConv2D'],
});

const batch = { kind: 'batch', epsilon: 1e-5 } as const;

/** Parameters that are trained, of the backbone, and of the dense layers that its head and 1000 classes make. */
function parameters(backbone: Backbone): number {
  const x: SymbolicTensor = input([224, 224, 3]);
  const maps = backbone(x);
  const net = model({ inputs: x, outputs: maps as SymbolicTensor[] });
  const size = (shape: readonly (number | null)[]) => shape.reduce<number>((product, length) => product * (length ?? 1), 1);
  const trained = net.trainableWeights.reduce((sum, { shape }) => sum + size(shape), 0);
  net.dispose();
  const { pooling, hidden } = backbone.head;
  const last = maps.at(-1)!.shape;
  const units = [pooling === 'average' ? last[3] as number : size(last), ...hidden, 1000];
  return units.slice(1).reduce((sum, count, i) => sum + (units[i] + 1) * count, trained);
}

describe('mobile nets and VGG', () => {
  beforeAll(async () => { await startWasm(1); });
  const maps = (backbone: Backbone, size = 64) => backbone(input([size, size, 3])).map(({ shape }) => shape.slice(1));
  const narrow = { width: 1 / 8 };

  // Torchvision's; of EfficientNet-Lite0 timm's. Full VGG is 550 MB, so its dense layers are counted, not made.
  it.each([
    [vgg11, {}, 132_863_336], [vgg16, {}, 138_357_544], [vgg16, { norm: batch }, 138_365_992],
    [mobilenetV2, {}, 3_504_872], [mobilenetV2, { width: 0.5 }, 1_968_680], [efficientnetLite0, {}, 4_652_008],
  ])('have as many parameters as elsewhere: %o %j', (net: (options: object) => Backbone, options, count) => {
    expect(parameters(net(options))).toBe(count);
  });

  it.each([[vgg11, 8], [vgg13, 10], [vgg16, 13], [vgg19, 16]] as const)('have the layers of their name: %o', (net, convs) => {
    const x: SymbolicTensor = input([32, 32, 3]);
    const built = model({ inputs: x, outputs: net(narrow)(x) as readonly SymbolicTensor[] as SymbolicTensor[] });
    expect(built.layers.filter((layer) => layer.getClassName() === 'Conv2D')).toHaveLength(convs);
  });

  it('give a map a stage', () => {
    expect(maps(vgg16(narrow), 70)).toEqual([[70, 70, 8], [35, 35, 16], [17, 17, 32], [8, 8, 64], [4, 4, 64], [2, 2, 64]]);
    expect(maps(mobilenetV2(narrow), 70)).toEqual([[35, 35, 8], [18, 18, 8], [9, 9, 8], [5, 5, 16], [3, 3, 1280]]);
    expect(maps(efficientnetLite0({}), 70)).toEqual([[35, 35, 16], [18, 18, 24], [9, 9, 40], [5, 5, 112], [3, 3, 1280]]);
    for (const backbone of [vgg11(narrow), mobilenetV2(narrow), efficientnetLite0(narrow)]) {
      expect(maps(backbone).map(([height]) => 64 / height!)).toEqual(backbone.strides);
    }
  });

  it('dilate where they may not halve', () => {
    for (const [outputStride, strides, rates] of [[16, [2, 4, 8, 16, 16], [2, 2, 2]], [8, [2, 4, 8, 8, 8], [2, 2, 2, 2, 2, 2, 2, 4, 4, 4]]] as const) {
      const backbone: Backbone = mobilenetV2({ ...narrow, outputStride });
      const x: SymbolicTensor = input([64, 64, 3]);
      const outputs = backbone(x) as SymbolicTensor[];
      expect(backbone.strides).toEqual(strides);
      expect(outputs.map(({ shape }) => 64 / shape[1]!)).toEqual(strides);
      const dilated = model({ inputs: x, outputs }).layers.map((layer) => (layer.getConfig().dilationRate as number[] | undefined)?.[0] ?? 1);
      expect(dilated.filter((rate) => rate > 1)).toEqual(rates);
    }
  });

  it('keep the weights of the strided net where they dilate', () => {
    const shapes = (outputStride: 8 | 32) => {
      const x: SymbolicTensor = input([32, 32, 3]);
      const net = model({ inputs: x, outputs: mobilenetV2({ ...narrow, outputStride })(x) as readonly SymbolicTensor[] as SymbolicTensor[] });
      return net.weights.map(({ originalName, shape }) => `${originalName} ${shape}`);
    };
    expect(shapes(8)).toEqual(shapes(32));
  });

  it.each([
    [() => vgg11({ width: 0 }), 'Invalid `width` in vgg11: expected a number in [5e-324, Infinity), received 0.'],
    [() => vgg16({ norm: 'batch' as 'none' }), 'Invalid `norm` in convBlock'],
    [() => mobilenetV2({ width: -1 }), 'Invalid `width` in mobilenetV2'],
    [() => mobilenetV2({ outputStride: 4 as 8 }), 'Invalid `outputStride` in mobilenetV2: expected 8, 16 or 32, received 4.'],
    [() => mobilenetV2({ padding: 'valid' as 'same' }), 'Invalid `padding` in mobilenetV2: expected one of "torch", "same", received "valid".'],
    [() => efficientnetLite0({ seed: -1 }), 'Invalid `seed` in convBlock'],
  ])('name bad options: %#', (build, message) => {
    expect(build).toThrow(message);
  });
});
