/** Batch normalization with numbers by channel, and its gradients. */
import * as tf from '@tensorflow/tfjs-core';
import type { Stream } from 'tfjs-blocks/random';
import { kernelCheck, runKernel } from './check';
import { between, channels, largest, normal, type Numbers, pick, type Values } from './values';

interface Case {
  shape: number[];
  varianceEpsilon: number;
}

function draw(random: Stream): Case {
  const outer = Array.from({ length: between(random, 1, 3) }, () => between(random, 1, 9));
  return { shape: [...outer, channels(random)], varianceEpsilon: pick(random, [1e-3, 1e-5]) };
}

const depthOf = ({ shape }: Case): number => shape[shape.length - 1];

/** Mean, variance, offset and scale. */
function statistics(c: Case, random: Stream): Numbers[] {
  const [mean, spread, offset, scale] = [1, 2, 3, 4].map(() => normal(random, [depthOf(c)]));
  return [mean, { ...spread, values: spread.values.map((value) => value * value + 0.1) }, offset, scale];
}

/** 1 / √(variance + ε). */
const rootsOf = (c: Case, { values }: Numbers): Float64Array =>
  Float64Array.from(values, (value) => 1 / Math.sqrt(value + c.varianceEpsilon));

const forward = kernelCheck({
  name: 'FusedBatchNorm',
  draw: (random) => ({ ...draw(random), hasOffset: random.bernoulli(0.7), hasScale: random.bernoulli(0.7) }),
  inputs: (c, random) => [normal(random, c.shape), ...statistics(c, random)],
  run: (c, [x, mean, variance, offset, scale]) => runKernel(
    'FusedBatchNorm',
    { x, mean, variance, ...(c.hasOffset ? { offset } : {}), ...(c.hasScale ? { scale } : {}) },
    { varianceEpsilon: c.varianceEpsilon },
  ),
  expected: (c, [x, mean, variance, offset, scale]) => {
    const roots = rootsOf(c, variance);
    const values = Float64Array.from(x.values, (value, i) => {
      const d = i % depthOf(c);
      const factor = roots[d] * (c.hasScale ? scale.values[d] : 1);
      return (value - mean.values[d]) * factor + (c.hasOffset ? offset.values[d] : 0);
    });
    return { shape: c.shape, values };
  },
});

/** With r = 1 / √(variance + ε), S = Σ dy and T = Σ dy · (x − mean) over the pixels. */
const gradients = kernelCheck({
  name: 'FusedBatchNorm, its gradient',
  draw,
  // x and dy: not finite statistics multiply in another order here and there.
  nonFinite: [0, 5],
  inputs: (c, random) => [normal(random, c.shape), ...statistics(c, random), normal(random, c.shape)],
  run: (c, inputs) => {
    const f = (...[x, mean, variance, offset, scale]: tf.Tensor[]) => tf.batchNorm(
      x as tf.Tensor4D, mean as tf.Tensor1D, variance as tf.Tensor1D, offset as tf.Tensor1D, scale as tf.Tensor1D,
      c.varianceEpsilon,
    );
    return tf.grads(f)(inputs.slice(0, 5), inputs[5]);
  },
  expected: (c, [x, mean, variance, , scale, dy]) => {
    const depth = depthOf(c);
    const r = rootsOf(c, variance);
    const sums = sumsByChannel(dy.values, depth);
    const products = Float64Array.from(dy.values, (value, i) => value * (x.values[i] - mean.values[i % depth]));
    const moments = sumsByChannel(products, depth);
    const times = (factor: (d: number) => number, { shape, values, squares }: Sums): Numbers => {
      const sizes = squares.map((square, d) => Math.sqrt(square) * factor(d));
      const scaled = values.map((value, d) => value * factor(d));
      return { shape, values: scaled, scale: Math.max(largest(scaled), largest(sizes)) };
    };
    const dx = Float64Array.from(dy.values, (value, i) => value * r[i % depth] * scale.values[i % depth]);
    return [
      { shape: c.shape, values: dx },
      times((d) => -r[d] * scale.values[d], sums),
      times((d) => -0.5 * scale.values[d] * r[d] ** 3, moments),
      times(() => 1, sums),
      times((d) => r[d], moments),
    ];
  },
});

type Sums = Numbers & { squares: Float64Array };

/** Errors are relative to the size that sums of such numbers have, √Σx², where these cancel to less. */
function sumsByChannel(numbers: Values, depth: number): Sums {
  const values = new Float64Array(depth);
  const squares = new Float64Array(depth);
  numbers.forEach((value, i) => {
    values[i % depth] += value;
    squares[i % depth] += value * value;
  });
  return { shape: [depth], values, squares };
}

export const batchNormChecks = [forward, gradients];
