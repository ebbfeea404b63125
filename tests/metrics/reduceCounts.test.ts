import { describe, expect, it } from 'vitest';
import { labelMapCounts, dice, jaccard, meanOfDefined, reduceCounts, sensitivity, specificity, type Counts } from 'tfjs-blocks/metrics';
import { integer, integers } from '../contracts/drawn';
import golden from '../golden/masks.json';

/** As tests/reference/masks.py draws them: the counts of four images. */
function drawnCounts(number: number): Counts[][] {
  const name = `overlap/${number}`;
  const classes = integer(`${name}/classes`, 2, 6), pixels = 60;
  const wrong = integers(`${name}/wrong`, 4 * pixels, 3), other = integers(`${name}/other`, 4 * pixels, classes);
  return [0, 1, 2, 3].map((i) => {
    const truth = integers(`${name}/${i}/truth`, pixels, integer(`${name}/${i}/kinds`, 1, classes));
    return labelMapCounts(truth, truth.map((label, j) => (wrong[i * pixels + j] === 0 ? other[i * pixels + j] : label)), { classes });
  });
}

/** torchmetrics divides in float32. */
const close = (actual: readonly number[], expected: readonly (number | null)[]) => {
  expect(actual).toHaveLength(expected.length);
  actual.forEach((value, i) => (expected[i] === null ? expect(value).toBeNaN() : expect(Math.abs(value - expected[i])).toBeLessThan(2e-7)));
};

/** torchmetrics has no number for a class that is in neither map; ours is given below. */
const diceOrNothing = (counts: Counts) => (counts.tp + counts.fp + counts.fn === 0 ? NaN : dice(counts));

describe('reduceCounts', () => {
  it('gives the overlap of torchmetrics on drawn label maps', () => {
    golden.overlap.forEach((expected, number) => {
      const counts = drawnCounts(number);
      close(reduceCounts(counts, diceOrNothing, { reduction: 'macro' }).values, expected.dice.macro);
      close(reduceCounts(counts, diceOrNothing, { reduction: 'micro' }).values, expected.dice.micro);
      close(reduceCounts(counts, diceOrNothing, { reduction: 'microImagewise' }).values, expected.dice.image);
      close(reduceCounts(counts, diceOrNothing).values, expected.dice.all);
      close(reduceCounts(counts, jaccard, { reduction: 'macro' }).values, expected.jaccard.none);
      close(reduceCounts(counts, jaccard, { reduction: 'micro' }).values, expected.jaccard.micro);
      close(reduceCounts(counts, specificity, { reduction: 'macro' }).values, expected.specificity);
    });
  });

  const image = (tp: number, fp: number, fn: number): Counts => ({ tp, fp, fn, tn: 90 });

  it('gives four different numbers', () => {
    const counts = [[image(8, 2, 0), image(1, 1, 2)], [image(1, 0, 3), image(0, 2, 2)]];
    const mean = (reduction: 'micro' | 'macro' | 'microImagewise' | 'macroImagewise') => reduceCounts(counts, jaccard, { reduction }).mean;
    expect(mean('micro')).toBeCloseTo(10 / 22, 12);
    expect(mean('macro')).toBeCloseTo((9 / 14 + 1 / 8) / 2, 12);
    expect(mean('microImagewise')).toBeCloseTo((9 / 14 + 1 / 8) / 2, 12);
    expect(mean('macroImagewise')).toBeCloseTo((0.8 + 0.25 + 0.25 + 0) / 4, 12);
  });

  it('gives a class that an image has not what is asked for', () => {
    // the second image has nothing of class 2, and nothing was predicted
    const counts = [[image(8, 2, 0), image(1, 1, 2)], [image(1, 0, 3), image(0, 0, 0)]], defined = [16 / 18, 2 / 5, 2 / 5];
    const all = (ifEmpty?: 1 | 0 | 'omit') => reduceCounts(counts, dice, { ifEmpty });
    const sum = defined.reduce((a, b) => a + b);
    expect(all()).toMatchObject({ mean: (sum + 1) / 4, undefinedCount: 0 });
    expect(all(1)).toEqual(all());
    expect(all(0)).toMatchObject({ mean: sum / 4, undefinedCount: 0 });
    expect(all('omit')).toEqual({ mean: sum / 3, values: [...defined, NaN], undefinedCount: 1 });
    for (const ifEmpty of [1, 0, 'omit'] as const) {
      for (const score of [dice, jaccard]) {
        for (const reduction of ['micro', 'macro', 'microImagewise', 'macroImagewise'] as const) {
          const expected = reduceCounts(counts, (each) => score(each, { ifEmpty }), { reduction });
          expect(reduceCounts(counts, score, { reduction, ifEmpty })).toEqual(expected);
        }
      }
    }
    const absent = [[image(8, 2, 0), image(0, 0, 0)]];
    expect(reduceCounts(absent, jaccard, { reduction: 'macro', ifEmpty: 'omit' })).toEqual({ mean: 0.8, values: [0.8, NaN], undefinedCount: 1 });
    expect(reduceCounts([[image(0, 0, 0)]], dice, { ifEmpty: 'omit' })).toMatchObject({ mean: NaN, reason: 'no value is defined' });
    expect(() => reduceCounts(counts, dice, { ifEmpty: 'ignore' as never })).toThrow('Invalid `ifEmpty` in reduceCounts: expected 1, 0 or "omit", received "ignore".');
  });

  it('leaves out and counts what is not defined', () => {
    const { mean, values, undefinedCount } = reduceCounts([[image(3, 0, 1)], [image(0, 5, 0)]], sensitivity);
    expect({ mean, values, undefinedCount }).toEqual({ mean: 0.75, values: [0.75, NaN], undefinedCount: 1 });
    expect(meanOfDefined([NaN])).toEqual({ mean: NaN, values: [NaN], undefinedCount: 1, reason: 'no value is defined' });
  });
});

describe('labelMapCounts', () => {
  it('counts every class against the rest, without what is ignored', () => {
    expect(labelMapCounts([0, 1, 2, 255, 1], [0, 2, 2, 0, 1], { classes: 3, ignore: 255 })).toEqual([
      { tp: 1, fp: 0, fn: 0, tn: 3 }, { tp: 1, fp: 0, fn: 1, tn: 2 }, { tp: 1, fp: 1, fn: 0, tn: 2 },
    ]);
  });

  it.each<[string, () => unknown]>([
    ['`truth` in labelMapCounts: expected at least one value, received 0', () => labelMapCounts([], [], { classes: 2 })],
    ['`prediction` in labelMapCounts: expected 1 values, as many as `truth` has, received 2', () => labelMapCounts([0], [0, 1], { classes: 2 })],
    ['`truth[1]` in labelMapCounts: expected a class below 2, received 255', () => labelMapCounts([0, 255], [0, 1], { classes: 2 })],
    ['`ignore` in labelMapCounts: expected a finite number, received NaN', () => labelMapCounts([0], [0], { classes: 1, ignore: NaN })],
    ['`prediction[0]` in labelMapCounts: expected a class below 2, received 0.5', () => labelMapCounts([0], [0.5], { classes: 2 })],
    ['`counts` in reduceCounts: expected at least one value, received 0', () => reduceCounts([], dice)],
    ['`counts[1]` in reduceCounts: expected 1 values, as in the first image, received 0',
      () => reduceCounts([labelMapCounts([0], [0], { classes: 1 }), []], dice)],
  ])('says Invalid %s', (message, act) => {
    expect(act).toThrow(`Invalid ${message}.`);
  });
});
