import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { resizeImage, resizeMask } from 'tfjs-blocks/data';

interface Golden {
  height: number;
  width: number;
  image: number[];
  mask: number[];
  cases: { size: [number, number]; image: number[]; mask: number[] }[];
}
const golden: Golden = JSON.parse(readFileSync(new URL('../golden/resize.json', import.meta.url), 'utf8'));
const { height, width } = golden;

describe('resize', () => {
  it.each(golden.cases)('agrees with Pillow at $size', ({ size, image, mask }) => {
    const resized = resizeImage({ data: Uint8Array.from(golden.image), height, width, channels: 3 }, size);
    expect(resized.data.length).toBe(image.length);
    expect(Math.max(...image.map((value, i) => Math.abs(value - resized.data[i])))).toBeLessThanOrEqual(1);
    expect(image.filter((value, i) => value !== resized.data[i]).length).toBeLessThanOrEqual(image.length / 500);
    expect([...resizeMask({ data: Uint8Array.from(golden.mask), height, width, channels: 1 }, size).data]).toEqual(mask);
  });

  it('averages what it leaves out', () => {
    const stripes = { data: Uint8Array.from({ length: 64 * 64 }, (_, i) => (i % 2) * 255), height: 64, width: 64, channels: 1 };
    const small = resizeImage(stripes, [8, 8]);
    expect([small.height, small.width, small.channels]).toEqual([8, 8, 1]);
    expect(Math.max(...small.data.map((value) => Math.abs(value - 127)))).toBeLessThan(8);
  });

  it.each([[16, 16], [9, 21], [100, 100], [49, 47]] as const)('keeps masks two-valued and centred at %i×%i', (height, width) => {
    const side = 48;
    const inside = (i: number) => Math.hypot((i % side) - 23.5, Math.floor(i / side) - 23.5) < 15;
    const pixels = Uint8Array.from({ length: side * side }, (_, i) => (inside(i) ? 255 : 0));
    const disc = { data: pixels, height: side, width: side, channels: 1 };
    const { data } = resizeMask(disc, [height, width]);
    expect(new Set(data)).toEqual(new Set([0, 255]));
    expect(data).toEqual(data.toReversed());
    expect(data.filter(Boolean).length / data.length).toBeCloseTo((Math.PI * 15 ** 2) / side ** 2, 1);
  });
});
