import { describe, expect, it } from 'vitest';
import { grayWorld, shadesOfGray } from 'tfjs-blocks/data';
import { farthest, golden, levels } from '../goldens';

const tinted = (name: string) => {
  const raster = levels(name, 12, 9, 3);
  return { ...raster, data: raster.data.map((level, i) => level * [0.9, 0.6, 0.45][i % 3]) };
};

describe('colour constancy', () => {
  it.each(golden.constancy)('agrees with numpy at power $power', ({ name, power, image }) => {
    expect(farthest(shadesOfGray(tinted(name), { power }).data, image)).toBeLessThanOrEqual(1);
    if (power === 1) expect(grayWorld(tinted(name))).toEqual(shadesOfGray(tinted(name), { power }));
    if (power === 6) expect(shadesOfGray(tinted(name), { power: undefined })).toEqual(shadesOfGray(tinted(name), { power }));
  });

  it('leaves gray light and missing channels alone', () => {
    const gray = { data: Uint8Array.from({ length: 60 }, (_, i) => 12 * Math.floor(i / 3)), height: 4, width: 5, channels: 3 };
    expect(shadesOfGray(gray)).toEqual(gray);
    const red = { ...gray, data: gray.data.map((level, i) => (i % 3 === 0 ? level : 0)) };
    expect(grayWorld(red).data.every((level, i) => i % 3 === 0 || level === 0)).toBe(true);
  });

  it('names what is wrong', () => {
    expect(() => grayWorld(levels('a', 2, 2, 1))).toThrow('Invalid `image` in grayWorld: expected 3 channels, received 1.');
    expect(() => shadesOfGray(levels('a', 2, 2, 3), { power: 0 })).toThrow('Invalid `power` in shadesOfGray');
  });
});
