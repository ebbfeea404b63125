/** Masks of drawn values and of damaged files: read by the rule, or refused in words. */
import { expect, it } from 'vitest';
import { binaryMask, fillHoles, largestComponent, resizeMask } from 'tfjs-blocks/data';
import { decodeMask } from 'tfjs-blocks/data/node';
import { confusionCounts } from 'tfjs-blocks/metrics';
import { surfaceDistances } from 'tfjs-blocks/metrics/spatial';
import type { Stream } from 'tfjs-blocks/random';
import { fuzz, mutateBytes } from '../fuzz';
import transparent from './transparentMasks.json' with { type: 'json' };

const sets: readonly (readonly unknown[])[] = [
  [0], [1], [255], [0, 1], [0, 255], [false, true], [0, 1, 255], [0, 128, 255], [0, 0.5, 1], [-1, 1], [NaN, 0], [0, Infinity], [null, 1], ['0', '1'], [0, undefined],
];
const pairs: readonly (readonly unknown[])[] = [[0, 1], [0, 255], [false, true]];
const isPair = (values: readonly unknown[]) => pairs.some((pair) => values.every((value) => pair.includes(value)));
const pick = <T>(random: Stream, of: readonly T[]): T => of[random.integer(of.length)];

it('reads masks of two values, and refuses all others by their values', async () => {
  const { answered, refused } = await fuzz('masks', (random) => {
    const values = Array.from({ length: 12 }, ((set) => () => pick(random, set))(pick(random, sets)));
    const mask = { data: values as unknown as Uint8Array, height: 3, width: 4, channels: 1 };
    const read = pick(random, [
      () => binaryMask(mask).data, () => fillHoles(mask).data, () => largestComponent(mask).data, () => resizeMask(mask, [3, 4]).data,
      () => surfaceDistances(values as number[], values as number[], { shape: [3, 4] }).toTruth,
      () => { const { tp, tn } = confusionCounts(values as number[], values as number[]); expect(tp + tn).toBe(12); return [tp]; },
    ]);
    const isProbability = values.every((value) => typeof value === 'number' && value >= 0 && value <= 1);
    let result: ArrayLike<number>;
    try {
      result = read();
    } catch (error) {
      expect(isPair(values)).toBe(false);
      expect((error as Error).message).toMatch(/^Invalid `(mask|truth)` in .* received /);
      throw error;
    }
    expect(isPair(values) || isProbability).toBe(true);
    if (result.length === 12) expect([...result as Uint8Array].every((value) => value === 0 || value === 255)).toBe(true);
  });
  expect(Math.min(answered, refused)).toBeGreaterThan(50);
});

it('reads files of masks, or says what is wrong with them', async () => {
  const files = [...transparent.read, ...transparent.refused].map(({ file }) => Uint8Array.from(Buffer.from(file, 'base64')));
  const { refused } = await fuzz('mask files', async (random, index) => {
    const whole = pick(random, files);
    const { data, height, width } = await decodeMask(index % 20 === 0 ? whole : mutateBytes(whole, random), { maxPixels: 1e5 });
    expect(data.length).toBe(height * width);
  });
  expect(refused).toBeGreaterThan(50);
});
