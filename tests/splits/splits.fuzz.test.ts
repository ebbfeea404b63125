/** Splits of drawn data, some of it odd: right, or an error in words. */
import { expect, it } from 'vitest';
import { balancedSample, checkOverlap, checkSplit, classWeights, holdOut, kFold, type HoldOutOptions } from 'tfjs-blocks/splits';
import type { Stream } from '../../src/random/stream';
import { fuzz, mutateJson } from '../fuzz';

function drawn(random: Stream) {
  const n = 2 + random.integer(30), list = (kinds: number) => Array.from({ length: n }, () => random.integer(kinds));
  return {
    n, ...(random.bernoulli() && { labels: list(1 + random.integer(4)) }), ...(random.bernoulli() && { groups: list(1 + random.integer(10)) }),
    seed: random.integer(1000),
  };
}

/** Half of the cases as drawn, half with one place exchanged. */
const perhapsOdd = (value: object, random: Stream) => (random.bernoulli() ? mutateJson(value, random) : value);

it('holdOut', async () => {
  const { answered, refused } = await fuzz('holdOut', (random) => {
    const options = perhapsOdd({ ...drawn(random), fraction: 0.1 + 0.8 * random.uniform() }, random) as HoldOutOptions;
    const { train, validation } = holdOut(options);
    const n = train.length + validation.length;
    checkSplit({ train, validation }, { n, groups: options.groups });
    expect(Math.min(train.length, validation.length)).toBeGreaterThan(0);
    if (options.labels && options.groups) expect(new Set(train.map((i) => options.labels![i])).size).toBe(new Set(options.labels).size);
  });
  expect(Math.min(answered, refused)).toBeGreaterThan(20);
});

it('kFold', async () => {
  const { answered, refused } = await fuzz('kFold', (random) => {
    const options = perhapsOdd({ ...drawn(random), folds: 2 + random.integer(4) }, random) as { labels?: number[]; groups?: number[]; n?: number };
    for (const { train, validation } of kFold(options)) {
      checkSplit({ train, validation }, { n: train.length + validation.length, groups: options.groups });
      expect(validation.length).toBeGreaterThan(0);
      if (options.labels) expect(new Set(train.map((i) => options.labels![i])).size).toBe(new Set(options.labels).size);
    }
  });
  expect(Math.min(answered, refused)).toBeGreaterThan(20);
});

it('classWeights and balancedSample', async () => {
  const { answered, refused } = await fuzz('classWeights', (random) => {
    const { n, labels = Array.from({ length: n }, () => random.integer(3)), seed } = drawn(random);
    const options = perhapsOdd({ labels, seed, size: 10, epoch: 1 }, random) as { labels: number[]; seed: number };
    for (const weight of classWeights(options.labels).weights) expect(weight).toBeGreaterThan(0);
    for (const i of balancedSample(options)) expect(i).toBeLessThan(options.labels.length);
  });
  expect(Math.min(answered, refused)).toBeGreaterThan(20);
});

it('names and positions that are odd are refused in words, however long they are', () => {
  const long = (name: string) => name + 'x'.repeat(5000);
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map(long);
  const refused: (() => unknown)[] = [
    () => kFold({ labels: [a, a, b], folds: 2 }), () => kFold({ labels: [a, a, b, b], groups: [0, 0, 1, 2], folds: 2 }),
    () => kFold({ ids: [a, a], folds: 2 }), () => holdOut({ ids: [a, a], count: 1, seed: 0 }), () => holdOut({ n: 3, count: a as never, seed: 0 }),
    () => holdOut({ n: 3, fraction: a as never, seed: 0 }), () => kFold({ n: 3, labels: [0, 1, { a }] as never, folds: 2 }),
    () => checkOverlap([a, b, c, d], [a, b, c, d]), () => checkSplit({ [a]: [0], [b]: [1] }, { groups: [c, c] }),
    () => checkSplit({ [a]: [0], [b]: [1] }, { ids: [c, c] }), () => checkSplit({ [a]: [-1] }), () => checkSplit({ [a]: 1 as never }),
    () => classWeights([a, b], { classes: [a] }), () => classWeights([a], { classes: [a, a] }), () => classWeights([a], { kind: a as never }),
    () => holdOut(undefined as never), () => kFold(null as never), () => balancedSample(undefined as never), () => balancedSample({ seed: 1 } as never),
    () => checkOverlap(undefined as never, []), () => checkOverlap([], undefined as never), () => checkSplit(undefined as never),
    () => checkSplit({ train: [0], validation: undefined as never }), () => checkSplit({ train: [0] }, null as never),
    () => checkSplit({ train: [0] }, { n: 1e10 }),
  ];
  for (const act of refused) {
    let error: unknown;
    try {
      act();
    } catch (caught) {
      error = caught;
    }
    expect((error as Error | undefined)?.constructor, String(act)).toBe(Error);
    expect((error as Error).message).toMatch(/^Invalid `/);
    expect((error as Error).message.length).toBeLessThanOrEqual(600);
  }
});
