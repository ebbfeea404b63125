import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { confusionCounts } from 'tfjs-blocks/metrics';

describe('confusionCounts', () => {
  it('puts each pixel into its cell', () => {
    expect(confusionCounts([1, 1, 1, 0, 0, 0], [1, 0.7, 0.2, 0.6, 0.1, 0.5])).toEqual({ tp: 2, fp: 2, fn: 1, tn: 1 });
  });

  it.each<[string, number | { truth?: number; prediction?: number }, number[], number[], object]>([
    ['of the prediction', 0, [0, 0, 255, 255], [-1, 0, 0.1, -9], { tp: 1, fp: 1, fn: 1, tn: 1 }],
    ['of each side', { truth: 3, prediction: 0 }, [2, 3, 4, 5], [-1, 0, 0.1, -9], { tp: 2, fp: 0, fn: 1, tn: 1 }],
    ['of the truth', { truth: 3 }, [2, 3], [0.6, 0.4], { tp: 0, fp: 1, fn: 1, tn: 0 }],
    ['∞', Infinity, [0, 1], [5, 5], { tp: 0, fp: 0, fn: 1, tn: 1 }],
    ['−∞', -Infinity, [0, 1], [-5, 5], { tp: 1, fp: 1, fn: 0, tn: 0 }],
    ['of the truth, ∞', { truth: Infinity }, [0, 9], [0, 1], { tp: 0, fp: 1, fn: 0, tn: 1 }],
  ])('takes a threshold %s, at which a value is positive', (_, threshold, truth, prediction, expected) => {
    expect(confusionCounts(Uint8Array.from(truth), Float32Array.from(prediction), { threshold })).toEqual(expected);
  });

  it('reads masks of 0 and 1, 0 and 255, false and true alike, on both sides', () => {
    const forms: ((bits: readonly number[]) => ArrayLike<number | boolean>)[] = [
      (bits) => bits, (bits) => Uint8Array.from(bits), (bits) => bits.map((bit) => 255 * bit), (bits) => bits.map(Boolean),
      (bits) => Float32Array.from(bits, (bit) => 255 * bit),
    ];
    for (const truth of forms) {
      for (const prediction of forms) {
        expect(confusionCounts(truth([0, 0, 1, 1, 1]), prediction([0, 1, 1, 1, 0]))).toEqual({ tp: 2, fp: 1, fn: 1, tn: 1 });
        expect(confusionCounts(truth([1, 1]), prediction([0, 0]))).toEqual({ tp: 0, fp: 0, fn: 2, tn: 0 });
      }
    }
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

  it.each<[string, number[], number[], { threshold?: number | { truth?: number; prediction?: number } }]>([
    ['`prediction` in confusionCounts: expected 2 values, as many as `truth` has, received 3', [0, 1], [0, 1, 1], {}],
    ['`truth` in confusionCounts: expected at least one value, received 0', [], [], {}],
    ['`prediction[1]` in confusionCounts: expected a finite number, received NaN', [0, 1], [0, NaN], { threshold: 0 }],
    ['`truth[0]` in confusionCounts: expected a finite number, received Infinity', [Infinity], [0], { threshold: { truth: 0, prediction: 0 } }],
    ['`truth` in confusionCounts: expected a mask of 0 and 1 or of 0 and 255, or probabilities in [0, 1], as it has no `threshold`, '
      + 'received the values 0, 3, 254, 255.', [0, 255, 254, 3], [0, 1, 1, 1], {}],
    ['`truth` in confusionCounts: expected a mask of 0 and 1 or of 0 and 255, or probabilities in [0, 1], as it has no `threshold`, '
      + 'received the values 0, 1, 255.', [0, 1, 255], [0, 1, 1], { threshold: 0.5 }],
    ['`prediction` in confusionCounts: expected a mask of 0 and 1 or of 0 and 255, or probabilities in [0, 1], as it has no `threshold`, '
      + 'received 10 values, such as 2, 3, 4.', Array<number>(10).fill(0), Array.from({ length: 10 }, (_, i) => i), {}],
    ['`prediction` in confusionCounts: expected a mask of 0 and 1 or of 0 and 255, or probabilities in [0, 1], as it has no `threshold`, '
      + 'received the values 0, NaN.', [0, 1], [0, NaN], {}],
    ['`threshold` in confusionCounts: expected one of "truth", "prediction" (perhaps "prediction"), received "predicton"', [0], [0],
      { threshold: { predicton: 1 } as object }],
    ['`threshold` in confusionCounts: expected a number, received NaN', [0], [0], { threshold: NaN }],
    ['`threshold.truth` in confusionCounts: expected a number, received NaN', [0], [0], { threshold: { truth: NaN, prediction: 1 } }],
  ])('says %s', (message, truth, prediction, options) => {
    expect(() => confusionCounts(truth, prediction, options)).toThrow(`Invalid ${message}`);
  });
});
