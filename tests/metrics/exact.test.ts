/** Formulas whose differences cancel at large counts, against fractions of whole numbers. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { balancedAccuracy, classCounts, cohenKappa, matthewsCorrelation, specificity, wilsonInterval } from 'tfjs-blocks/metrics';
import { normalQuantile } from '../../src/metrics/normal';

const DIGITS = 10n ** 40n;
/** a / b to forty digits behind the point, as a double. */
const fraction = (a: bigint, b: bigint) => Number(a * DIGITS / b) / 1e40;
const root = (value: bigint) => {
  let guess = BigInt(Math.floor(Math.sqrt(Number(value)))) + 1n;
  for (let step = 0; step < 200; step++) guess = (guess + value / guess) / 2n;
  return guess;
};
const add = (values: readonly bigint[]) => values.reduce((a, b) => a + b, 0n);
const sums = (values: readonly (readonly bigint[])[]) => {
  const rows = values.map(add), columns = values.map((_, j) => add(values.map((row) => row[j])));
  return { rows, columns, n: add(rows) };
};

function exactMatthews(values: bigint[][]): number {
  const { rows, columns, n } = sums(values);
  const product = (a: bigint[], b: bigint[]) => add(a.map((value, i) => value * b[i]));
  const covariance = add(values.map((row, i) => row[i])) * n - product(rows, columns);
  const spread = (n * n - product(columns, columns)) * (n * n - product(rows, rows));
  return Number(covariance * DIGITS * 10n ** 20n / root(spread * DIGITS)) / 1e40;
}

function exactKappa(values: bigint[][], weight: (distance: bigint) => bigint): number {
  const { rows, columns, n } = sums(values);
  const weighted = (of: (i: number, j: number) => bigint) =>
    add(values.flatMap((row, i) => row.map((_, j) => weight(BigInt(Math.abs(i - j))) * of(i, j))));
  const expected = weighted((i, j) => rows[i] * columns[j]);
  return fraction(expected - n * weighted((i, j) => values[i][j]), expected);
}

function exactAdjusted(values: bigint[][]): number {
  const { rows } = sums(values);
  const product = rows.reduce((a, b) => a * b);
  const found = add(values.map((row, i) => row[i] * (product / rows[i])));
  return fraction(found - product, product * BigInt(rows.length - 1));
}

/** Counts of pixels: of images and of whole data sets, some of them few, some such that the classes are nearly independent. */
const count = fc.oneof(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 1e9 }), fc.integer({ min: 1e8 - 2, max: 1e8 + 2 }));
const square = fc.integer({ min: 2, max: 4 }).chain((classes) =>
  fc.array(fc.array(count, { minLength: classes, maxLength: classes }), { minLength: classes, maxLength: classes }));
const close = (actual: number, expected: number) => expect(Math.abs(actual - expected)).toBeLessThanOrEqual(1e-14 * Math.abs(expected));

describe('at the counts of pixels', () => {
  it('are right to the last digits, however near to chance', () => {
    const nearChance = fc.tuple(fc.integer({ min: 1e7, max: 1e8 }), fc.integer({ min: 1, max: 3 })).map(([n, more]) => [[n, n], [n, n + more]]);
    fc.assert(fc.property(fc.oneof(square, nearChance), (values) => {
      const matrix = { labels: values.map((_, i) => i), values }, whole = values.map((row) => row.map(BigInt));
      close(matthewsCorrelation(matrix), exactMatthews(whole));
      close(cohenKappa(matrix), exactKappa(whole, (distance) => (distance > 0n ? 1n : 0n)));
      close(cohenKappa(matrix, { weights: 'linear' }), exactKappa(whole, (distance) => distance));
      close(cohenKappa(matrix, { weights: 'quadratic' }), exactKappa(whole, (distance) => distance * distance));
      close(balancedAccuracy(matrix, { adjusted: true }), exactAdjusted(whole));
    }), { numRuns: 300 });
    expect(matthewsCorrelation({ labels: [0, 1], values: [[1e8, 1], [1, 1]] })).toBeCloseTo(0.49999999, 15);
  });

  it('are the same for weights in the same proportions', () => {
    fc.assert(fc.property(square, fc.constantFrom(2 ** -30, 0.125, 3), (values, factor) => {
      const of = (table: number[][]) => ({ labels: table.map((_, i) => i), values: table });
      const scaled = of(values.map((row) => row.map((value) => value * factor)));
      expect(matthewsCorrelation(scaled)).toBe(matthewsCorrelation(of(values)));
      expect(cohenKappa(scaled)).toBe(cohenKappa(of(values)));
    }), { numRuns: 100 });
  });

  it('keep small weights beside large ones', () => {
    const counts = classCounts({ labels: [0, 1, 2], values: [[3, 1e17, 0.5], [1e17, 0.5, 0.25], [1e17, 1, 0.25]] });
    expect(counts[0]).toEqual({ tp: 3, fp: 2e17, fn: 1e17, tn: 2 });
    expect(specificity(counts[0])).toBe(1e-17);
  });

  it('hold the low end of a proportion of few cases: low · high = k² / (n (n + z²))', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 100, max: 1e9 }), fc.constantFrom(0.5, 0.95, 1 - 1e-12), (k, n, confidence) => {
      const { low, high } = wilsonInterval(k, n, { confidence }), z = normalQuantile((1 + confidence) / 2);
      close(low * high * n * (n + z * z), k * k);
    }));
  });

  it('refuse what is no matrix of counts', () => {
    expect(() => matthewsCorrelation({ labels: [0, 1], values: [[1, NaN], [1, 1]] }))
      .toThrow('Invalid `matrix.values[0][1]` in matthewsCorrelation: expected a number in [0, ∞), received NaN.');
    expect(() => cohenKappa({ labels: [0, 1], values: [[1, 2], [1]] }))
      .toThrow('Invalid `matrix.values[1]` in cohenKappa: expected 2 values, as many as rows, received 1.');
  });
});
