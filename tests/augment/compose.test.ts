import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  affine, brightnessContrast, compose, drawSteps, flip, replay, turn90, type Sample, type Step,
} from 'tfjs-blocks/augment';
import { stream } from 'tfjs-blocks/random';
import { raster, samples } from './samples';

const all = [
  flip(), turn90(), affine({ rotateRange: [-30, 30], scaleRange: [0.8, 1.2], shiftRange: [-0.1, 0.1] }),
  brightnessContrast(),
];
const seed = fc.nat(0xffffffff);
const square = (size: number): Sample => ({
  id: 'square',
  image: raster(size, size, 3, (y, x, k) => (17 * y + 5 * x + 80 * k) % 256),
  mask: raster(size, size, 1, (y, x) => (x > y ? 255 : 0)),
});

describe('flip', () => {
  it('reverses indices exactly, image and mask', () => {
    fc.assert(fc.property(samples, (sample) => {
      const { image, mask } = compose([flip({ horizontal: 1, vertical: 0 })])(sample, stream(0));
      const { height, width } = image;
      const from = (source: { data: Uint8Array; channels: number }) => (y: number, x: number, k: number) =>
        source.data[(y * width + width - 1 - x) * source.channels + k];
      expect(image).toEqual(raster(height, width, 3, from(sample.image)));
      expect(mask).toEqual(raster(height, width, 1, from(sample.mask!)));
    }));
  });

  it.each([[1, 0], [0, 1], [1, 1]])('twice is nothing (horizontal %i, vertical %i)', (horizontal, vertical) => {
    const mirror = compose([flip({ horizontal, vertical })]);
    fc.assert(fc.property(samples, (sample) => {
      expect(mirror(mirror(sample, stream(1)), stream(2))).toEqual(sample);
    }));
  });

  it('refuses what is no probability', () => {
    expect(() => flip({ vertical: 2 })).toThrow('Invalid `vertical` in flip: expected a probability in [0, 1], received 2.');
  });
});

describe('turn90', () => {
  const turns = Array.from({ length: 40 }, (_, i) => drawSteps([turn90()], stream(i), { height: 5, width: 5 }));
  const quarter = turns.find(([step]) => step.kind === 'geometry' && step.matrix[1] === 1)!;

  it('turns counter-clockwise, exactly', () => {
    const sample = square(5);
    const { data } = replay(sample, quarter).image;
    expect(data).toEqual(raster(5, 5, 3, (y, x, k) => sample.image.data[(x * 5 + 4 - y) * 3 + k]).data);
  });

  it('draws all four, and only half turns where the image is not square', () => {
    expect(new Set(turns.map((steps) => JSON.stringify(steps))).size).toBe(4);
    const oblong = Array.from({ length: 40 }, (_, i) => drawSteps([turn90()], stream(i), { height: 5, width: 7 }));
    const matrices = new Set(oblong.map((steps) => JSON.stringify(steps)));
    expect(matrices.size).toBe(2);
    expect([...matrices].some((json) => json.includes('[-1,0,6,0,-1,4]'))).toBe(true);
  });

  it('is back after four', () => {
    expect(replay(square(6), Array.from({ length: 4 }, () => drawSteps([turn90()], stream(5), square(6).image)[0])))
      .toEqual(square(6));
  });

  it('agrees with affine by 90 degrees', () => {
    const turned = compose([affine({ rotateRange: [90, 90] })])(square(5), stream(0));
    expect(turned).toEqual(replay(square(5), quarter));
  });
});

describe('affine', () => {
  it('shifts to the right and down, and scales about the centre', () => {
    const at = (y: number, x: number) => raster(5, 5, 1, (row, column) => (row === y && column === x ? 200 : 0));
    const run = (image: Sample['image'], options: Parameters<typeof affine>[0]) =>
      compose([affine(options)], { border: { kind: 'constant', fill: 0, fillMask: 0 } })({ id: '', image }, stream(0)).image;
    expect(run(at(1, 2), { shiftRange: [0.2, 0.2] })).toEqual(at(2, 3));
    expect(run(at(2, 3), { scaleRange: [2, 2] }).data[2 * 5 + 4]).toBe(200);
    expect(run(at(2, 2), { scaleRange: [2, 2], rotateRange: [45, 45] }).data[2 * 5 + 2]).toBe(200);
  });

  it.each<[string, Parameters<typeof affine>[0]]>([
    ['`rotateRange` in affine: expected [low, high], received [20, -20]', { rotateRange: [20, -20] }],
    ['`scaleRange` in affine: expected [low, high] from 0.01, received [0, 1]', { scaleRange: [0, 1] }],
    ['`shiftRange` in affine: expected [low, high], received [NaN, 1]', { shiftRange: [NaN, 1] }],
  ])('refuses %s', (message, options) => {
    expect(() => affine(options)).toThrow(`Invalid ${message}.`);
  });
});

