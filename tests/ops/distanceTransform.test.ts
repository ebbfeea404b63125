import * as tf from '@tensorflow/tfjs-core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { distanceTransform, signedDistance } from 'tfjs-blocks/ops';
import { stream } from 'tfjs-blocks/random';
import { distancesOnDevice, signedOnDevice } from '../../src/ops/distancesOnDevice';
import { onEveryDevice } from '../contracts/devices';
import { expectClose } from '../contracts/numeric';

/** The distance from each pixel for which `to` is false to the nearest one for which it is true, by looking at all of them. */
function bruteForce(mask: number[], width: number, inside: number): number[] {
  const outside = mask.flatMap((value, i) => (value === inside ? [] : [[Math.floor(i / width), i % width]]));
  return mask.map((value, i) => (value === inside
    ? Math.min(...outside.map(([row, column]) => Math.hypot(row - Math.floor(i / width), column - i % width))) : 0));
}

function drawMask(seed: number, size: number, share: number): number[] {
  const random = stream(seed, 'mask');
  return Array.from({ length: size }, () => (random.uniform() < share ? 1 : 0));
}

onEveryDevice('distanceTransform', (device) => {
  it.each([[1, 1, 8, 0.5], [2, 7, 1, 0.7], [3, 9, 12, 0.9], [4, 12, 9, 0.99], [5, 6, 6, 0.1]])('is the least distance: %#', async (seed, height, width, share) => {
    const masks = [drawMask(seed, height * width, share), drawMask(seed + 50, height * width, share)];
    const both = tf.transpose(tf.tensor(masks.flat(), [1, 2, height, width]), [0, 2, 3, 1]) as Tensor4D;
    const channels = (x: tf.Tensor) => tf.transpose(x, [0, 3, 1, 2]);
    const expected = masks.map((mask) => bruteForce(mask, width, 1));
    const signed = masks.flatMap((mask, m) => (mask.includes(0) && mask.includes(1)
      ? bruteForce(mask, width, 0).map((distance, i) => distance - expected[m][i]) : mask.map(() => 0)));
    for (const distances of [distanceTransform(both), distancesOnDevice(tf.cast(both, 'bool'))]) {
      const actual = await channels(distances).data();
      expected.flat().forEach((distance, i) => (distance === Infinity ? expect(actual[i]).toBe(Infinity) : expect(actual[i]).toBeCloseTo(distance, 5)));
    }
    for (const distances of [signedDistance(both), signedOnDevice(tf.cast(both, 'bool'))]) expectClose(channels(distances), signed, 1e-5);
  });

  it.runIf(device === 'wasm')('is the same on a device, in one part or many', () => {
    const images = tf.tensor4d(drawMask(9, 2 * 40 * 30 * 2, 0.97), [2, 40, 30, 2]);
    const masks = tf.cast(images, 'bool');
    const alone = Array.from({ length: 2 }, (_, i) => distancesOnDevice(tf.slice(masks, [i, 0, 0, 0], [1, 40, 30, 2])));
    const large = distancesOnDevice(tf.tile(masks, [80, 1, 1, 1]));     // 384,000 numbers: rows of 40 in parts of 10
    expectClose(tf.slice(large, [0, 0, 0, 0], [2, 40, 30, 2]), tf.concat(alone), 0);
    expectClose(distanceTransform(images), tf.concat(alone), 1e-6);
    expectClose(signedDistance(images), signedOnDevice(masks), 1e-6);
  });

  it('reads masks of any type, soft ones from ½ on', () => {
    expectClose(distanceTransform(tf.tensor4d([0.49, 0.5, 9, NaN], [1, 1, 4, 1])), [0, 1, 1, 0], 0);
    expectClose(signedDistance(tf.tensor4d([0.49, 0.5, 9, 0], [1, 1, 4, 1])), [1, -1, -1, 1], 0);
    expectClose(distanceTransform(tf.tensor4d([0, 1, 1, 0], [1, 4, 1, 1], 'int32')), [0, 1, 1, 0], 0);
    expectClose(distanceTransform(tf.tensor4d([true, true, true, false], [1, 1, 4, 1], 'bool')), [3, 2, 1, 0], 0);
  });

  it('passes no gradient, and leaves no tensor behind', () => {
    const mask = tf.tensor4d(drawMask(1, 24, 0.6), [1, 4, 6, 1]);
    const gradient = () => tf.grad((x) => tf.sum(signedDistance(x as Tensor4D)))(mask);
    const before = tf.memory().numTensors;
    gradient().dispose();
    distanceTransform(mask).dispose();
    expect(tf.memory().numTensors).toBe(before);
    expectClose(gradient(), tf.zeros([1, 4, 6, 1]), 0);
  });

  it('names a wrong shape', () => {
    expect(() => distanceTransform(tf.zeros([2, 3, 3]) as unknown as Tensor4D))
      .toThrow('Invalid `mask` in distanceTransform: expected the shape [B, H, W, C], received [2,3,3].');
  });
});
