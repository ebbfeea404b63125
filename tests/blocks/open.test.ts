/** Maps whose sizes are open in one and known in another. */
import * as tf from '@tensorflow/tfjs-core';
import { loadLayersModel, model } from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { add, concat, convBlock, fpn, input, unetDecoder } from 'tfjs-blocks/blocks';
import { useBackend } from 'tfjs-blocks/backends';
import { expectClose, normal } from '../contracts/numeric';

await useBackend('cpu');

describe('open sizes beside known ones', () => {
  const [open, known] = [input([null, 6, 3]), input([4, null, 3])];
  const data = [normal([2, 4, 6, 3], 1), normal([2, 4, 6, 3], 2)];

  it.each([
    ['add', add(open, known), () => tf.add(data[0], data[1])],
    ['concat', concat(open, known), () => tf.concat(data, -1)],
  ] as const)('%s compares them when it runs, and keeps what is known of either', async (_, joined, expected) => {
    const built = model({ inputs: [open, known], outputs: joined });
    expect(built.outputs[0].shape).toEqual([null, 4, 6, expected().shape[3]]);
    expectClose(built.predict(data) as tf.Tensor, expected(), 0);
    const artifacts = JSON.parse(JSON.stringify({ modelTopology: built.toJSON(undefined, false) }));
    const loaded = await loadLayersModel(tf.io.fromMemory(artifacts));
    expectClose(loaded.predict(data) as tf.Tensor, expected(), 0);
    expect(() => built.predict([data[0], normal([2, 5, 6, 3], 1)])).toThrow();
  });

  it('pass through a decoder and a pyramid', () => {
    const [below, skip] = [input([null, null, 4]), input([8, 12, 2])];
    expect(unetDecoder({ filters: 3 })(below, skip).shape).toEqual([null, 8, 12, 3]);
    expect(fpn({ filters: 3 })([skip, below])[0].shape).toEqual([null, 8, 12, 3]);
  });

  it('do not hide sizes that differ', () => {
    expect(() => add(open, input([4, 5, 3]) as never)).toThrow('Invalid `b` in add: expected the shape [null,6,3] of `a`, received [4,5,3].');
    expect(() => concat(open, input([4, 5, 3]) as never)).toThrow('Invalid `b` in concat: expected height and width [null,6] of `a`, received [4,5].');
  });
});

describe('a block applied again', () => {
  it('names the channels that it was made for', () => {
    const block = convBlock({ filters: 2, name: 'twice' });
    block(input([4, 4, 3]));
    expect(() => block(input([4, 4, 5]))).toThrow('Invalid `x` in twice_conv: expected 3 channels, as when it was built, received 5.');
  });
});
