/** Networks with the weights of Keras, loaded by the families' maps, against tests/reference/keras_nets.py. */
import { it } from 'vitest';
import {
  classifier, deeplab, fcn, googlenet, inceptionV3, inceptionV3KerasNames, mobilenetV2, mobilenetV2KerasNames, resnet18, resnet50,
  resnetKerasNames, unet, vgg16, vgg19, vggKerasNames,
} from 'tfjs-blocks/models';
import type { Backbone, FeatureMap, LayerNames } from 'tfjs-blocks/models';
import type { Sym } from 'tfjs-blocks/shapes';
import golden from '../golden/kerasNets.json';
import { onEveryDevice } from '../contracts/devices';
import { expectAsInKeras } from '../contracts/kerasNet';
import { plainBackbone } from '../contracts/plainBackbone';

/** Without names the layers are called in Keras as here. */
type Net = [apply: (x: FeatureMap) => Sym, names: LayerNames | undefined, prefix: string];

function classify(backbone: Backbone, names?: LayerNames, pooling?: number): Net {
  return [classifier({ backbone, classes: 5, dropout: 0, ...(pooling ? { pooling } : {}) }), names, backbone.prefix];
}

const batch = (momentum: number, epsilon: number) => ({ kind: 'batch', momentum, epsilon }) as const;
const nets: Record<keyof typeof golden.nets, () => Net> = {
  vgg16: () => classify(vgg16({ width: 1 / 16 }), vggKerasNames, 2),
  vgg19: () => classify(vgg19({ width: 1 / 16 }), vggKerasNames, 2),
  resnet50: () => classify(resnet50({ width: 1 / 16, stridesIn: 'first', norm: batch(0.99, 1.001e-5) }), resnetKerasNames),
  inceptionV3: () => classify(inceptionV3({ width: 1 / 16, poolPadding: 'same', norm: batch(0.99, 1e-3) }), inceptionV3KerasNames),
  mobilenetV2: () => classify(mobilenetV2({ width: 0.25, padding: 'same', norm: batch(0.999, 1e-3) }), mobilenetV2KerasNames),
  unet: () => [unet({ filters: 3, depth: 2, norm: batch(0.99, 1e-3), name: 'net' }), [
    [/^encoder(\d)_(\d)_conv$/, 'down$1_conv$2'], [/^encoder(\d)_(\d)_bn$/, 'down$1_norm$2'],
    [/^bottom\d_(\d)_conv$/, 'bottom_conv$1'], [/^bottom\d_(\d)_bn$/, 'bottom_norm$1'],
    [/^decoder(\d)_up.*/, 'grow$1'], [/^decoder(\d)_(\d)_conv$/, 'up$1_conv$2'], [/^decoder(\d)_(\d)_bn$/, 'up$1_norm$2'],
    [/^logits_conv$/, 'mask'],
  ], 'net'],
  resnet18: () => classify(resnet18({ width: 1 / 16, norm: batch(0.9, 1e-5) })),
  googlenet: () => classify(googlenet({ width: 1 / 32, norm: batch(0.9, 1e-3) })),
  fcn: () => [fcn({ backbone: plainBackbone(2, 4, 8, 16, 32), hidden: 6, classes: 2, norm: batch(0.9, 1e-3), name: 'net' }), undefined, 'net'],
  deeplab: () => [deeplab({
    backbone: plainBackbone(2, 4, 8), filters: 5, rates: [1, 2], dropout: 0, classes: 3, norm: batch(0.9, 1e-3), name: 'net',
  }), undefined, 'net'],
};

onEveryDevice('logits, gradients and moving statistics', () => {
  it.each(Object.keys(nets) as (keyof typeof nets)[])('of %s are those of Keras', (name) => {
    const [apply, names, prefix] = nets[name]();
    const { statistics, ...entry } = golden.nets[name];
    expectAsInKeras({ ...entry, statistics: { ...statistics } }, apply, { names, prefix });
  });
});
