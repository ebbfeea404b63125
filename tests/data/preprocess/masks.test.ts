import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { connectedComponents, fillHoles, largestComponent } from 'tfjs-blocks/data';
import { golden, levels, rasterOf } from '../goldens';

const below = (name: string, level: number) => {
  const raster = levels(name, 24, 21, 1);
  return { ...raster, data: raster.data.map((value) => (value < level ? 255 : 0)) };
};
const full = (bits: readonly number[]) => bits.map((bit) => 255 * bit);

describe('components and holes', () => {
  it.each(golden.regions)('agree with scipy and OpenCV: $name below $level', ({ name, level, areas, largest, filled }) => {
    const mask = below(name, level);
    for (const connectivity of [4, 8] as const) {
      expect(connectedComponents(mask, { connectivity }).areas.sort()).toEqual(areas[connectivity].sort());
    }
    expect([...largestComponent(mask).data]).toEqual(full(largest));
    expect([...fillHoles(mask).data]).toEqual(full(filled));
  });

  it('labels the regions in the order of their first pixels', () => {
    const mask = { data: Uint8Array.of(0, 255, 0, 255, 0, 0, 255, 0, 255), height: 3, width: 3, channels: 1 };
    expect([...connectedComponents(mask, { connectivity: 4 }).labels]).toEqual([0, 1, 0, 2, 0, 0, 2, 0, 3]);
    expect([...connectedComponents(mask).labels]).toEqual([0, 1, 0, 1, 0, 0, 1, 0, 2]);
  });

  it('keeps the first of equal regions, and empty and full masks as they are', () => {
    const two = rasterOf(1, 5, (_, column) => [255, 255, 0, 255, 255][column]);
    expect([...largestComponent(two).data]).toEqual([255, 255, 0, 0, 0]);
    for (const level of [0, 255]) {
      const plain = rasterOf(4, 5, () => level);
      expect(largestComponent(plain)).toEqual(plain);
      expect(fillHoles(plain)).toEqual(plain);
    }
  });

  it('repairs once and for all', () => {
    fc.assert(fc.property(fc.uint8Array({ minLength: 30, maxLength: 30, max: 1 }), (data) => {
      const mask = { data, height: 5, width: 6, channels: 1 };
      const clean = fillHoles(largestComponent(mask));
      expect(fillHoles(largestComponent(clean))).toEqual(clean);
      expect(connectedComponents(clean).areas.length).toBeLessThanOrEqual(1);
    }));
  });

  it('names what is wrong', () => {
    const colour = levels('a', 2, 2, 3);
    expect(() => fillHoles(colour)).toThrow('Invalid `mask` in fillHoles: expected one channel, received 3.');
    expect(() => largestComponent(colour, { connectivity: 6 as 4 })).toThrow('Invalid `connectivity` in largestComponent');
  });
});
