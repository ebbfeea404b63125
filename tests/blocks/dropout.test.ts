import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { model } from '@tensorflow/tfjs-layers';
import { dropout, dropPath, input, spatialDropout } from 'tfjs-blocks/blocks';
import { describe, expect, it } from 'vitest';
import { blockContract } from '../contracts/block';
import { valuesOf } from '../contracts/numeric';

const blocks = [[dropout, []], [spatialDropout, ['SpatialDropout2D']], [dropPath, ['DropPath']]] as const;

for (const [block, ownClasses] of blocks) {
  blockContract(block.name, {
    inputs: [[5, 4, 3]],
    block: (seed) => block({ rate: 0.2, seed, name: 'drop' }),
    output: [null, 5, 4, 3],
    ownClasses: [...ownClasses],
  });
}

describe.each(blocks.map(([block]) => [block.name, block] as const))('%s', (name, block) => {
  it('drops otherwise under another name', async () => {
    const x = input([1, 1, 8]);
    const parts = ['a', 'b'].map((part) => block({ rate: 0.5, seed: 1, name: part })(x));
    const masks = model({ inputs: x, outputs: parts }).apply(tf.ones([64, 1, 1, 8]), { training: true }) as Tensor[];
    expect(await valuesOf(masks[0])).not.toEqual(await valuesOf(masks[1]));
  });

  it('adds no layer at rate 0', () => {
    const x = input([4, 4, 3]);
    expect(block({ rate: 0 })(x)).toBe(x);
  });

  it('names bad options', () => {
    expect(() => block({ rate: 1 })).toThrow(`Invalid \`rate\` in ${name}: expected a number in [0, 1), received 1.`);
    expect(() => block({ rate: 0.5, seed: 1 })).toThrow(`Invalid \`name\` in ${name}: expected a name where there is a \`seed\``);
  });
});
