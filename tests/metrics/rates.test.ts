import { describe, expect, it } from 'vitest';
import { accuracy, precision, sensitivity, specificity } from 'tfjs-blocks/metrics';

describe('rates', () => {
  const counts = { tp: 3, fp: 2, fn: 1, tn: 14 };
  const none = { tp: 0, fp: 0, fn: 0, tn: 0 };

  it.each([
    ['sensitivity', sensitivity, 3 / 4],
    ['specificity', specificity, 14 / 16],
    ['precision', precision, 3 / 5],
    ['accuracy', accuracy, 17 / 20],
  ])('%s by hand, and NaN of nothing', (_, rate, expected) => {
    expect(rate(counts)).toBeCloseTo(expected, 12);
    expect(rate(none)).toBeNaN();
  });
});
