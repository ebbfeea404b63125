import { model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { useBackend } from 'tfjs-blocks/backends';
import { input } from 'tfjs-blocks/blocks';
import {
  type Backbone, classifier, efficientnetLite0, mobilenetV2, type MobileOptions, vgg11, vgg13, vgg16, vgg19, type VggOptions,
} from 'tfjs-blocks/models';
import { blockContract } from '../contracts/block';

await useBackend('cpu');

const vggs = { vgg11, vgg13, vgg16, vgg19 };
const batch = { kind: 'batch', epsilon: 1e-5 } as const;

for (const norm of ['none', batch] as const) {
  blockContract(`vgg11 ${JSON.stringify(norm)}`, {
    inputs: [[32, 32, 3]],
    apply: (seed, x) => classifier({ backbone: vgg11({ width: 0.05, norm, seed }), pooling: 1, hidden: [9], classes: 3, seed })(x),
    output: [null, 3],
  });
}
for (const [name, net, options, ownClasses] of [
  ['mobilenetV2', mobilenetV2, {}, []],
  ['mobilenetV2 with outputStride 8', mobilenetV2, { outputStride: 8 }, ['DilatedDepthwiseConv2D']],
  ['efficientnetLite0', efficientnetLite0, {}, []],
] as [string, (options: MobileOptions) => Backbone, MobileOptions, string[]][]) {
  blockContract(name, {
    inputs: [[32, 24, 3]],
    apply: (seed, x) => classifier({ backbone: net({ width: 0.1, ...options, seed }), classes: 3, seed })(x),
    output: [null, 3],
    ownClasses,
  });
}

/** Maps of a backbone as shapes. */
const shapes = (backbone: Backbone, x: SymbolicTensor) => backbone(x).map(({ shape }) => shape.slice(1));

describe('parameters with 1000 classes', () => {
  const x: SymbolicTensor = input([224, 224, 3]);
  // Counted from the shapes of the weights: VGG of full size need not be in memory.
  const parameters = (backbone: Backbone) => {
    const built = model({ inputs: x, outputs: classifier({ backbone, classes: 1000 })(x) });
    const count = built.countParams();
    built.dispose();
    return count;
  };

  it.each([
    ['vgg11', vgg11(), 132_863_336], ['vgg13', vgg13(), 133_047_848], ['vgg16', vgg16(), 138_357_544], ['vgg19', vgg19(), 143_667_240],
    ['vgg11 with norm', vgg11({ norm: batch }), 132_868_840 + 2 * 2752], ['vgg16 with norm', vgg16({ norm: batch }), 138_365_992 + 2 * 4224],
  ] as const)('are those of torchvision: %s', (_, backbone, count) => {
    expect(parameters(backbone)).toBe(count);
  });
});
