import { describe, expect, it } from 'vitest';
import { maskOutline, outlineColors } from 'tfjs-blocks/plots';

const size = 12;
const grey = { data: new Uint8Array(size * size * 3).fill(90), height: size, width: size, channels: 3 };
const square = (from: number, to: number) => Uint8Array.from({ length: size * size }, (_, i) => {
  const x = i % size, y = Math.floor(i / size);
  return x >= from && x < to && y >= from && y < to ? 255 : 0;
});
const empty = square(0, 0);

function colours({ data }: { data: Uint8Array }): Map<string, number> {
  const counts = new Map<string, number>();
  for (let i = 0; i < data.length; i += 3) {
    const hex = `#${[...data.subarray(i, i + 3)].map((level) => level.toString(16).padStart(2, '0')).join('')}`;
    counts.set(hex, (counts.get(hex) ?? 0) + 1);
  }
  return counts;
}

describe('maskOutline', () => {
  it('enlarges, and leaves the image alone without masks', () => {
    expect(maskOutline(grey, empty, empty)).toEqual(
      { data: new Uint8Array(36 * 36 * 3).fill(90), height: 36, width: 36, channels: 3 });
  });

  it('draws the edge, not the area', () => {
    const { data } = maskOutline(grey, square(2, 10), empty);
    const at = (y: number, x: number) => Array.from(data.subarray((y * 36 + x) * 3, (y * 36 + x) * 3 + 3));
    expect(at(18, 6)).toEqual([0, 0x72, 0xb2]);
    expect(at(18, 18)).toEqual([90, 90, 90]);
    expect(at(18, 1)).toEqual([90, 90, 90]);
  });

  it('shows both where they coincide', () => {
    const counts = colours(maskOutline(grey, square(2, 10), square(2, 10)));
    expect(counts.get(outlineColors.truth)).toBeGreaterThan(100);
    expect(counts.get(outlineColors.prediction)).toBeGreaterThan(100);
  });

  it.each<[string, () => unknown]>([
    ['`truth` in maskOutline: expected 12 × 12 bytes, received 3', () => maskOutline(grey, new Uint8Array(3), empty)],
    ['`prediction` in maskOutline: expected a mask of 0 and 1, or of 0 and 255 (of one with levels between `binaryMask` makes such), received the values 7',
      () => maskOutline(grey, empty, empty.map(() => 7))],
    ['`scale` in maskOutline: expected a positive integer, received 1.5', () => maskOutline(grey, empty, empty, { scale: 1.5 })],
    ['`image` in maskOutline: expected 3 channels, received 1', () => maskOutline({ ...grey, channels: 1 }, empty, empty)],
  ])('says Invalid %s', (message, act) => {
    expect(act).toThrow(`Invalid ${message}.`);
  });
});
