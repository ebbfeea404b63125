import { model } from '@tensorflow/tfjs-layers';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { convBlock, input } from 'tfjs-blocks/blocks';
import { backbone, type Backbone, classifier, type ClassifierOptions, type FeatureMap } from 'tfjs-blocks/models';
import type { Sym } from 'tfjs-blocks/shapes';
import { blockContract } from '../contracts/block';

const small = (seed = 1, head: Backbone['head'] = { pooling: 'average', hidden: [], dropout: 0 }): Backbone => {
  const [first, second] = [4, 6].map((filters, i) => convBlock<number, 3, 2>({ filters, strides: 2, seed, name: `small_${i}` }));
  return backbone((x: FeatureMap) => {
    const half = first(x);
    return [half, second(half)] as const;
  }, { prefix: 'small', strides: [2, 4], head });
};

const variants: [string, Partial<ClassifierOptions>][] = [
  ['with average pooling', {}],
  ['with hidden layers and dropout', { pooling: 2, hidden: [5, 4], dropout: 0.25 }],
];
for (const [title, options] of variants) {
  blockContract(`classifier ${title}`, {
    inputs: [[8, 8, 3]],
    block: (seed) => classifier({ backbone: small(seed), classes: 3, seed, ...options }),
    output: [null, 3],
  });
}
blockContract('classifier with adaptive pooling', {
  inputs: [[8, 12, 3]],
  block: (seed) => classifier({ backbone: small(seed), classes: 3, seed, pooling: 2 }),
  output: [null, 3],
  ownClasses: ['AdaptiveAveragePooling2D'],
});

describe('classifier', () => {
  const x = input([8, 8, 3]);
  const build = (options: Partial<ClassifierOptions>) => classifier({ backbone: small(), classes: 3, ...options })(x);

  it('has the head of the backbone, unless told otherwise', () => {
    const head = { pooling: 2, hidden: [5], dropout: 0.5 };
    const names = (options: Partial<ClassifierOptions>) =>
      model({ inputs: x, outputs: build({ backbone: small(1, head), ...options }) }).layers.map(({ name }) => name).slice(7);
    expect(names({})).toEqual(['small_flatten', 'small_hidden0', 'small_dropout0', 'small_logits']);
    expect(names({ hidden: [], dropout: 0, name: 'top' })).toEqual(['top_flatten', 'top_logits']);
    expect(names({ pooling: 'average', hidden: [], dropout: 0.1 })).toEqual(['small_pool', 'small_dropout0', 'small_logits']);
  });

  it('takes what is explicitly undefined for left out', () => {
    const names = (options: Partial<ClassifierOptions>) => model({ inputs: x, outputs: build(options) }).layers.map(({ name }) => name).slice(7);
    expect(names({ name: undefined, pooling: undefined, hidden: undefined, dropout: undefined })).toEqual(names({}));
  });

  it('knows its shape', () => {
    expectTypeOf(classifier({ backbone: small(), classes: 7 })(x)).toEqualTypeOf<Sym<readonly [null, 7]>>();
  });

  it.each([
    [{ classes: 0 }, 'Invalid `classes` in classifier: expected a positive integer, received 0.'],
    [{ hidden: [4, 0.5] }, 'Invalid `hidden[1]` in classifier: expected a positive integer, received 0.5.'],
    [{ dropout: 1 }, 'Invalid `dropout` in classifier: expected a number in [0, 1), received 1.'],
    [{ pooling: 0 }, 'Invalid `pooling` in classifier: expected a positive integer, received 0.'],
    [{ backbone: undefined }, 'Invalid `backbone` in classifier: expected a backbone, as resnet18(), received undefined.'],
  ])('names bad options: %j', (options, message) => {
    expect(() => build(options)).toThrow(message);
  });
});
