/** GoogLeNet, Inception-v3 and the modules of Inception-ResNet-v2: contracts, parameters, and numbers against PyTorch (tests/reference/inception.py). */
import { describe, expect, it } from 'vitest';
import { useBackend } from 'tfjs-blocks/backends';
import { convBlock, inceptionResnetA, inceptionResnetB, inceptionResnetC, input } from 'tfjs-blocks/blocks';
import { backbone, classifier, googlenet, googlenetTorchNames, inceptionV3, inceptionV3TorchNames } from 'tfjs-blocks/models';
import type { Backbone, FeatureMap, TorchNames } from 'tfjs-blocks/models';
import golden from '../golden/inception.json';
import { blockContract } from '../contracts/block';
import { onEveryDevice } from '../contracts/devices';
import { countParameters, expectAsInTorch } from '../contracts/torchNet';

blockContract('googlenet', {
  inputs: [[16, 17, 3]],
  block: (seed) => {
    const block = googlenet({ width: 1 / 32, seed });
    return (x) => block(x)[4];
  },
  output: [null, 1, 1, 32],
  ownClasses: ['PaddedMaxPooling2D'],
});

blockContract('inceptionV3', {
  inputs: [[32, 40, 3]],
  block: (seed) => {
    const block = inceptionV3({ width: 1 / 32, padding: 'same', seed });
    return (x) => block(x)[4];
  },
  output: [null, 1, 2, 64],
});

/** A stem and one module of each kind. */
function inceptionResnet({ width }: { width: number }): Backbone {
  const f = (...filters: number[]) => filters.map((count) => count * width) as [number, number, number];
  const name = (part: string) => `inceptionResnet_${part}`;
  const blocks = [
    convBlock({ filters: 96 * width, name: name('stem') }),
    inceptionResnetA({ b1: 32 * width, b3: [32 * width, 32 * width], b3double: f(32, 48, 64), name: name('a') }),
    inceptionResnetB({ b1: 192 * width, b7: f(128, 160, 192), name: name('b') }),
    inceptionResnetC({ b1: 192 * width, b3: f(192, 224, 256), name: name('c') }),
  ];
  return backbone((x: FeatureMap) => [blocks.reduce<FeatureMap>((y, block) => block(y), x)], { prefix: 'inceptionResnet', strides: [1] });
}

const nets: Record<keyof typeof golden.nets, [(options: { width: number }) => Backbone, TorchNames]> = {
  googlenet: [googlenet, googlenetTorchNames],
  inceptionV3: [inceptionV3, inceptionV3TorchNames],
  inceptionResnet: [
    inceptionResnet,
    [[/^(\w)_up_conv$/, '$1.up'], [/^stem_/, 'stem.'], [/^(\w)_(\w+)_(conv|bn)$/, '$1.$2.$3'], [/^logits$/, 'fc']],
  ],
};

onEveryDevice('computes as PyTorch:', () => {
  it.each(Object.entries(golden.nets))('%s', (name, entry) => {
    const [build, names] = nets[name as keyof typeof nets];
    const backbone = build({ width: 1 / 16 });
    const options = { names, prefix: backbone.prefix };
    expectAsInTorch({ ...entry, statistics: { ...entry.statistics } }, classifier({ backbone, classes: 5, dropout: 0 }), options);
  });
});

describe('maps', () => {
  it('of googlenet have the sizes that their types say', () => {
    const maps = googlenet({ width: 1 / 32 })(input([75, 100, 3]));
    expect(maps.map(({ shape }) => shape)).toEqual(
      [[null, 38, 50, 2], [null, 19, 25, 6], [null, 9, 12, 15], [null, 4, 6, 26], [null, 2, 3, 32]],
    );
  });

  it('of inceptionV3 have the sizes that their types say', () => {
    const maps = inceptionV3({ width: 1 / 32 })(input([299, 108, 3]));
    expect(maps.map(({ shape }) => shape)).toEqual(
      [[null, 147, 51, 2], [null, 71, 23, 6], [null, 35, 11, 9], [null, 17, 5, 24], [null, 8, 2, 64]],
    );
  });

  it('of inceptionV3 with padding are ⌈H / stride⌉ pixels high', () => {
    const maps = inceptionV3({ width: 1 / 32, padding: 'same' })(input([65, 33, 3]));
    expect(maps.map(({ shape }) => shape.slice(1, 3))).toEqual([[33, 17], [17, 9], [9, 5], [5, 3], [3, 2]]);
  });
});

const bad: [string, () => unknown, string][] = [
  ['width of googlenet', () => googlenet({ width: 0 as number }), 'Invalid `width` in googlenet: expected a positive number, received 0.'],
  ['width of inceptionV3', () => inceptionV3({ width: NaN }), 'Invalid `width` in inceptionV3: expected a positive number, received NaN.'],
  ['infinite width', () => googlenet({ width: Infinity }), 'Invalid `width` in googlenet: expected a positive number, received Infinity.'],
  ['rows of googlenet', () => googlenet()(input([14, 20, 3])), 'Invalid height of `x` in googlenet: expected at least 15, received 14.'],
  ['padding of inceptionV3', () => inceptionV3({ padding: 'torch' as 'same' }),
    'Invalid `padding` in inceptionV3: expected one of "valid", "same", received "torch".'],
  ['poolPadding of inceptionV3', () => inceptionV3({ poolPadding: 'valid' as 'same' }),
    'Invalid `poolPadding` in inceptionA: expected one of "torch", "same", received "valid".'],
  ['too few rows', () => inceptionV3()(input([74, 75, 3])),
    'Invalid height of `x` in inceptionV3: expected at least 75 with padding "valid", received 74.'],
  ['too few columns', () => inceptionV3()(input([null, 64, 3])),
    'Invalid width of `x` in inceptionV3: expected at least 75 with padding "valid", received 64.'],
  ['seed', () => googlenet({ seed: -1 }), 'Invalid `seed` in convBlock: expected an integer in [0, 2^32), received -1.'],
];

describe('bad options', () => {
  it.each(bad)('are named: %s', (_, build, message) => {
    expect(build).toThrow(message);
  });
});

describe('at full width', () => {
  it.each([
    ['googlenet', () => googlenet(), 224, 6_624_904],
    ['inceptionV3', () => inceptionV3(), 299, 23_834_568],
  ])('%s has the parameters of torchvision', async (_, build, size, parameters) => {
    await useBackend('cpu');
    expect(countParameters(build(), [size, size, 3], 1000)).toBe(parameters);
  });
});
