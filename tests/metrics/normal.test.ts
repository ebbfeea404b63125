import { expect, it } from 'vitest';
import { normalQuantile, normalTail } from '../../src/metrics/normal';
import golden from '../golden/intervals.json';

const table = ([x, y]: number[][]) => x.map((value, i) => [value, y[i]]);

it.each(table(golden.normalTail))('the tail above %d is that of SciPy', (x, expected) => {
  expect(Math.abs(normalTail(x) / expected - 1)).toBeLessThan(2e-13);
});

it.each(table(golden.normalQuantile))('the quantile of %d is that of SciPy', (p, expected) => {
  expect(Math.abs(normalQuantile(p) - expected)).toBeLessThan(1e-13 * Math.max(1, Math.abs(expected)));
});

it('reaches infinity', () => {
  expect([normalQuantile(0), normalQuantile(1), normalTail(Infinity), normalTail(-Infinity)]).toEqual([-Infinity, Infinity, 0, 1]);
});
