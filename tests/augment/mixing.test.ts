/** cutmix, mosaic and mixup: whatever only one sample has is right, or refused with its name; nothing vanishes or changes places. */
import { describe, expect, it } from 'vitest';
import { compose, cutmix, flip, mixup, mosaic, replay, type Raster, type Sample } from 'tfjs-blocks/augment';
import { labelTensor } from 'tfjs-blocks/data';
import { useBackend } from 'tfjs-blocks/backends';
import { stream } from 'tfjs-blocks/random';
import { raster } from './samples';

const flat = (level: number, channels = 1): Raster => raster(32, 32, channels, () => level);
const plain = (id: string, more: Partial<Sample> = {}): Sample => ({ id, image: flat(0, 3), ...more });
const random = () => stream(3);

/** Each way to mix two samples, the second of them in a part of the image. */
const ways: Record<string, (first: Sample, second: Sample) => Sample> = {
  cutmix: (first, second) => cutmix(first, second, random()),
  mosaic: (first, second) => mosaic([first, second, first, first], random()),
  'mosaic, the last': (first, second) => mosaic([first, first, first, second], random()),
};

describe.each(Object.entries(ways))('%s refuses', (where, mix) => {
  it.each<[string, Partial<Sample>, Partial<Sample>, string]>([
    ['a mask of the first only', { mask: flat(255) }, {}, 'expected a mask like `a`, received none.'],
    ['a mask of the second only', {}, { mask: flat(255) }, 'expected no mask like `a`, received a mask.'],
    ['masks of the first only', { masks: { hair: flat(1) } }, {}, 'expected masks named ["hair"] like `a`, received none.'],
    ['masks of other names', { masks: { hair: flat(1), ruler: flat(2) } }, { masks: { hair: flat(1), constructor: flat(2) } },
      'expected masks named ["hair","ruler"] like `a`, received masks named ["constructor","hair"].'],
    ['a class of the first only', { label: 'nevus' }, {}, 'expected a class (`label` or `labelWeights`) like `a`, received none.'],
    ['a class of the second only', {}, { labelWeights: { x: 1 } }, 'expected no class like `a`, received a class (`label` or `labelWeights`).'],
  ])('%s', (_, first, second, message) => {
    expect(() => mix(plain('a', first), plain('b', second))).toThrow(`Invalid sample \`b\` in ${where.split(',')[0]}: ${message}`);
  });

  it.each(['boxes', 'keypoints'] as const)('labels of the %s of one sample only', (what) => {
    const some = (...labels: string[]) => ({
      boxes: { format: 'coco', values: [[1, 1, 4, 4], [20, 20, 4, 4]], ...(labels.length > 0 && { labels }) },
      keypoints: { values: [[1, 1], [20, 20]], ...(labels.length > 0 && { labels }) },
    } as const)[what];
    expect(() => mix(plain('a', { [what]: some('x', 'y') }), plain('b', { [what]: some() })))
      .toThrow(`Invalid \`labels\` in the ${what} of b: expected one each, as \`a`);
    expect(() => mix(plain('a', { [what]: some() }), plain('b', { [what]: some('x', 'y') })))
      .toThrow(/^Invalid `labels` in the (boxes|keypoints) of a.*: expected one each, as `b` has, received none\.$/);
  });
});

it('mixup refuses a class of one sample only', () => {
  expect(() => mixup(plain('a', { label: 'x' }), plain('b'), random())).toThrow('Invalid sample `b` in mixup: expected a class');
  expect(mixup(plain('a'), plain('b'), random()).labelWeights).toBeUndefined();
});

it('mosaic takes four', () => {
  expect(() => mosaic([plain('a'), plain('b'), plain('c')] as never, random())).toThrow('Invalid `samples` in mosaic: expected four, received 3.');
});

describe('boxes and keypoints of one sample only', () => {
  const values = Array.from({ length: 64 }, (_, i): [number, number] => [(i % 8) * 4 + 1, Math.floor(i / 8) * 4 + 1]);
  const points = { values, labels: values.map(String) };
  const boxes = { format: 'coco' as const, values: values.map(([x, y]): [number, number, number, number] => [x, y, 1, 1]), labels: values.map(String) };

  it.each(Object.entries(ways))('%s keeps each with its label', (_, mix) => {
    for (const [first, second] of [[{ keypoints: points, boxes }, {}], [{}, { keypoints: points, boxes }]]) {
      const mixed = mix(plain('a', first), plain('b', second));
      expect(mixed.keypoints!.values.length).toBeGreaterThan(0);
      expect(mixed.keypoints!.labels).toEqual(mixed.keypoints!.values.map(String));
      expect(mixed.boxes!.labels).toEqual(mixed.boxes!.values.map(([x, y]) => String([x, y])));
    }
    // An empty list needs no labels.
    expect(mix(plain('a', { keypoints: points }), plain('b', { keypoints: { values: [] } })).keypoints!.labels!.length).toBeGreaterThan(0);
  });
});

describe('names that objects have of themselves', () => {
  const names = ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf', ''];

  it.each(names)('label %j', async (name) => {
    await useBackend('cpu');
    for (const mixed of [...Object.values(ways).map((mix) => mix(plain('a', { label: name }), plain('b', { label: 'nevus' }))),
      mixup(plain('a', { label: name }), plain('b', { label: 'nevus' }), random())]) {
      const weights = Object.entries(mixed.labelWeights!);
      expect(weights.map(([label]) => label).sort()).toEqual([name, 'nevus'].sort());
      expect(weights.reduce((sum, [, weight]) => sum + weight, 0)).toBeCloseTo(1, 12);
      if (name === '') continue;
      const [one, other] = labelTensor([mixed, plain('c', { label: name })], [name, 'nevus']).arraySync();
      expect(one[0] + one[1]).toBeCloseTo(1, 6);
      expect(other).toEqual([1, 0]);
    }
    // Mixed once more.
    const twice = cutmix(ways.cutmix(plain('a', { label: name }), plain('b', { label: 'x' })), plain('c', { label: name }), random());
    expect(Object.values(twice.labelWeights!).reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
  });

  it.each(names)('mask %j', (name) => {
    const masks = (level: number): Record<string, Raster> => Object.fromEntries([[name, flat(level)]]);
    const one = plain('a', { mask: flat(255), masks: masks(7) }), moved = compose([flip()])(one, random());
    expect(Object.keys(moved.masks!)).toEqual([name]);
    expect([moved.mask!.data[0], Object.values(moved.masks!)[0].data[0]]).toEqual([255, 7]);
    expect(replay(one, [])).toEqual(one);
    for (const mix of Object.values(ways)) {
      const mixed = mix(one, plain('b', { mask: flat(0), masks: masks(9) }));
      const [[key, { data }]] = Object.entries(mixed.masks!);
      expect([key, mixed.mask!.data.every((level, i) => data[i] === (level === 255 ? 7 : 9))]).toEqual([name, true]);
      expect(new Set(data)).toEqual(new Set([7, 9]));
    }
  });
});
