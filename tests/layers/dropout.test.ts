import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { dropout } from 'tfjs-blocks/layers';
import { onEveryDevice } from '../contracts/devices';
import { expectClose } from '../contracts/numeric';

onEveryDevice('dropout', () => {
  const masks = (seed?: number) => {
    const layer = dropout({ rate: 0.25, seed });
    return [1, 2].map(() => Array.from((layer.apply(tf.ones([4000]), { training: true }) as Tensor).dataSync()));
  };

  it('drops a share of the values and keeps the mean', () => {
    const [mask] = masks(1);
    const dropped = mask.filter((value) => value === 0).length / mask.length;
    expect(Math.abs(dropped - 0.25)).toBeLessThan(0.03);     // 4.4 standard deviations
    expectClose(tf.tensor1d(mask.filter((value) => value !== 0)), new Array(mask.filter((value) => value !== 0).length).fill(4 / 3), 1e-6);
  });

  it('has other masks at each call, and the same ones under the same seed', () => {
    const [first, second] = masks(1);
    expect(second).not.toEqual(first);
    expect(masks(1)).toEqual([first, second]);
    expect(masks(2)[0]).not.toEqual(first);
  });

  it('does nothing at inference', () => {
    expectClose(dropout({ rate: 0.9 }).apply(tf.ones([10])) as Tensor, new Array(10).fill(1), 0);
  });

  it('names a bad rate', () => {
    expect(() => dropout({ rate: 1 })).toThrow('Invalid `rate` in dropout: expected a number in [0, 1), received 1.');
    expect(() => dropout({ rate: 0.5, seed: 0.5 })).toThrow('Invalid `seed` in dropout: expected an integer in [0, 2^32), received 0.5.');
  });
});
