import { describe, expect, it } from 'vitest';
import { hairMask, inpaint, removeHair } from 'tfjs-blocks/data';
import { blackHat, dilate } from '../../../src/data/preprocess/morphology';
import { farthest, golden, levels, rasterOf } from '../goldens';

const slope = (row: number, column: number) => 40 + 2 * row + column;
const skin = { data: Uint8Array.from({ length: 64 * 64 * 3 }, (_, i) => slope(Math.floor(i / 192), Math.floor(i / 3) % 64)), height: 64, width: 64, channels: 3 };
const isStrand = (row: number, column: number) => Math.abs(row - column - 3) < 2 && column < 56;
const isDot = (row: number, column: number) => Math.abs(row - 10) < 2 && Math.abs(column - 40) < 2;
const darkened = (isDark: (row: number, column: number) => boolean) => ({
  ...skin, data: skin.data.map((level, i) => (isDark(Math.floor(i / 192), Math.floor(i / 3) % 64) ? 15 : level)),
});

describe('morphology', () => {
  it.each(golden.morphology)('agrees with OpenCV at size $size', ({ size, dilated, blackHat: hat }) => {
    const plane = levels('preprocess/plane', 17, 22, 1);
    expect([...dilate(plane, size).data]).toEqual(dilated);
    expect([...blackHat(plane, size).data]).toEqual(hat);
  });
});

describe('inpaint', () => {
  it('gives back a picture that changes evenly', () => {
    const hole = rasterOf(64, 64, (row, column) => (row > 20 && row < 29 && column > 8 && column < 50 ? 255 : 0));
    const holed = { ...skin, data: skin.data.map((level, i) => (hole.data[Math.floor(i / 3)] ? 0 : level)) };
    expect(farthest(inpaint(holed, hole).data, skin.data)).toBeLessThanOrEqual(1);
  });

  it('fills from the one known pixel, and leaves the known alone', () => {
    const image = levels('inpaint', 3, 4, 3);
    const missing = rasterOf(3, 4, (row, column) => (row === 1 && column === 2 ? 0 : 255));
    expect([...inpaint(image, missing).data]).toEqual(Array.from({ length: 36 }, (_, i) => image.data[18 + i % 3]));
    expect(inpaint(image, rasterOf(3, 4, () => 0))).toEqual(image);
  });

  it('names what is wrong', () => {
    expect(() => inpaint(skin, rasterOf(4, 4, () => 0))).toThrow('Invalid `missing` in inpaint: expected 64×64×1');
    expect(() => inpaint(skin, rasterOf(64, 64, () => 255))).toThrow('expected at least one pixel that is known');
  });
});

describe('removeHair', () => {
  it('takes a strand away and leaves dots and wide things', () => {
    expect(farthest(removeHair(darkened(isStrand)).data, skin.data)).toBeLessThanOrEqual(2);
    const wide = darkened((row, column) => isDot(row, column) || (row > 30 && column > 30));
    expect(removeHair(wide)).toEqual(wide);
    expect(hairMask(darkened(isDot), { minLength: 3 }).data.filter(Boolean).length).toBeGreaterThanOrEqual(9);
  });

  it.each([
    [{ kernelSize: 4 }, '`kernelSize` in hairMask: expected an odd number, received 4.'],
    [{ threshold: 0 }, '`threshold` in hairMask: expected a positive integer, received 0.'],
  ])('names what is wrong: %o', (options, message) => {
    expect(() => removeHair(skin, options)).toThrow(`Invalid ${message}`);
  });
});
