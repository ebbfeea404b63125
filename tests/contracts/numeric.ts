/** Numerical helpers of the tests. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import { stream } from 'tfjs-blocks/random';

/** Normal numbers, the same on every backend. */
export function normal(shape: number[], seed: number): Tensor {
  const random = stream(seed, 'test');
  return tf.tensor(Array.from({ length: tf.util.sizeFromShape(shape) }, () => random.normal()), shape);
}

/** All values within `tolerance` of the expected ones, absolutely. */
export function expectClose(actual: Tensor, expected: Tensor | ArrayLike<number>, tolerance = 1e-5): void {
  const [a, b] = [Array.from(actual.dataSync()), 'dataSync' in expected ? expected.dataSync() : expected];
  expect(a.length).toBe(b.length);
  const worst = a.reduce((worst, value, i) => Math.max(worst, Number.isNaN(value) ? Infinity : Math.abs(value - b[i])), 0);
  expect(worst).toBeLessThanOrEqual(tolerance);
}

/** Checks ∂(Σ w·f(x))/∂x, with fixed random w, against central differences along random directions of x. */
export function expectGradient(f: (x: Tensor) => Tensor, x: Tensor, tolerance = 2e-3, step = 1e-2): void {
  const objective = (input: Tensor) => {
    const y = f(input);
    return tf.sum<tf.Scalar>(tf.mul(y, normal(y.shape, 99)));
  };
  const gradient = tf.grad(objective)(x);
  expect(gradient.shape).toEqual(x.shape);
  for (let seed = 1; seed <= 4; seed++) {
    const direction = normal(x.shape, seed);
    const value = (sign: number) => objective(tf.add(x, tf.mul(direction, sign * step))).dataSync()[0];
    const expected = (value(1) - value(-1)) / (2 * step);
    const actual = tf.sum(tf.mul(gradient, direction)).dataSync()[0];
    expect(Math.abs(actual - expected)).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(expected)));
  }
}
