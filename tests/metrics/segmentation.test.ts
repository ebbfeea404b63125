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
