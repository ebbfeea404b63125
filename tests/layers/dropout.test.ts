import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { dropout, dropPath, spatialDropout2d } from 'tfjs-blocks/layers';
import type { DropoutOptions, Stepwise } from 'tfjs-blocks/layers';
import type { layers } from '@tensorflow/tfjs-layers';
import { onEveryDevice } from '../contracts/devices';
import { expectClose, normal, valuesOf } from '../contracts/numeric';

/** Shapes in which single values, channels of images and samples are dropped: [dropped apart, dropped together]. */
const kinds: [string, (options: DropoutOptions) => layers.Layer, number[], number[]][] = [
  ['dropout', dropout, [20, 10, 4, 5], [4000, 1]],
  ['spatialDropout2d', spatialDropout2d, [20, 2, 2, 200], [4000, 4]],
  ['dropPath', dropPath, [4000, 2, 1, 3], [4000, 6]],
];

onEveryDevice('layers of dropout', () => {
  it.each(kinds)('%s drops a share of its parts as a whole and keeps the mean', async (name, layer, shape, [parts, size]) => {
    const y = layer({ rate: 0.25, seed: 1 }).apply(tf.ones(shape), { training: true }) as Tensor;
    const ordered = name === 'spatialDropout2d' ? tf.transpose(y, [0, 3, 1, 2]) : y;
    const rows = await tf.reshape(ordered, [parts, size]).array() as number[][];
    expect(new Set(rows.map((row) => JSON.stringify(row))).size).toBe(2);
    for (const row of rows) expect(row.every((value) => value === row[0])).toBe(true);
    const kept = rows.filter((row) => row[0] !== 0);
    expectClose(tf.tensor2d(kept), new Array(kept.length * size).fill(4 / 3), 1e-6);
    expect(Math.abs(kept.length / parts - 0.75)).toBeLessThan(0.03);     // 4.4 standard deviations
  });

  it.each(kinds)('%s has other masks at each call and step, and the same ones under the same seed', async (_, layer, shape) => {
    const masks = (seed: number, step = 0) => {
      const built = layer({ rate: 0.25, seed });
      (built as layers.Layer & Stepwise).atStep(step);
      return Promise.all([1, 2].map(() => valuesOf(built.apply(tf.ones(shape), { training: true }) as Tensor)));
    };
    const [first, second] = await masks(1);
    expect(second).not.toEqual(first);
    expect(await masks(1)).toEqual([first, second]);
    expect((await masks(2))[0]).not.toEqual(first);
    expect((await masks(1, 1))[0]).not.toEqual(first);
  });

  it.each(kinds)('%s gives the gradient to what it keeps', (_, layer) => {
    const x = normal([8, 3, 2, 4], 1);
    const [y, dy] = [1, 2].map((call) => (call === 1
      ? layer({ rate: 0.5, seed: 3 }).apply(x, { training: true }) as Tensor
      : tf.grad((input) => layer({ rate: 0.5, seed: 3 }).apply(input, { training: true }) as Tensor)(x)));
    expectClose(tf.mul(dy, x), y, 1e-6);
  });

  it.each(kinds)('%s does nothing at inference', (_, layer) => {
    expectClose(layer({ rate: 0.9 }).apply(tf.ones([2, 2, 2, 2])) as Tensor, new Array(16).fill(1), 0);
  });

  it.each(kinds)('%s names a bad rate', (name, layer) => {
    expect(() => layer({ rate: 1 })).toThrow(`Invalid \`rate\` in ${name}: expected a number in [0, 1), received 1.`);
    expect(() => layer({ rate: 0.5, seed: 0.5 })).toThrow(`Invalid \`seed\` in ${name}: expected an integer in [0, 2^32), received 0.5.`);
  });
});
