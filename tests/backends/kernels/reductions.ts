/** Sum and mean along any axes, neighbours or not. */
import * as tf from '@tensorflow/tfjs-core';
import type { Stream } from 'tfjs-blocks/random';
import { kernelCheck, runKernel } from './check';
import { between, largest, normal, type Numbers, pick, placesIn, sizeOf } from './values';

interface Case {
  shape: number[];
  axes: number[];
  keepDims: boolean;
}

function draw(random: Stream): Case {
  for (;;) {
    const rank = between(random, 1, 5);
    const shape = Array.from({ length: rank }, () => between(random, 1, pick(random, [3, 9, 40, 131])));
    const axes = random.shuffle(shape.map((_, axis) => axis)).slice(0, between(random, 0, rank));
    if (sizeOf(shape) <= 20000) return { shape, axes, keepDims: random.bernoulli() };
  }
}

/** The shape of x with 1 for the axes that are summed. */
const keptShape = ({ shape, axes }: Case): number[] => shape.map((size, axis) => (axes.includes(axis) ? 1 : size));

const outputShape = (c: Case): number[] =>
  (c.keepDims ? keptShape(c) : c.shape.filter((_, axis) => !c.axes.includes(axis)));

/** Errors are relative to the size that sums of such numbers have, √Σx², where this one cancels to less. */
function sums(c: Case, x: Numbers, count = 1): Numbers {
  const values = new Float64Array(sizeOf(outputShape(c)));
  const squares = new Float64Array(values.length);
  placesIn(keptShape(c), c.shape).forEach((place, i) => {
    values[place] += x.values[i] / count;
    squares[place] += (x.values[i] / count) ** 2;
  });
  return { shape: outputShape(c), values, scale: Math.max(largest(values), Math.sqrt(largest(squares))) };
}

/** How many elements of x one sum has. */
const countOf = (c: Case): number => sizeOf(c.shape) / sizeOf(outputShape(c));

const attributes = ({ axes, keepDims }: Case): object => ({ axis: axes, keepDims });

const sum = kernelCheck({
  name: 'Sum',
  draw,
  inputs: (c, random) => [normal(random, c.shape)],
  run: (c, [x]) => runKernel('Sum', { x }, attributes(c)),
  expected: (c, [x]) => sums(c, x),
});

const mean = kernelCheck({
  name: 'Mean',
  draw,
  inputs: (c, random) => [normal(random, c.shape)],
  run: (c, [x]) => runKernel('Mean', { x }, attributes(c)),
  expected: (c, [x]) => sums(c, x, countOf(c)),
});

const meanGradient = kernelCheck({
  name: 'Mean, its gradient',
  draw,
  nonFinite: [1],
  inputs: (c, random) => [normal(random, c.shape), normal(random, outputShape(c))],
  run: (c, [x, dy]) => tf.grad((t) => tf.mean(t, c.axes, c.keepDims))(x, dy),
  expected: (c, [, dy]) => {
    const places = placesIn(keptShape(c), c.shape);
    return { shape: c.shape, values: Float64Array.from(places, (place) => dy.values[place] / countOf(c)) };
  },
});

export const reductionChecks = [sum, mean, meanGradient];
