import * as tf from '@tensorflow/tfjs-core';
import { model } from '@tensorflow/tfjs-layers';
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { input } from 'tfjs-blocks/blocks';
import { binaryCrossEntropy, dice, sumLosses } from 'tfjs-blocks/losses';
import { unet } from 'tfjs-blocks/models';
import type { UnetOptions } from 'tfjs-blocks/models';
import { blockContract } from '../contracts/block';
import { normal } from '../contracts/numeric';
import { startWasm } from '../startDevice';

const variants: UnetOptions[] = [
  {}, { upsampling: 'nearest', classes: 3 }, { upsampling: 'bilinear' }, { norm: 'none', depth: 1 },
];
for (const options of variants) {
  blockContract(`unet ${JSON.stringify(options)}`, {
    inputs: [[8, 12, 3]],
    block: (seed) => unet({ filters: 3, depth: 2, ...options, seed }),
    output: [null, 8, 12, options.classes ?? 1],
    ownClasses: options.upsampling === 'bilinear' ? ['BilinearUpSampling2D'] : [],
  });
}

describe('unet', () => {
  it('has the parameters counted by hand', () => {
    const x = input([128, 128, 3]);
    const built = model({ inputs: x, outputs: unet({ seed: 1 })(x) });
    const down = [16, 32, 64, 128, 256].reduce((sum, f) => sum + 9 * ((f === 16 ? 3 : f / 2) * f + f * f), 0);
    const up = [128, 64, 32, 16].reduce((sum, f) => sum + 27 * f * f + (4 * 2 * f * f + f), 0);
    const norms = 4 * 2 * (16 + 32 + 64 + 128 + 256 + 128 + 64 + 32 + 16);
    expect(built.countParams()).toBe(down + up + norms + 17);
    expect(built.countParams()).toBe(1_945_521);
  });

  it('takes images of any size that is a multiple of 2^depth', () => {
    const x = input([null, null, 3]);
    const built = model({ inputs: x, outputs: unet({ filters: 2, depth: 2 })(x) });
    expect((built.predict(tf.zeros([1, 16, 8, 3])) as tf.Tensor).shape).toEqual([1, 16, 8, 1]);
    expect((built.predict(tf.zeros([1, 4, 12, 3])) as tf.Tensor).shape).toEqual([1, 4, 12, 1]);
  });

  it('names a size that cannot be halved often enough', () => {
    expect(() => unet()(input([100, 128, 3]) as SymbolicTensor)).toThrow('Invalid height of `x` in unet: expected a multiple of 16, received 100.');
    expect(() => unet()(input([128, 100, 3]) as SymbolicTensor)).toThrow('Invalid width of `x` in unet: expected a multiple of 16, received 100.');
  });

  it('names bad options', () => {
    expect(() => unet({ classes: 0 })).toThrow('Invalid `classes` in unet: expected a positive integer, received 0.');
    expect(() => unet({ depth: 0.5 })).toThrow('Invalid `depth` in unet: expected a positive integer, received 0.5.');
    expect(() => unet({ dropout: 1 })).toThrow('Invalid `dropout` in unet: expected a number in [0, 1), received 1.');
  });
});

describe('unet on wasm', () => {
  it('learns to mark the bright half of noise', async () => {
    await startWasm(1);
    const x = input([16, 16, 1]);
    const built = model({ inputs: x, outputs: unet({ filters: 4, depth: 2, dropout: 0.1, seed: 3 })(x) });
    built.compile({ optimizer: tf.train.adam(0.03), loss: sumLosses([binaryCrossEntropy(), dice()]) });
    const images = normal([8, 16, 16, 1], 1);
    const masks = tf.cast(tf.greater(images, 0), 'float32');
    const { history } = await built.fit(images, masks, { epochs: 25, batchSize: 8, shuffle: false, verbose: 0 });
    expect(history.loss.at(-1)).toBeLessThan(0.5 * Number(history.loss[0]));
    expect(tf.tidy(() => dice()(masks, built.predict(images) as tf.Tensor)).dataSync()[0]).toBeLessThan(0.25);
  });
});