describe('brightnessContrast', () => {
  const sample: Sample = { id: '', image: raster(1, 4, 1, (_, x) => [0, 100, 200, 255][x]), mask: raster(1, 4, 1, () => 255) };
  const run = (brightness: number, contrast: number) => compose([brightnessContrast({
    brightnessRange: [brightness, brightness], contrastRange: [contrast, contrast],
  })])(sample, stream(0));

  it.each([
    ['nothing', 0, 1, [0, 100, 200, 255]],
    ['a fifth of white', 0.2, 1, [51, 151, 251, 255]],
    ['half the contrast about the mean 138.75', 0, 0.5, [69, 119, 169, 197]],
    ['twice', 0, 2, [0, 61, 255, 255]],
  ])('%s', (_, brightness, contrast, expected) => {
    expect(Array.from(run(brightness, contrast).image.data)).toEqual(expected);
    expect(run(brightness, contrast).mask).toEqual(sample.mask);
  });
});

describe('compose', () => {
  it('moves image and mask together', () => {
    fc.assert(fc.property(samples, seed, (sample, key) => {
      const { data } = sample.mask!;
      const image = raster(sample.image.height, sample.image.width, 3, (y, x) => data[y * sample.image.width + x]);
      const moved = compose(all.slice(0, 3))({ ...sample, image }, stream(key));
      moved.mask!.data.forEach((level, i) => {
        const grey = moved.image.data[3 * i];
        if (grey === 0 || grey === 255) expect(level).toBe(grey);
      });
    }));
  });

  it('gives the same bytes for the same stream, others for another, and leaves its input alone', () => {
    const sample = square(32), before = square(32);
    const augment = compose(all);
    expect(augment(sample, stream(7, 'augment', 3))).toEqual(augment(sample, stream(7, 'augment', 3)));
    expect(augment(sample, stream(7, 'augment', 3)).image.data).not.toEqual(augment(sample, stream(7, 'augment', 4)).image.data);
    expect(sample).toEqual(before);
  });

  it('replays its steps from JSON', () => {
    fc.assert(fc.property(samples, seed, (sample, key) => {
      const steps = JSON.parse(JSON.stringify(drawSteps(all, stream(key), sample.image))) as Step[];
      expect(replay(sample, steps)).toEqual(compose(all)(sample, stream(key)));
    }));
  });

  it('resamples once: there and back again is the identity', () => {
    const there = affine({ rotateRange: [30, 30] }), back = affine({ rotateRange: [-30, -30] });
    const { image, mask } = square(24);
    const round = compose([there, back])(square(24), stream(0));
    expect(round.mask).toEqual(mask);
    round.image.data.forEach((level, i) => expect(Math.abs(level - image.data[i])).toBeLessThanOrEqual(1));
    const twice = compose([back])(compose([there])(square(24), stream(0)), stream(0));
    expect(twice.image.data.some((level, i) => Math.abs(level - image.data[i]) > 20)).toBe(true);
  });

  it('fills from outside with one level each', () => {
    const { image, mask } = compose([affine({ shiftRange: [0.5, 0.5] })], { border: { kind: 'constant', fill: 9, fillMask: 0 } })(
      { id: '', image: raster(4, 4, 3, () => 100), mask: raster(4, 4, 1, () => 255) }, stream(0));
    expect(image).toEqual(raster(4, 4, 3, (y, x) => (y >= 2 && x >= 2 ? 100 : 9)));
    expect(mask).toEqual(raster(4, 4, 1, (y, x) => (y >= 2 && x >= 2 ? 255 : 0)));
  });

  it('keeps id and label, and needs no mask', () => {
    const { image } = square(4);
    const augmented = compose(all)({ id: 'a', label: 'nevus', image }, stream(0));
    expect(Object.keys(augmented).sort()).toEqual(['id', 'image', 'label']);
    expect(augmented).toMatchObject({ id: 'a', label: 'nevus' });
  });

  it.each<[string, Sample]>([
    ['`image` of a in augment: expected 2 × 2 × 3 numbers, received 4',
      { id: 'a', image: { data: new Uint8Array(4), height: 2, width: 2, channels: 3 } }],
    ['`mask` of a in augment: expected 4 × 4 × 1, received 4 × 5 × 1',
      { id: 'a', image: square(4).image, mask: raster(4, 5, 1, () => 0) }],
  ])('refuses %s', (message, sample) => {
    expect(() => compose(all)(sample, stream(0))).toThrow(`Invalid ${message}.`);
  });

  it('refuses a fill that is no level', () => {
    expect(() => compose(all, { border: { kind: 'constant', fill: 300, fillMask: 0 } })).toThrow('Invalid `border` in compose');
  });
});
