import { describe, expect, it } from 'vitest';
import { useBackend } from 'tfjs-blocks/backends';
import { batchNorm, concat, convBlock, input, maxPool, pyramidPooling, unetDecoder, unetEncoder, upsample } from 'tfjs-blocks/blocks';
import { cropping2d } from 'tfjs-blocks/layers';
import { autoencoder, plainCnn, vgg11, vggTorchNames } from 'tfjs-blocks/models';
import type { Padding } from 'tfjs-blocks/shapes';

await useBackend('cpu');

const row = (what: string, build: () => unknown, message: string) => [what, build, message] as const;

const bad = [
  row('no filters', () => convBlock({ filters: 0 }),
    'Invalid `filters` in convBlock: expected a positive integer, received 0.'),
  row('half a filter', () => convBlock({ filters: 1.5 }),
    'Invalid `filters` in convBlock: expected a positive integer, received 1.5.'),
  row('filters left out', () => convBlock({} as { filters: 1 }),
    'Invalid `filters` in convBlock: expected a positive integer, received undefined.'),
  row('kernelSize', () => convBlock({ filters: 1, kernelSize: -3 }),
    'Invalid `kernelSize` in convBlock: expected a positive integer or [height, width] of them, received -3.'),
  row('strides', () => convBlock({ filters: 1, strides: 0 }),
    'Invalid `strides` in convBlock: expected a positive integer, received 0.'),
  row('padding', () => convBlock({ filters: 1, padding: 'full' as Padding }),
    'Invalid `padding` in convBlock: expected one of "same", "valid", "torch", received "full".'),
  row('kernelSize of three', () => convBlock({ filters: 1, kernelSize: [1, 2, 3] as never }),
    'Invalid `kernelSize` in convBlock: expected a positive integer or [height, width] of them, received [1,2,3].'),
  row('groups that do not divide the filters', () => convBlock({ filters: 6, groups: 4 }),
    'Invalid `groups` in convBlock: expected a divisor of the 6 filters, received 4.'),
  row('groups that do not divide the channels', () => convBlock({ filters: 6, groups: 2 })(input([4, 4, 3])),
    'Invalid `groups` in conv2d: expected a divisor of the 3 channels of the input, received 2.'),
  row('regularizer', () => convBlock({ filters: 1, kernelRegularizer: { l2: -1 } }),
    'Invalid `kernelRegularizer.l2` in convBlock: expected a number in [0, Infinity), received -1.'),
  row('kernelSize of three', () => convBlock({ filters: 1, kernelSize: [1, 2, 3] as never }),
    'Invalid `kernelSize` in convBlock: expected a positive integer or [height, width] of them, received [1,2,3].'),
  row('groups that do not divide the filters', () => convBlock({ filters: 6, groups: 4 }),
    'Invalid `groups` in convBlock: expected a divisor of the 6 filters, received 4.'),
  row('groups that do not divide the channels', () => convBlock({ filters: 6, groups: 2 })(input([4, 4, 3])),
    'Invalid `groups` in conv2d: expected a divisor of the 3 channels of the input, received 2.'),
  row('regularizer', () => convBlock({ filters: 1, kernelRegularizer: { l2: -1 } }),
    'Invalid `kernelRegularizer.l2` in convBlock: expected a number in [0, Infinity), received -1.'),
  row('an image smaller than the kernel', () => convBlock({ filters: 1, kernelSize: 5, padding: 'valid' })(input([4, 4, 1])),
    'Invalid `x` in convBlock: expected an image that its window fits in, received [4,4].'),
  row('an image smaller than the window', () => maxPool()(input([1, 1, 1])),
    'Invalid `x` in maxPool: expected an image that its window fits in, received [1,1].'),
  row('activation', () => convBlock({ filters: 1, activation: 'rely' as 'relu' }),
    'Invalid `activation` in convBlock: expected one of "linear", "relu", "relu6"'),
  row('initializer', () => convBlock({ filters: 1, kernelInitializer: 'he' as 'heNormal' }),
    'Invalid `kernelInitializer` in convBlock: expected one of "heNormal"'),
  row('norm', () => convBlock({ filters: 1, norm: 'batch' as 'none' }),
    'Invalid `norm` in convBlock: expected "none" or { kind: "batch" | "group" | "instance" | "layer" }, received "batch".'),
  row('momentum', () => convBlock({ filters: 1, norm: { kind: 'batch', momentum: 9 } }),
    'Invalid `momentum` in batchNormalization'),
  row('strides and dilation', () => convBlock({ filters: 1, strides: 2, dilationRate: 2 }),
    'Invalid `dilationRate` in convBlock: expected 1 where strides are not 1, received 2.'),
  row('a seed without a name', () => convBlock({ filters: 1, seed: 1 }),
    'Invalid `name` in convBlock: expected a name where there is a `seed`, received undefined.'),
  row('seed', () => convBlock({ filters: 1, seed: -1, name: 'a' }),
    'Invalid `seed` in convBlock: expected an integer in [0, 2^32), received -1.'),
  row('epsilon', () => batchNorm({ epsilon: -1 }), 'Invalid `epsilon` in batchNormalization'),
  row('poolSize', () => maxPool({ poolSize: 0 }),
    'Invalid `poolSize` in maxPool: expected a positive integer or [height, width] of them, received 0.'),
  row('no norm', () => convBlock({ filters: 1, norm: null as never }), 'Invalid `norm` in convBlock: expected "none" or { kind: "batch" |'),
  row('a penalty by another name', () => convBlock({ filters: 1, kernelRegularizer: { L2: 1 } as never }),
    'Invalid `kernelRegularizer` in convBlock: expected one of "l1", "l2" (perhaps "l2"), received "L2".'),
  row('a penalty without a name', () => convBlock({ filters: 1, kernelRegularizer: 1 as never }),
    'Invalid `kernelRegularizer` in convBlock: expected { l1, l2 }, received 1.'),
  row('cropping', () => cropping2d({ cropping: 1 as never }),
    'Invalid `cropping` in cropping2d: expected integers [[above, below], [left, right]], none negative, received 1.'),
  row('an image smaller than the crop', () => cropping2d({ cropping: [[1, 1], [0, 0]] }).apply(input([2, 4, 1])),
    'Invalid `x` in cropping2d: expected an image larger than what is cut off, [[1,1],[0,0]], received [2,4].'),
  row('bins', () => pyramidPooling({ filters: 1, bins: [] }), 'Invalid `bins` in pyramidPooling: expected one number of regions or more, received [].'),
  row('net of torchvision', () => vggTorchNames('vgg12' as 'vgg11'), 'Invalid `net` in vggTorchNames: expected one of "vgg11", "vgg11_bn", "vgg13"'),
  row('image for vgg', () => vgg11()(input([31, 64, 3])), 'Invalid height of `x` in vgg11: expected at least 32, received 31.'),
  row('image for plainCnn', () => plainCnn()(input([8, 3, 3])), 'Invalid width of `x` in plainCnn: expected at least 4, received 3.'),
  row('code', () => autoencoder({} as never), 'Invalid `code` in autoencoder: expected { units } or { filters }, received undefined.'),
  row('kind', () => upsample({ kind: 'cubic' as 'nearest' }),
    'Invalid `kind` in upsample: expected one of "nearest", "bilinear", "transposed", received "cubic".'),
  row('filters of upsample', () => upsample({ kind: 'transposed', filters: 0 }), 'Invalid `filters` in upsample'),
  row('shape', () => input([128, 0, 3]), 'Invalid `shape[1]` in input: expected a positive integer, received 0.'),
  row('skip', () => concat(input([64, 48, 1]), input([128, 96, 1]) as never),
    'Invalid `b` in concat: expected height and width [64,48] of `a`, received [128,96].'),
  row('encoder', () => unetEncoder({ filters: 0 }),
    'Invalid `filters` in convBlock: expected a positive integer, received 0.'),
  row('decoder', () => unetDecoder({ filters: 1, upsampling: 'cubic' as 'nearest' }), 'Invalid `kind` in upsample'),
  row('skip of the decoder', () => unetDecoder({ filters: 1 })(input([4, 4, 1]), input([4, 4, 1]) as never),
    'Invalid `skip` in unetDecoder: expected height and width [8,8], twice those of `x`, received [4,4].'),
];

describe('bad options', () => {
  it.each(bad)('are named: %s', (_, build, message) => {
    expect(build).toThrow(message);
  });
});
