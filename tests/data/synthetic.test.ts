import { describe, expect, it } from 'vitest';
import { syntheticDermoscopy } from 'tfjs-blocks/data';

const samples = syntheticDermoscopy({ count: 40, size: 64, seed: 11 });
const share = (mask: { data: Uint8Array } | undefined) => mask!.data.filter(Boolean).length / mask!.data.length;

/** Mean intensity where the mask has the value. */
function brightness({ image, mask }: (typeof samples)[number], value: 0 | 255) {
  const chosen = [...image.data].filter((_, i) => mask!.data[Math.floor(i / 3)] === value);
  return chosen.reduce((sum, level) => sum + level, 0) / chosen.length;
}

/** Jaccard index of the darker side of Otsu's threshold on green. */
function otsuJaccard({ image, mask }: (typeof samples)[number]) {
  const green = Array.from({ length: mask!.data.length }, (_, i) => image.data[3 * i + 1]);
  const between = (level: number) => {
    const [dark, light] = [green.filter((value) => value <= level), green.filter((value) => value > level)];
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    return dark.length * light.length > 0 ? dark.length * light.length * (mean(dark) - mean(light)) ** 2 : 0;
  };
  const levels = Array.from({ length: 64 }, (_, i) => 4 * i);
  const threshold = levels.reduce((best, level) => (between(level) > between(best) ? level : best));
  const count = (wanted: (dark: boolean, lesion: boolean) => boolean) =>
    green.filter((value, i) => wanted(value <= threshold, mask!.data[i] > 0)).length;
  return count((dark, lesion) => dark && lesion) / count((dark, lesion) => dark || lesion);
}

describe('syntheticDermoscopy', () => {
  it('names and shapes its samples', () => {
    expect(samples.slice(0, 2).map(({ id }) => id)).toEqual(['synthetic_0000', 'synthetic_0001']);
    for (const { image, mask } of samples) {
      expect([image.height, image.width, image.channels, image.data.length]).toEqual([64, 64, 3, 64 * 64 * 3]);
      expect([mask?.height, mask?.width, mask?.channels, mask?.data.length]).toEqual([64, 64, 1, 64 * 64]);
    }
  });

  it('is a function of seed, size and index', () => {
    expect(syntheticDermoscopy({ count: 6, size: 64, seed: 11 })).toEqual(samples.slice(0, 6));
    const [other] = syntheticDermoscopy({ count: 1, size: 64, seed: 12 });
    expect(other.image.data).not.toEqual(samples[0].image.data);
    expect(other.mask?.data).not.toEqual(samples[0].mask?.data);
    expect(new Set(samples.map(({ mask }) => mask?.data.join())).size).toBe(samples.length);
  });

  it('gives two-valued masks of sane and varied area', () => {
    for (const { mask } of samples) {
      expect(new Set(mask?.data)).toEqual(new Set([0, 255]));
      expect(share(mask)).toBeGreaterThan(0.01);
      expect(share(mask)).toBeLessThan(0.75);
    }
    expect(Math.max(...samples.map(({ mask }) => share(mask)))).toBeGreaterThan(0.3);
    expect(Math.min(...samples.map(({ mask }) => share(mask)))).toBeLessThan(0.06);
  });

  it('paints lesions darker than skin, in all tones', () => {
    const darker = samples.filter((sample) => brightness(sample, 255) < brightness(sample, 0));
    expect(darker.length).toBeGreaterThan(35);
    const skin = samples.map((sample) => brightness(sample, 0));
    expect(Math.max(...skin) - Math.min(...skin)).toBeGreaterThan(80);
  });

  it('is not solved by a threshold', () => {
    const jaccards = samples.slice(0, 20).map(otsuJaccard);
    const mean = jaccards.reduce((sum, value) => sum + value, 0) / jaccards.length;
    expect(mean).toBeGreaterThan(0.2);
    expect(mean).toBeLessThan(0.8);
  });

  it('has both labels', () => {
    const irregular = samples.filter(({ label }) => label === 'irregular').length;
    expect(irregular).toBeGreaterThan(10);
    expect(irregular).toBeLessThan(30);
    expect(new Set(samples.map(({ label }) => label))).toEqual(new Set(['irregular', 'regular']));
  });

  it('shows the same scene at another size', () => {
    const [large] = syntheticDermoscopy({ count: 1, size: 128, seed: 11 });
    expect(share(large.mask)).toBeCloseTo(share(samples[0].mask), 2);
    expect(large.label).toBe(samples[0].label);
  });

  it('names a bad option', () => {
    expect(() => syntheticDermoscopy({ count: -1, seed: 1 })).toThrow(
      'Invalid `count` in syntheticDermoscopy: expected an integer of at least 0, received -1.');
    expect(() => syntheticDermoscopy({ count: 1, size: 8, seed: 1 })).toThrow('`size`');
    expect(() => syntheticDermoscopy({ count: 1, seed: 0.5 })).toThrow('received 0.5');
  });
});
