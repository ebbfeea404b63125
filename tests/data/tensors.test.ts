import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { imagenet, imageTensor, toTensors } from 'tfjs-blocks/data';

const sample = (id: string, values: number[], mask?: number[]) => ({
  id,
  image: { data: Uint8Array.from(values), height: 1, width: values.length / 3, channels: 3 },
  mask: mask && { data: Uint8Array.from(mask), height: 1, width: mask.length, channels: 1 },
});
const a = sample('a', [0, 51, 255, 255, 0, 102], [0, 255]);
const b = sample('b', [255, 255, 255, 0, 0, 0], [255, 128]);

describe('tensors', () => {
  it('gives images in [−1, 1] and masks of 0 and 1', async () => {
    const before = tf.memory().numTensors;
    const { images, masks } = toTensors([a, b]);
    expect([images.shape, masks.shape]).toEqual([[2, 1, 2, 3], [2, 1, 2, 1]]);
    const expected = [-1, -0.6, 1, 1, -1, -0.2, 1, 1, 1, -1, -1, -1];
    (await images.data()).forEach((value, i) => expect(value).toBeCloseTo(expected[i], 6));
    expect([...(await masks.data())]).toEqual([0, 1, 1, 0]);
    tf.dispose([images, masks]);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('normalises each channel', async () => {
    const images = imageTensor([a], imagenet);
    const expected = [(0 - 0.485) / 0.229, (0.2 - 0.456) / 0.224, (1 - 0.406) / 0.225];
    (await images.data()).slice(0, 3).forEach((value, i) => expect(value).toBeCloseTo(expected[i], 5));
    images.dispose();
  });

  it('names what does not fit', () => {
    expect(() => imageTensor([])).toThrow('expected at least one, received none');
    expect(() => imageTensor([a, sample('c', [1, 2, 3])])).toThrow(
      'Invalid sample `c` in imageTensor: expected 1×2×3 like the first, received 1×1×3.');
    expect(() => imageTensor([a], { mean: [0], std: [1] })).toThrow('expected 3 means and deviations, received 1 and 1');
    const before = tf.memory().numTensors;
    expect(() => toTensors([a, sample('d', [1, 2, 3, 4, 5, 6])])).toThrow(
      'Invalid sample `d` in maskTensor: expected a mask, received none.');
    expect(tf.memory().numTensors).toBe(before);
  });
});
