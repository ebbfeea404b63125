import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { imagenet, imageTensor, labelTensor, toTensors, unit } from 'tfjs-blocks/data';

const sample = (id: string, values: number[], mask?: number[]) => ({
  id,
  image: { data: Uint8Array.from(values), height: 1, width: values.length / 3, channels: 3 },
  mask: mask && { data: Uint8Array.from(mask), height: 1, width: mask.length, channels: 1 },
});
const a = sample('a', [0, 51, 255, 255, 0, 102], [0, 255]);
const b = sample('b', [255, 255, 255, 0, 0, 0], [1, 0]);

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

  it('takes one mean for all channels, or that of each image', async () => {
    const scaled = imageTensor([a], unit);
    (await scaled.data()).forEach((value, i) => expect(value).toBeCloseTo(a.image.data[i] / 255, 6));
    const flat = sample('flat', [7, 7, 7, 7, 7, 7]);
    const own = imageTensor([a, b, flat], 'perImage');
    const values = await own.array();
    for (const image of values.slice(0, 2)) {
      const numbers = image.flat(2);
      const mean = numbers.reduce((sum, x) => sum + x, 0) / 6;
      expect(mean).toBeCloseTo(0, 5);
      expect(numbers.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 6).toBeCloseTo(1, 5);
    }
    expect(values[2].flat(2).every((x) => Math.abs(x) < 1e-6)).toBe(true);
    scaled.dispose();
    own.dispose();
  });

  it('gives labels one-hot, and those of mixed images by share', async () => {
    const labels = labelTensor([{ ...a, label: 'nv' }, { ...b, labelWeights: { mel: 0.25, nv: 0.75 } }], ['mel', 'nv']);
    expect(await labels.array()).toEqual([[0, 1], [0.25, 0.75]]);
    labels.dispose();
    expect(() => labelTensor([a], ['mel'])).toThrow('Invalid sample `a` in labelTensor: expected a label of mel, received none.');
    expect(() => labelTensor([{ ...b, label: 'x' }], ['mel', 'nv'])).toThrow('expected a label of mel, nv, received "x".');
  });

  it('names what does not fit', () => {
    expect(() => imageTensor([])).toThrow('expected at least one, received none');
    expect(() => imageTensor([a, sample('c', [1, 2, 3])])).toThrow(
      'Invalid sample `c` in imageTensor: expected 1×2×3 like the first, received 1×1×3.');
    const floats = { ...b, image: { ...b.image, data: Float32Array.of(0, 1, NaN, 0, NaN, 0) as unknown as Uint8Array } };
    expect(() => imageTensor([a, floats])).toThrow(
      'Invalid sample `b` in imageTensor: expected a Uint8Array of levels from 0 to 255, received a Float32Array with NaN at index 2.');
    expect(() => imageTensor([a], { mean: [0, 0], std: [1] })).toThrow('expected 3 means and deviations, received 2 and 1');
    const before = tf.memory().numTensors;
    expect(() => toTensors([a, sample('d', [1, 2, 3, 4, 5, 6])])).toThrow(
      'Invalid sample `d` in maskTensor: expected a mask, received none.');
    expect(tf.memory().numTensors).toBe(before);
  });
});
