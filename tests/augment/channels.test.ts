/** Rasters of 1, 2, 3 and 4 channels: each transform gives the right levels, or refuses by name. */
import { describe, expect, it } from 'vitest';
import { compose, drawSteps, mixup, cutmix, preview, replay, type Raster, type Sample, type Step } from 'tfjs-blocks/augment';
import { replayTensors } from 'tfjs-blocks/augment/tensors';
import { useBackend } from 'tfjs-blocks/backends';
import { resizeImage } from 'tfjs-blocks/data';
import { stream } from 'tfjs-blocks/random';
import * as tf from '@tensorflow/tfjs-core';
import { allOptions, make, names, type Name } from './factories';
import { raster } from './samples';

const level = (y: number, x: number, k: number) => (x * 7 + y * 13 + k * 60 + ((x * y) % 5) * 20) % 256;
const image = (channels: number) => raster(25, 31, channels, level);
const sample = (picture: Raster): Sample => ({ id: 'a', image: picture });

const band = ({ data, height, width, channels }: Raster, k: number): Raster =>
  ({ data: data.filter((_, i) => i % channels === k), height, width, channels: 1 });

/** Steps that mix the channels of a pixel: for colours. */
const colours: readonly Name[] = ['saturation', 'hue', 'grayscale', 'channelShuffle', 'colorJitter'];
/** Their levels depend on all channels, by a mean or by a number of noise for each. */
const together: readonly Name[] = ['brightnessContrast', 'contrast', 'gaussianNoise'];
/** Drawn in a colour, of which other than three channels show the mean. */
const painted: readonly Name[] = ['hair'];
/** Quicker than `toEqual` of large arrays. */
const same = (one: Raster, other: Raster) => (
  one.height === other.height && one.width === other.width && Buffer.compare(one.data, other.data) === 0);
const seeds = [0, 1, 2, 3, 4, 5, 6, 7];

describe.each(names)('%s', (name) => {
  const drawn = seeds.map((seed) => drawSteps([make(name, allOptions[name])], stream(seed), image(1)));

  it.each([1, 2, 3, 4])('of %i channels gives a whole raster, or refuses by name', (channels) => {
    for (const steps of drawn) {
      const isColour = steps.some(({ kind }) => ['saturation', 'hue', 'grayscale', 'channelShuffle'].includes(kind));
      const run = () => replay(sample(image(channels)), steps).image;
      if (isColour && channels % 2 === 0) {
        expect(run).toThrow(new RegExp(`^Invalid \`image\` in the step ${name} of a: expected 1 or 3 channels, received ${channels}\\.$`));
        continue;
      }
      const { data, height, width, channels: after } = run();
      expect([after, data.length]).toEqual([channels, height * width * channels]);
      if (colours.includes(name) && channels === 1 && name !== 'colorJitter') expect(Buffer.compare(data, image(1).data)).toBe(0);
    }
  });

  it.runIf(![...colours, ...together, ...painted, 'trivialAugment'].includes(name))('changes each of 2 and 4 channels as one by itself', () => {
    for (const steps of drawn) {
      for (const channels of [2, 4]) {
        const whole = replay(sample(image(channels)), steps).image;
        for (let k = 0; k < channels; k++) expect(same(band(whole, k), replay(sample(band(image(channels), k)), steps).image)).toBe(true);
      }
    }
  });

  it('of three equal channels is as one, to a level', () => {
    const grey = raster(25, 31, 3, (y, x) => level(y, x, 0));
    if (name === 'gaussianNoise' || name === 'clahe' || name === 'jpegArtifacts') return;   // a number for each level; Lab; Y'CbCr
    for (const steps of drawn) {
      const [one, three] = [image(1), grey].map((picture) => replay(sample(picture), steps).image);
      const shown = name === 'hair' ? Array.from(three.data.filter((_, i) => i % 3 === 0), (_, i) => (three.data[3 * i] + three.data[3 * i + 1] + three.data[3 * i + 2]) / 3) : Array.from(band(three, 0).data);
      expect(Math.max(...shown.map((value, i) => Math.abs(value - one.data[i])))).toBeLessThanOrEqual(1);
    }
  });
});

it('mixing, previews and resizing take any number of channels', () => {
  for (const channels of [1, 2, 3, 4]) {
    const pair = [sample(image(channels)), { ...sample(raster(25, 31, channels, () => 9)), id: 'b' }] as const;
    for (const { image: mixed } of [cutmix(...pair, stream(1)), mixup(...pair, stream(1))]) {
      expect([mixed.data.length, mixed.channels]).toEqual([25 * 31 * channels, channels]);
    }
    expect(preview(pair[0], compose([]), { count: 1 }).channels).toBe(3);
    const small = resizeImage(image(channels), [9, 11]);
    for (let k = 0; k < channels; k++) expect(band(small, k)).toEqual(resizeImage(band(image(channels), k), [9, 11]));
  }
});

it('tensors are refused alike', async () => {
  await useBackend('cpu');
  const step: Step = { kind: 'hue', name: 'hue', degrees: 9 };
  for (const channels of [2, 4]) {
    const images = tf.zeros([1, 4, 4, channels]) as tf.Tensor4D;
    expect(() => replayTensors({ images }, [[step]])).toThrow(`Invalid \`image\` in the step hue of sample 0: expected 1 or 3 channels, received ${channels}.`);
  }
});
