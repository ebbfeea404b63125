import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dice, jaccard, segmentationScores, thresholdJaccard, type Counts } from 'tfjs-blocks/metrics';

const counts = (tp: number, fp: number, fn: number, tn = 0): Counts => ({ tp, fp, fn, tn });

describe('jaccard and dice', () => {
  it.each([
    ['by hand', counts(2, 1, 1), 0.5, 2 / 3],
    ['disjoint', counts(0, 3, 2), 0, 0],
    ['both empty', counts(0, 0, 0, 9), 1, 1],
    ['empty truth, something predicted', counts(0, 4, 0), 0, 0],
  ])('%s', (_, image, expectedJaccard, expectedDice) => {
    expect(jaccard(image)).toBeCloseTo(expectedJaccard, 12);
    expect(dice(image)).toBeCloseTo(expectedDice, 12);
  });

  it('of two empty masks are what `ifEmpty` says', () => {
    for (const score of [jaccard, dice]) {
      expect([score(counts(0, 0, 0, 9), { ifEmpty: 1 }), score(counts(0, 0, 0, 9), { ifEmpty: 0 }), score(counts(0, 0, 0, 9), { ifEmpty: 'omit' })]).toEqual([1, 0, NaN]);
      expect(score(counts(0, 4, 0), { ifEmpty: 'omit' })).toBe(0);      // something was predicted
      expect(score(counts(3, 0, 0), { ifEmpty: 0 })).toBe(1);
      expect(score(counts(NaN, 0, 0))).toBeNaN();
      expect(() => score(counts(1, 0, 0), { ifEmpty: NaN as never })).toThrow('expected 1, 0 or "omit", received NaN.');
    }
  });

  it('agree: D = 2J / (1 + J), symmetric in fp and fn', () => {
    const size = fc.nat(10_000);
    fc.assert(fc.property(size, size, size, (tp, fp, fn) => {
      const j = jaccard(counts(tp, fp, fn));
      expect(dice(counts(tp, fp, fn))).toBeCloseTo((2 * j) / (1 + j), 12);
      expect(jaccard(counts(tp, fn, fp))).toBe(j);
    }));
  });
});

describe('thresholdJaccard', () => {
  it.each([[0.65, 0.65], [0.6499, 0], [1, 1], [0, 0]])('%s → %s', (index, expected) => {
    expect(thresholdJaccard(index)).toBe(expected);
  });

  it('reaches its floor in spite of rounding', () => {
    for (let union = 20; union <= 2000; union += 20) {
      const found = 0.65 * union / 20 * 20 / union;      // .65 but for rounding
      expect(thresholdJaccard(found)).toBe(found);
    }
    expect(thresholdJaccard(0.1 + 0.2 + 0.3, { floor: 0.6 })).toBe(0.1 + 0.2 + 0.3);
    expect(thresholdJaccard(0.3 + 0.2 + 0.1 - 2 ** -53, { floor: 0.6 })).toBeCloseTo(0.6, 12);
  });

  it('takes another floor, and only indices', () => {
    expect(thresholdJaccard(0.6, { floor: 0.5 })).toBe(0.6);
    expect(() => thresholdJaccard(NaN)).toThrow('Invalid `index` in thresholdJaccard: expected a number in [0, 1]');
  });
});

describe('segmentationScores', () => {
  const images = [counts(80, 10, 10), counts(1, 1, 0), counts(0, 0, 0, 100)];

  it('means over images', () => {
    const scores = segmentationScores(images);
    expect(scores.jaccard).toBeCloseTo((0.8 + 0.5 + 1) / 3, 12);
    expect(scores.dice).toBeCloseTo((160 / 180 + 2 / 3 + 1) / 3, 12);
    expect(scores.thresholdJaccard).toBeCloseTo((0.8 + 0 + 1) / 3, 12);
  });

  it('give an image without truth and prediction what is asked for', () => {
    const scores = (ifEmpty: 1 | 0 | 'omit') => segmentationScores(images, { ifEmpty });
    expect(scores(1)).toEqual(segmentationScores(images));
    expect(scores(0).jaccard).toBeCloseTo(1.3 / 3, 12);
    expect(scores(0).thresholdJaccard).toBeCloseTo(0.8 / 3, 12);
    expect(scores('omit').jaccard).toBeCloseTo(0.65, 12);
    expect(scores('omit').dice).toBeCloseTo((160 / 180 + 2 / 3) / 2, 12);
    expect(scores('omit')).toMatchObject({ thresholdJaccard: 0.4, undefinedCount: 1 });
    expect(segmentationScores([counts(0, 0, 0, 1)], { ifEmpty: 'omit' })).toEqual(
      { jaccard: NaN, dice: NaN, thresholdJaccard: NaN, undefinedCount: 1, reason: 'both masks of every image are empty' });
    expect(() => segmentationScores(images, { reduction: 'macro' as never })).toThrow('Invalid `reduction` in segmentationScores: expected one of "image", "micro"');
  });

  it('scores the summed counts', () => {
    const scores = segmentationScores(images, { reduction: 'micro' });
    expect(scores.jaccard).toBeCloseTo(81 / 102, 12);
    expect(scores.dice).toBeCloseTo(162 / 183, 12);
    expect(scores.thresholdJaccard).toBeCloseTo(81 / 102, 12);
    expect(segmentationScores(images, { reduction: 'micro', floor: 0.9 }).thresholdJaccard).toBe(0);
  });

  it('wants an image', () => {
    expect(() => segmentationScores([])).toThrow('Invalid `counts` in segmentationScores: expected at least one value');
  });
});
