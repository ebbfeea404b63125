/** Tensors on a backend give what typed arrays give. */
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import {
  affine, autoContrast, brightness, brightnessContrast, channelShuffle, clahe, colorJitter, contrast, cutout, defocus, drawSteps, elastic, equalize, flip, gamma,
  gaussianBlur, gaussianNoise, grayscale, gridDistortion, hair, hue, jpegArtifacts, motionBlur, pad, perspective, posterize, randomCrop, randomResizedCrop,
  replay, resize, ruler, saltPepper, saturation, sharpen, solarize, turn90, vignette, type Border, type Transform,
} from 'tfjs-blocks/augment';
import { replayTensors, replayTensorsAsync } from 'tfjs-blocks/augment/tensors';
import { stream } from 'tfjs-blocks/random';
import { onEveryDevice } from '../contracts/devices';
import { raster } from './samples';

const HEIGHT = 24, WIDTH = 24, BATCH = 3;
const samples = Array.from({ length: BATCH }, (_, b) => ({
  id: `${b}`,
  image: raster(HEIGHT, WIDTH, 3, (y, x, k) => Math.round(128 + 60 * Math.sin(x / 5 + k + b) + 50 * Math.cos(y / 6))),
  mask: raster(HEIGHT, WIDTH, 1, (y, x) => (Math.hypot(x - 9, y - 13 + b) < 6 ? 255 : 0)),
}));
const cases: Record<string, Transform[]> = {
  flip: [flip(), turn90()], affine: [affine({ rotateRange: [-40, 40], scaleRange: [0.7, 1.3], shearRange: [-10, 10] })], perspective: [perspective()],
  elastic: [elastic(), affine({ rotateRange: [10, 20] })], gridDistortion: [gridDistortion()], sizes: [randomCrop({ height: 17, width: 20 }), pad({ height: 30, width: 20 })],
  resize: [resize({ height: 11, width: 40 })], randomResizedCrop: [randomResizedCrop({ height: 12, width: 12, areaRange: [0.5, 1] }), affine({ rotateRange: [5, 30] })],
  brightness: [brightness()], contrast: [contrast()], brightnessContrast: [brightnessContrast()], gamma: [gamma()], posterize: [posterize()], solarize: [solarize()],
  autoContrast: [autoContrast()], equalize: [equalize()], saturation: [saturation()], hue: [hue({ degreesRange: [-170, 170] })], grayscale: [grayscale()],
  channelShuffle: [channelShuffle()], colorJitter: [colorJitter()], sharpen: [sharpen()], gaussianBlur: [gaussianBlur()], motionBlur: [motionBlur()], 'blurs wider than the image': [gaussianBlur({ sigmaRange: [9, 10] }), motionBlur({ lengthRange: [60, 70] })], defocus: [defocus()],
  gaussianNoise: [gaussianNoise()], saltPepper: [saltPepper()], cutout: [cutout({ fillMask: 7, count: 2 })], hair: [hair()], ruler: [ruler()], vignette: [vignette()],
  all: [flip(), affine({ rotateRange: [-30, 30] }), brightnessContrast(), gaussianBlur({ probability: 0.6 }), affine({ scaleRange: [0.8, 1.2] }), gaussianNoise()],
};
const batchOf = (key: 'image' | 'mask') => tf.tensor4d(
  Float32Array.from(samples.flatMap((sample) => Array.from(sample[key].data))), [BATCH, HEIGHT, WIDTH, key === 'image' ? 3 : 1]);

onEveryDevice('replayTensors', () => {
  it.each(Object.entries(cases).flatMap(([name, transforms]) => (['reflect', { kind: 'constant', fill: 30, fillMask: 3 }] as Border[])
    .map((border) => [name, typeof border === 'string' ? border : border.kind, transforms, border] as const)))('%s, %s', async (_name, _border, transforms, border) => {
    const steps = samples.map(({ image }, b) => drawSteps(transforms, stream(11, 'augment', b), image));
    const before = tf.memory().numTensors;
    const batch = { images: batchOf('image'), masks: batchOf('mask') };
    const moved = replayTensors(batch, steps, { border });
    expect(tf.memory().numTensors).toBe(before + 4);
    const images = await moved.images.data(), masks = await moved.masks!.data();
    tf.dispose([batch.images, batch.masks, moved.images, moved.masks!]);
    samples.forEach((sample, b) => {
      const { image, mask } = replay(sample, steps[b], { border });
      expect(moved.images.shape.slice(1)).toEqual([image.height, image.width, 3]);
      expect(Math.max(...Array.from(image.data, (level, i) => Math.abs(level - images[b * image.data.length + i])))).toBeLessThanOrEqual(transforms.length > 1 ? 2 : 1);
      expect(mask!.data.filter((level, i) => level !== masks[b * mask!.data.length + i]).length).toBe(0);
    });
  });
});

onEveryDevice('replayTensorsAsync', () => {
  it('does what the host does, too', async () => {
    const transforms = [[flip(), clahe()], [jpegArtifacts(), affine({ rotateRange: [10, 30] })], [brightness()]];
    const steps = samples.map(({ image }, b) => drawSteps(transforms[b], stream(3, 'augment', b), image));
    const batch = { images: batchOf('image'), masks: batchOf('mask') }, before = tf.memory().numTensors;
    const moved = await replayTensorsAsync(batch, steps);
    expect(tf.memory().numTensors).toBe(before + 2);
    const expected = samples.map((sample, b) => replay(sample, steps[b]));
    expect([moved.images.shape, moved.masks!.shape]).toEqual([batch.images.shape, batch.masks.shape]);
    expect([...await moved.images.data()]).toEqual(expected.flatMap(({ image }) => [...image.data]));
    expect([...await moved.masks!.data()]).toEqual(expected.flatMap(({ mask }) => [...mask!.data]));
    tf.dispose([moved.images, moved.masks!]);
    const plain = samples.map(() => drawSteps([flip()], stream(1), samples[0].image));
    const there = (await replayTensorsAsync({ images: batch.images }, plain)).images, here = replayTensors({ images: batch.images }, plain).images;
    expect(await there.data()).toEqual(await here.data());
    await expect(replayTensorsAsync(batch, steps.slice(1))).rejects.toThrow('Invalid `steps` in replayTensorsAsync: expected 3 lists');
    tf.dispose([batch.images, batch.masks, there, here]);
  });
});

describe('replayTensors refuses', () => {
  it('what the host does, lists that do not fit, and different sizes', () => {
    const images = batchOf('image'), none = samples.map(() => []);
    const jpeg = samples.map(({ image }) => drawSteps([jpegArtifacts()], stream(0), image));
    const crop = drawSteps([randomCrop({ height: 5, width: 5 })], stream(0), samples[0].image);
    expect(() => replayTensors({ images }, jpeg)).toThrow(
      'Invalid `steps` in replayTensors: expected none for the host only: use `replayTensorsAsync`, received "jpegArtifacts".');
    expect(() => replayTensors({ images }, [[]])).toThrow('Invalid `steps` in replayTensors: expected 3 lists, one a sample, received 1.');
    expect(() => replayTensors({ images }, [[], [], crop])).toThrow('one size for all samples');
    expect(() => replayTensors({ images, masks: images }, none)).toThrow('Invalid `masks` in replayTensors: expected [3,24,24,1]');
    tf.dispose(images);
  });
});
