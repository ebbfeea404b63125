import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { confusionCounts } from 'tfjs-blocks/metrics';

describe('confusionCounts', () => {
  it('puts each pixel into its cell', () => {
    expect(confusionCounts([1, 1, 1, 0, 0, 0], [1, 0.7, 0.2, 0.6, 0.1, 0.5])).toEqual({ tp: 2, fp: 1, fn: 1, tn: 2 });
  });

  it.each([
    ['one threshold for both', 128, [0, 128, 129, 255], [255, 129, 128, 0], { tp: 0, fp: 2, fn: 2, tn: 0 }],
    ['masks and logits', { truth: 128, prediction: 0 }, [0, 128, 129, 255], [-1, 0, 0.1, 9], { tp: 2, fp: 0, fn: 0, tn: 2 }],
    ['masks and probabilities', { truth: 128, prediction: 0.5 }, [0, 255], [0.6, 0.4], { tp: 0, fp: 1, fn: 1, tn: 0 }],
  ])('cuts above the threshold: %s', (_, threshold, truth, prediction, expected) => {
    expect(confusionCounts(Uint8Array.from(truth), Float32Array.from(prediction), { threshold })).toEqual(expected);
  });

  it('counts every pixel once, and swapping the sides swaps fp and fn', () => {
    const bits = fc.array(fc.tuple(fc.integer({ min: 0, max: 1 }), fc.integer({ min: 0, max: 1 })), { minLength: 1 });
    fc.assert(fc.property(bits, (pairs) => {
      const truth = pairs.map(([bit]) => bit), prediction = pairs.map(([, bit]) => bit);
      const { tp, fp, fn, tn } = confusionCounts(truth, prediction);
      expect(tp + fp + fn + tn).toBe(pairs.length);
      expect(tp + fn).toBe(truth.reduce((a, b) => a + b, 0));
      expect(confusionCounts(prediction, truth)).toEqual({ tp, fp: fn, fn: fp, tn });
    }));
  });

  it.each<[string, number[], number[], { threshold?: number }]>([
    ['`prediction` in confusionCounts: expected 2 values, as many as `truth` has, received 3', [0, 1], [0, 1, 1], {}],
    ['`truth` in confusionCounts: expected at least one value, received 0', [], [], {}],
    ['`prediction[1]` in confusionCounts: expected a finite number, received NaN', [0, 1], [0, NaN], { threshold: 0 }],
    ['`truth[0]` in confusionCounts: expected a finite number, received Infinity', [Infinity], [0], { threshold: 0 }],
    ['`truth[1]` in confusionCounts: expected a number in [0, 1] where no threshold is given, received 255',
      [0, 255], [0, 1], {}],
    ['`threshold.truth` in confusionCounts: expected a finite number, received NaN', [0], [0], { threshold: NaN }],
  ])('says %s', (message, truth, prediction, options) => {
    expect(() => confusionCounts(truth, prediction, options)).toThrow(`Invalid ${message}`);
  });
});
