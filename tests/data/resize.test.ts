import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Raster } from 'tfjs-blocks/augment';
import {
  binaryMask, connectedComponents, fillHoles, grayWorld, hairMask, inpaint, largestComponent, removeHair, resizeImage, resizeMask, resizeSample,
  shadesOfGray,
} from 'tfjs-blocks/data';
import { farthest, golden, levels, rasterOf } from './goldens';

/** Left, top, right, bottom of the pixels of a level. */
function edgesOf({ data, width }: Raster, isSeen: (level: number) => boolean): number[] {
  const at = Array.from(data.keys()).filter((i) => isSeen(data[i])), xs = at.map((i) => i % width), ys = at.map((i) => Math.floor(i / width));
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs) + 1, Math.max(...ys) + 1];
}

const image = levels('preprocess/image', 14, 19, 3);
const disc = rasterOf(14, 19, (row, column) => (Math.hypot((column - 8.3) / 1.4, row - 6.1) < 4.7 ? 255 : 0));

describe('resize', () => {
  it.each(golden.resize)('agrees with Pillow: $mode, $interpolation, $size', ({ size, mode, interpolation, ...expected }) => {
    const resized = resizeImage(image, size, { mode, interpolation });
    expect(resized.data.length).toBe(expected.image.length);
    expect(farthest(expected.image, resized.data)).toBeLessThanOrEqual(1);
    expect(expected.image.filter((value, i) => value !== resized.data[i]).length).toBeLessThanOrEqual(Math.ceil(expected.image.length / 50));
    expect([...resizeMask(disc, size, { mode }).data]).toEqual(expected.mask.map((value) => 255 * value));
  });

  it('averages what it leaves out', () => {
    const small = resizeImage(rasterOf(64, 64, (_, column) => (column % 2) * 255), [8, 8]);
    expect([small.height, small.width, small.channels]).toEqual([8, 8, 1]);
    expect(farthest(small.data, new Array(64).fill(127))).toBeLessThan(8);
  });

  it.each([[16, 16], [9, 21], [100, 100], [49, 47]] as const)('keeps masks two-valued and centred at %i×%i', (height, width) => {
    const { data } = resizeMask(rasterOf(48, 48, (row, column) => (Math.hypot(column - 23.5, row - 23.5) < 15 ? 255 : 0)), [height, width]);
    expect(new Set(data)).toEqual(new Set([0, 255]));
    expect(data).toEqual(data.toReversed());
    expect(data.filter(Boolean).length / data.length).toBeCloseTo((Math.PI * 15 ** 2) / 48 ** 2, 1);
  });

  it('moves image and mask of a sample alike, and fills around them', () => {
    const mask = rasterOf(8, 4, () => 255);
    const sample = { id: 'a', label: 'x', image: { ...mask, data: mask.data.map(() => 90) }, mask };
    const { image: fitted, mask: fittedMask, ...rest } = resizeSample(sample, [4, 4], { mode: 'fit', fill: 7 });
    expect(rest).toEqual({ id: 'a', label: 'x' });
    expect([...fitted.data.subarray(0, 4)]).toEqual([7, 90, 90, 7]);
    expect([...fittedMask!.data.subarray(0, 4)]).toEqual([0, 255, 255, 0]);
    expect('mask' in resizeSample({ id: 'b', image }, [4, 4])).toBe(false);
  });

  it.each(['stretch', 'fit', 'cover'] as const)('moves boxes, points and labels with the mask: %s', (mode) => {
    fc.assert(fc.property(fc.tuple(fc.integer({ min: 8, max: 70 }), fc.integer({ min: 8, max: 70 })), ([height, width]) => {
      const isInside = (row: number, column: number) => row >= 10 && row < 34 && column >= 12 && column < 28;
      const mask = rasterOf(48, 36, (row, column) => (isInside(row, column) ? 255 : 0));
      const labels = rasterOf(48, 36, (row, column) => (isInside(row, column) ? 3 : 5));
      const resized = resizeSample({
        id: 'a', image: mask, mask, masks: { labels }, boxes: { format: 'pascal_voc', values: [[12, 10, 28, 34]], labels: ['thing'] },
        keypoints: { values: [[19.5, 21.5], [12, 10]], labels: ['centre', 'corner'] },
      }, [height, width], { mode });
      const seen = edgesOf(resized.mask!, (level) => level === 255), labelled = edgesOf(resized.masks!.labels, (level) => level === 3);
      resized.boxes!.values[0].forEach((edge, i) => {
        expect(Math.abs(edge - seen[i])).toBeLessThanOrEqual(0.75);
        expect(Math.abs(edge - labelled[i])).toBeLessThanOrEqual(0.75);
      });
      const [left, top, right, bottom] = resized.boxes!.values[0];
      const whole = mode !== 'cover' || (height / width < 2 && height / width > 0.8);
      if (whole) {
        expect(resized.keypoints!.values[0]).toEqual([(left + right - 1) / 2, (top + bottom - 1) / 2].map((place) => expect.closeTo(place, 9)));
        expect(resized.keypoints!.labels).toEqual(['centre', 'corner']);
      }
      expect([...new Set(resized.masks!.labels.data)].every((level) => [0, 3, 5].includes(level))).toBe(true);
    }), { numRuns: 25 });
  });

  it('leaves out boxes and points that a crop cuts off', () => {
    const image = rasterOf(10, 40, () => 1);
    const { boxes, keypoints } = resizeSample({
      id: 'a', image, boxes: { format: 'coco', values: [[0, 0, 10, 10], [10, 0, 10, 10]], labels: [1, 2] }, keypoints: { values: [[0, 0], [20, 5]] },
    }, [5, 5], { mode: 'cover' });
    expect(boxes).toEqual({ format: 'coco', values: [[0, 0, 2.5, 5]], labels: [2] });
    expect(keypoints).toEqual({ values: [[2.25, 2.25]] });
  });

  it('names a sample that is not whole', () => {
    const boxes = { format: 'coco', values: [[0, 0, 20, 3]] } as const;
    expect(() => resizeSample({ id: 'a', image: disc, boxes }, [4, 4])).toThrow('Invalid `values[0]` in the boxes of a');
    const nan = { ...disc, data: Float32Array.from(disc.data, (level, i) => (i === 9 ? NaN : level)) as unknown as Uint8Array };
    expect(() => resizeSample({ id: 'a', image: nan }, [4, 4])).toThrow('`image` of a in augment: expected a Uint8Array of levels from 0 to 255, '
      + 'received a Float32Array with NaN at index 9.');
    expect(() => resizeImage(nan, [4, 4])).toThrow('Invalid `raster` in resizeImage');
  });

  it.each([
    [[0, 4], {}, 'Invalid `size` in resizeImage: expected two positive integers, received [0, 4].'],
    [[4, 4], { mode: 'cove' as 'cover' }, 'Invalid `mode` in resizeImage: expected one of "stretch", "fit", "cover" (perhaps "cover")'],
    [[4, 4], { fill: 300 }, 'Invalid `fill` in resizeImage: expected a level from 0 to 255, received 300.'],
    [[4, 4], { interpolation: 'nearest' as 'lanczos' }, 'Invalid `interpolation` in resizeImage: expected one of'],
  ] as const)('names what is wrong: %o %o', (size, options, message) => {
    expect(() => resizeImage(image, size, options)).toThrow(message);
  });
});

it('names a raster whose data are not of its size, everywhere', () => {
  const short = { data: Uint8Array.of(1, 1, 1), height: 4, width: 4, channels: 1 }, colour = { ...short, channels: 3 };
  const whole = { data: new Uint8Array(48), height: 4, width: 4, channels: 3 };
  for (const use of [
    () => resizeImage(short, [2, 2]), () => resizeMask(short, [2, 2]), () => binaryMask(short), () => fillHoles(short), () => largestComponent(short),
    () => connectedComponents(short), () => inpaint(whole, short), () => inpaint(colour, short), () => hairMask(colour), () => removeHair(colour),
    () => shadesOfGray(colour), () => grayWorld(colour),
  ]) expect(use, String(use)).toThrow(/^Invalid `(raster|mask|image|missing)` in \w+: expected 4 × 4 × [13] numbers, received 3\.$/);
});
