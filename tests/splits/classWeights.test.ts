import { describe, expect, it } from 'vitest';
import { classWeights } from 'tfjs-blocks/splits';
import { integer, integers } from '../contracts/drawn';
import golden from '../golden/splits.json';

describe('balanced class weights', () => {
  it('are n / (k n_c)', () => {
    const { classes, counts, weights } = classWeights([...'bbbbaaaaaa']);
    expect({ classes, counts }).toEqual({ classes: ['a', 'b'], counts: [6, 4] });
    expect(weights[0]).toBeCloseTo(10 / 12, 12);
    expect(weights[1]).toBe(1.25);
  });

  it('are those of scikit-learn on drawn labels', () => {
    golden.weights.forEach((expected, number) => {
      const name = `weights/${number}`;
      const n = integer(`${name}/n`, 1, 200), kinds = integer(`${name}/classes`, 1, 12);
      const other = integers(`${name}/b`, n, kinds);
      const labels = integers(`${name}/a`, n, kinds).map((value, i) => Math.min(value, other[i]));
      const { weights } = classWeights(labels);
      expect(weights).toHaveLength(expected.length);
      weights.forEach((weight, c) => expect(Math.abs(weight - expected[c])).toBeLessThanOrEqual(1e-12));
    });
  });
});

describe('effective-number class weights', () => {
  const labels = [0, 0, 0, 0, 1, 1, 2];

  it('are those of the formula', () => {
    const raw = [4, 2, 1].map((count) => 0.1 / (1 - 0.9 ** count));
    const sum = raw.reduce((a, b) => a + b);
    const { weights } = classWeights(labels, { kind: 'effective', beta: 0.9 });
    weights.forEach((weight, c) => expect(weight).toBeCloseTo((3 * raw[c]) / sum, 12));
  });

  it('weigh all classes the same for β = 0, and by 1 / n_c towards 1', () => {
    expect(classWeights(labels, { kind: 'effective', beta: 0 }).weights).toEqual([1, 1, 1]);
    const near = classWeights(labels, { kind: 'effective', beta: 1 - 1e-12 }).weights;
    expect(near[2] / near[0]).toBeCloseTo(4, 9);
  });
});

it('gives the classes in the order asked for', () => {
  expect(classWeights([1, 0, 1], { classes: [1, 0] })).toEqual({ classes: [1, 0], counts: [2, 1], weights: [0.75, 1.5] });
});

it.each<[string, () => unknown]>([
  ['`labels` in classWeights: expected at least one, received none', () => classWeights([])],
  ['`labels[1]` in classWeights: expected a string or a number, received NaN', () => classWeights([0, NaN])],
  ['`labels[2]` in classWeights: expected one of `classes`, received 2', () => classWeights([0, 1, 2], { classes: [0, 1] })],
  ['`classes[1]` in classWeights: expected a class that `labels` has, received 5', () => classWeights([0], { classes: [0, 5] })],
  ['`classes[1]` in classWeights: expected every class once, received 0', () => classWeights([0], { classes: [0, 0] })],
  ['`beta` in classWeights: expected a number in [0, 1), received 1', () => classWeights([0], { beta: 1 })],
  ['`kind` in classWeights: expected "balanced" or "effective", received "none"', () => classWeights([0], { kind: 'none' as 'balanced' })],
])('says Invalid %s', (message, act) => {
  expect(act).toThrow(`Invalid ${message}.`);
});
