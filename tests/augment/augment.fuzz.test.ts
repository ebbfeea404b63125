/** Steps, pipelines and options as a damaged file or a slip of the hand gives them. */
import { expect, it } from 'vitest';
import {
  augmentFromJson, compose, drawSteps, inverse, oneOf, replay, someOf, sometimes, type Raster, type Sample, type Step, type Transform,
} from 'tfjs-blocks/augment';
import { stream, type Stream } from 'tfjs-blocks/random';
import { checkSample } from '../../src/augment/checkSample';
import { fuzz, mutateJson } from '../fuzz';
import { allOptions, make, names } from './factories';
import { raster } from './samples';

const HEIGHT = 24, WIDTH = 32;
const pictures = [1, 2, 3, 4].map((channels) => raster(HEIGHT, WIDTH, channels, (y, x, k) => (x * 7 + y * 13 + k * 60) % 256));

function sampleOf(random: Stream): Sample {
  const mask = raster(HEIGHT, WIDTH, 1, (y, x) => (x > y ? 255 : 0));
  return {
    id: 'a', image: pictures[[0, 2, 2, 2, 2, 1, 3][random.integer(7)]], mask, masks: { other: mask },
    boxes: { format: 'coco', values: [[4, 5, 20, 11], [0, 0, WIDTH, HEIGHT]], labels: ['x', 'y'] },
    keypoints: { values: [[3, 4], [30.5, 20]], labels: [1, 2] },
  };
}

/** Sizes that follow from the steps, boxes inside, levels where they belong. */
function expectWhole(sample: Sample, before: Sample): void {
  expect(() => checkSample(sample)).not.toThrow();
  expect(sample.image.channels).toBe(before.image.channels);
  expect([sample.mask!, sample.masks!.other].map(({ data }) => data.length)).toEqual([sample.mask!, sample.mask!].map(({ height, width }) => height * width));
  for (const { values, labels } of [sample.boxes!, sample.keypoints!]) expect(labels).toHaveLength(values.length);
}

const pick = <T>(list: readonly T[], random: Stream): T => list[random.integer(list.length)];
const drawn = (random: Stream): Transform[] => [1, 2].map(() => {
  const name = pick(names, random);
  return make(name, allOptions[name]);
});

/** A number of a step or of options made huge, tiny or of another sign: what a flipped bit or a lost point makes of it. */
function scaleOne(value: unknown, random: Stream): unknown {
  const copy = structuredClone(value), places: (() => void)[] = [];
  const visit = (holder: Record<string, unknown>) => {
    for (const [key, inner] of Object.entries(holder)) {
      if (typeof inner === 'number') places.push(() => { holder[key] = inner * pick([-1, 1e-9, 0.5, 10, 1e3, 16e6, 1e12], random); });
      else if (typeof inner === 'object' && inner !== null) visit(inner as Record<string, unknown>);
    }
  };
  visit({ copy });
  if (places.length > 0) pick(places, random)();
  return copy;
}

const mutate = (value: unknown, random: Stream) => (random.bernoulli() ? mutateJson(value, random) : scaleOne(value, random));

it('replay of mutated steps, and the way back', async () => {
  const { answered, refused } = await fuzz('replay', (random) => {
    const sample = sampleOf(random), steps = mutate(drawSteps(drawn(random), random, sample.image), random) as Step[];
    const moved = replay(sample, steps);
    expectWhole(moved, sample);
    const back = replay(moved, inverse(steps, sample.image));
    expectWhole(back, sample);
    expect([back.image.height, back.image.width]).toEqual([HEIGHT, WIDTH]);
  });
  expect(answered).toBeGreaterThan(refused / 5);
  expect(refused).toBeGreaterThan(answered / 5);
});

it('augmentFromJson of mutated JSON', async () => {
  const { answered, refused } = await fuzz('augmentFromJson', (random) => {
    const pipeline = compose([...drawn(random), oneOf(drawn(random)), sometimes(0.5, [someOf(drawn(random), { count: 1 })])], { minVisibility: 0.1 });
    const plain = JSON.parse(JSON.stringify(pipeline)) as unknown, sample = sampleOf(random);
    let text = JSON.stringify(mutate(plain, random));
    if (random.integer(5) === 0) text = text.slice(0, random.integer(text.length));
    const augment = augmentFromJson(text);
    expectWhole(augment(sample, random), sample);
    expect(JSON.stringify(augmentFromJson(JSON.stringify(augment)))).toBe(JSON.stringify(augment));
  });
  expect(answered).toBeGreaterThan(refused / 9);
  expect(refused).toBeGreaterThan(answered / 9);
});

const odd: readonly unknown[] = [
  undefined, null, true, false, 0, -1, 1, 0.5, NaN, Infinity, -Infinity, 1e9, -1e308, 1e-300, 2 ** 31, 7n, '', '0.5', 'x'.repeat(3000), [], [[]], [0, 1], [1, 0], [-1, 1],
  [1e5, 1e6], [0, 1e9], [NaN, 1], [0.5], [1, 2, 3], ['0', '1'], { length: 2 }, {}, Symbol('x'), () => 1, new Map(), Object.create(null), [255, 255], [100, 1000], 64, 1000,
];

it('every factory with odd values of its options', async () => {
  const { answered, refused } = await fuzz('factories', (random, index) => {
    const name = names[index % names.length], own = Object.keys(allOptions[name]), sample = sampleOf(random);
    const options: Record<string, unknown> = { ...allOptions[name] };
    for (let i = random.integer(2); i >= 0; i--) options[pick([...own, 'probability'], random)] = pick(odd, random);
    const transform = make(name, random.integer(12) === 0 ? pick(odd, random) : options);
    const augment = compose([transform]);
    expectWhole(augment(sample, random), sample);
  });
  expect(answered).toBeGreaterThan(refused / 20);
  expect(refused).toBeGreaterThan(answered / 5);
});

it('every field of a sample exchanged', async () => {
  const plain = (one: Raster) => ({ ...one, data: Array.from(one.data.subarray(0, 4)) });
  const { answered, refused } = await fuzz('sample', (random) => {
    const sample = sampleOf(random), { image, mask, masks, ...rest } = sample;
    const mutated = mutate({ ...rest, image: plain(image), mask: plain(mask!) }, random) as unknown as Record<string, unknown> & { image: unknown; mask: unknown };
    // The bytes stand aside while fields are exchanged.
    const whole = (now: unknown, data: Uint8Array) => (typeof now === 'object' && now !== null && Array.isArray((now as Raster).data) ? { ...now, data } : now);
    const given = typeof mutated === 'object' && mutated !== null ? { ...mutated, image: whole(mutated.image, image.data), mask: whole(mutated.mask, mask!.data), masks } : mutated;
    const moved = compose(drawn(random))(given as unknown as Sample, stream(random.uint32()));
    expect(moved.image.data.length).toBe(moved.image.height * moved.image.width * moved.image.channels);
  });
  expect([answered > 20, refused > 20]).toEqual([true, true]);
});

it('lists of steps with holes are refused', () => {
  const step = { kind: 'cutout', name: 'cutout', rectangles: new Array(1), fill: 0 } as unknown as Step;
  expect(() => replay(sampleOf(stream(1)), [step])).toThrow(/^Invalid `.*rectangles.*` /);
});
