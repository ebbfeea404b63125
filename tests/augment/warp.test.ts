import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Matrix } from 'tfjs-blocks/augment';
import { warpBilinear, warpNearest } from '../../src/augment/warp';
import { affine } from '../../src/augment/affine';
import { stream } from 'tfjs-blocks/random';
import { raster } from './samples';

interface Case {
  degrees: number;
  scale: number;
  shift: [number, number];
  matrix: Matrix;
  reflect: number[];
  constant: number[];
}

const golden = JSON.parse(readFileSync(new URL('../golden/affine.json', import.meta.url), 'utf8')) as
  { height: number; width: number; fill: number; image: number[]; cases: Case[] };
const { height, width, fill, cases } = golden;
const named = (list: Case[]) => list.map((one): [string, Case] =>
  [`${one.degrees}°, × ${one.scale}, shifted by ${one.shift.join(', ')}`, one]);
const image = { data: Uint8Array.from(golden.image), height, width, channels: 3 };

describe('warpBilinear agrees with OpenCV', () => {
  it.each(named(cases))('%s', (_, { matrix, reflect, constant }) => {
    for (const [outside, expected] of [['reflect', reflect], [fill, constant]] as const) {
      const { data } = warpBilinear(image, matrix, outside);
      const apart = Array.from(data, (level, i) => Math.abs(level - expected[i]));
      expect(apart.reduce((a, b) => a + b, 0) / apart.length).toBeLessThan(1);
      expect(Math.max(...apart)).toBeLessThanOrEqual(2);
    }
  });

  it.each(named(cases.filter(({ shift }) => shift[0] === shift[1])))('draws the matrix of %s', (_, wanted) => {
    const { degrees, scale, shift, matrix } = wanted;
    const transform = affine({ rotateRange: [degrees, degrees], scaleRange: [scale, scale], shiftRange: [shift[0], shift[0]] });
    const [step] = transform.draw(stream(0), { height, width });
    const drawn = step.kind === 'geometry' ? step.matrix : [];
    matrix.forEach((entry, i) => expect(drawn[i]).toBeCloseTo(entry, 9));
  });
});

describe('by hand', () => {
  const row = (levels: number[]) => raster(1, levels.length, 1, (_, x) => levels[x]);
  const shift = (right: number): Matrix => [1, 0, right, 0, 1, 0];

  it.each([
    ['half a pixel to the right', 0.5, 'reflect', [5, 5, 15, 25]],
    ['a quarter to the left', -0.25, 'reflect', [3, 13, 23, 28]],
    ['half a pixel, constant', 0.5, 100, [50, 5, 15, 25]],
    ['two pixels, mirrored about the first', 2, 'reflect', [20, 10, 0, 10]],
    ['nine pixels, mirrored more than once', 9, 'reflect', [30, 20, 10, 0]],
    ['two pixels, constant', 2, 100, [100, 100, 0, 10]],
  ] as const)('%s', (_, right, outside, expected) => {
    const levels = warpBilinear(row([0, 10, 20, 30]), shift(right), outside).data;
    expect(Array.from(levels)).toEqual([...expected]);
  });

  it('takes the closest level', () => {
    expect(Array.from(warpNearest(row([0, 255, 0, 0]), shift(0.4), 'reflect').data)).toEqual([0, 255, 0, 0]);
    expect(Array.from(warpNearest(row([0, 255, 0, 0]), shift(0.6), 'reflect').data)).toEqual([255, 0, 255, 0]);
  });

  it('refuses a matrix that flattens the image', () => {
    expect(() => warpBilinear(image, [1, 1, 0, 1, 1, 0], 'reflect')).toThrow('expected one that can be inverted');
  });
});
