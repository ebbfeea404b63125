/** Sum and mean along any axes, neighbours or not. */
import type { Stream } from 'tfjs-blocks/random';
import { kernelCheck, runKernel } from './check';
import { between, largest, normal, type Numbers, pick, sizeOf } from './values';

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

/** Errors are relative to the size that sums of such numbers have, √Σx², where this one cancels to less. */
function sums({ shape, axes, keepDims }: Case, x: Numbers): Required<Omit<Numbers, 'dtype'>> {
  const kept = shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
  const values = new Float64Array(sizeOf(kept));
  const squares = new Float64Array(values.length);
  x.values.forEach((value, flat) => {
    let at = 0;
    let step = 1;
    for (let axis = shape.length - 1, rest = flat; axis >= 0; axis--) {
      if (!axes.includes(axis)) at += (rest % shape[axis]) * step;
      rest = Math.floor(rest / shape[axis]);
      step *= kept[axis];
    }
    values[at] += value;
    squares[at] += value * value;
  });
  const shapeOfSums = keepDims ? kept : shape.filter((_, axis) => !axes.includes(axis));
  return { shape: shapeOfSums, values, scale: Math.max(largest(values), Math.sqrt(largest(squares))) };
}

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
  expected: (c, [x]) => {
    const { shape, values, scale } = sums(c, x);
    const count = x.values.length / values.length;
    return { shape, values: values.map((total) => total / count), scale: scale / count };
  },
});

export const reductionChecks = [sum, mean];
