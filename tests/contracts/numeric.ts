/** Numerical helpers of the tests. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import { stream } from 'tfjs-blocks/random';

/** Normal numbers, the same on every backend. */
export function numbers(length: number, seed: number): number[] {
  const random = stream(seed, 'test');
  return Array.from({ length }, () => random.normal());
}

/** A tensor of them. */
export function normal(shape: number[], seed: number): Tensor {
  return tf.tensor(numbers(tf.util.sizeFromShape(shape), seed), shape);
}

/** The values, which on WebGPU can only be awaited. */
export async function valuesOf(x: Tensor): Promise<number[]> {
  return Array.from(await x.data());
}

/** The largest magnitude. */
export async function largest(x: Tensor): Promise<number> {
  return (await valuesOf(x)).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

let pending: Promise<void>[] = [];

/**
 * Give the values of tensors to `check`: at once, or at the end of the test where they can only be awaited (WebGPU), whether
 * the tensors still live then or not.
 */
export function withValues(tensors: readonly Tensor[], check: (...values: Float32Array[]) => void): void {
  if (tf.getBackend() !== 'webgpu') return check(...tensors.map((t) => t.dataSync<'float32'>()));
  const kept = tensors.map((t) => tf.keep(tf.clone(t)));
  const checked = Promise.all(kept.map((t) => t.data<'float32'>())).then((values) => check(...values)).finally(() => tf.dispose(kept));
  checked.catch(() => {}); // `settle` throws it.
  pending.push(checked);
}

/** After each test: throws what the checks that were put off have found. */
export async function settle(): Promise<void> {
  const checks = pending;
  pending = [];
  await Promise.all(checks);
}

/** All values within `tolerance` of the expected ones, absolutely. */
export function expectClose(actual: Tensor, expected: Tensor | ArrayLike<number>, tolerance = 1e-5): void {
  const tensors = 'dataSync' in expected ? [actual, expected] : [actual];
  withValues(tensors, (a, b = expected as ArrayLike<number>) => {
    expect(a.length).toBe(b.length);
    const worst = a.reduce((worst, value, i) => Math.max(worst, Number.isNaN(value) ? Infinity : Math.abs(value - b[i])), 0);
    expect(worst).toBeLessThanOrEqual(tolerance);
  });
}

/** Neither NaN nor infinite. */
export function expectFinite(...tensors: Tensor[]): void {
  withValues(tensors, (...values) => values.forEach((each) => expect(Array.from(each).filter((value) => !Number.isFinite(value))).toEqual([])));
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
    const direction = numbers(x.size, seed);
    const value = (sign: number) => objective(tf.add(x, tf.tensor(direction.map((each) => each * sign * step), x.shape)));
    withValues([value(1), value(-1), gradient], ([above], [below], slopes) => {
      const actual = slopes.reduce((sum, slope, i) => sum + slope * direction[i], 0);
      const expected = (above - below) / (2 * step);
      expect(Math.abs(actual - expected)).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(expected)));
    });
  }
}
