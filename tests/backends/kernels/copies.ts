/** Tile, Concat, SplitV and Slice of numbers of every type, and the kernels that share data: Identity and Cast. */
import * as tf from '@tensorflow/tfjs-core';
import type { Stream } from 'tfjs-blocks/random';
import { kernelCheck, runKernel } from './check';
import { between, normal, type Numbers, pick, sizeOf } from './values';

type Type = 'float32' | 'int32' | 'bool';

const types: Type[] = ['float32', 'int32', 'bool'];

function drawShape(random: Stream, low: number): number[] {
  return Array.from({ length: between(random, 1, 4) }, () => between(random, low, pick(random, [3, 7, 20])));
}

function numbers(random: Stream, shape: number[], dtype: Type): Numbers {
  const { values } = normal(random, shape);
  if (dtype === 'float32') return { shape, values, dtype };
  if (dtype === 'int32') return { shape, values: Int32Array.from(values, (value) => value * 1000), dtype };
  return { shape, values: Uint8Array.from(values, (value) => Number(value > 0)), dtype };
}

/** The array of `shape` whose element at an index is that of `x` at the place `placeOf` gives. */
function gather(x: Numbers, shape: number[], placeOf: (index: number[]) => number[]): Numbers {
  const result = x.dtype === 'float32' ? new Float32Array(sizeOf(shape)) : new Int32Array(sizeOf(shape));
  const index = shape.map(() => 0);
  for (let flat = 0; flat < result.length; flat++) {
    for (let axis = shape.length - 1, rest = flat; axis >= 0; axis--) {
      index[axis] = rest % shape[axis];
      rest = Math.floor(rest / shape[axis]);
    }
    result[flat] = x.values[placeOf(index).reduce((place, i, axis) => place * x.shape[axis] + i, 0)];
  }
  return { shape, values: result };
}

const tile = kernelCheck({
  name: 'Tile',
  tolerance: 0,
  draw: (random) => {
    const shape = drawShape(random, 1);
    const most = sizeOf(shape) > 400 ? 2 : 5;
    const reps = shape.map(() => between(random, random.bernoulli(0.05) ? 0 : 1, pick(random, [1, most])));
    return { shape, reps, dtype: pick(random, types) };
  },
  inputs: (c, random) => [numbers(random, c.shape, c.dtype)],
  run: (c, [x]) => runKernel('Tile', { x }, { reps: c.reps }),
  expected: (c, [x]) =>
    gather(x, c.shape.map((size, axis) => size * c.reps[axis]), (index) => index.map((i, axis) => i % c.shape[axis])),
});

interface Parts {
  shape: number[];
  axis: number;
  sizes: number[];
  dtype: Type;
}

/** An array in parts along an axis; some may be empty. */
function drawParts(random: Stream): Parts {
  const shape = drawShape(random, 1);
  const axis = random.integer(shape.length);
  const sizes = Array.from({ length: between(random, 1, 4) }, () => between(random, random.bernoulli(0.2) ? 0 : 1, 9));
  shape[axis] = sizes.reduce((sum, size) => sum + size, 0);
  if (sizeOf(shape) === 0 || sizeOf(shape) > 20000) return drawParts(random);
  return { shape, axis, sizes, dtype: pick(random, types) };
}

const split = ({ axis, sizes, shape }: Parts, x: Numbers): Numbers[] => sizes.map((size, part) => {
  const before = sizes.slice(0, part).reduce((sum, other) => sum + other, 0);
  const partShape = shape.map((length, i) => (i === axis ? size : length));
  return gather(x, partShape, (index) => index.map((i, a) => (a === axis ? i + before : i)));
});

const concat = kernelCheck({
  name: 'Concat',
  tolerance: 0,
  draw: drawParts,
  nonFinite: [], // The parts and the whole would have to change together.
  inputs: (c, random) => {
    const whole = numbers(random, c.shape, c.dtype);
    return [...split(c, whole).map((part) => ({ ...part, dtype: c.dtype })), whole];
  },
  run: (c, tensors) => tf.concat(tensors.slice(0, -1), c.axis),
  expected: (_, inputs) => inputs[inputs.length - 1],
});

const splitV = kernelCheck({
  name: 'SplitV',
  tolerance: 0,
  draw: drawParts,
  inputs: (c, random) => [numbers(random, c.shape, c.dtype)],
  run: (c, [x]) => tf.split(x, c.sizes, c.axis),
  expected: (c, [x]) => split(c, x),
});

const slice = kernelCheck({
  name: 'Slice',
  tolerance: 0,
  draw: (random) => {
    const shape = drawShape(random, 1);
    const begin = shape.map((size) => random.integer(size));
    return { shape, begin, size: shape.map((size, axis) => between(random, 0, size - begin[axis])), dtype: pick(random, types) };
  },
  inputs: (c, random) => [numbers(random, c.shape, c.dtype)],
  run: (c, [x]) => runKernel('Slice', { x }, { begin: c.begin, size: c.size }),
  expected: (c, [x]) => gather(x, c.size, (index) => index.map((i, axis) => i + c.begin[axis])),
});

const identity = kernelCheck({
  name: 'Identity',
  tolerance: 0,
  draw: (random) => ({ shape: drawShape(random, 0), dtype: pick(random, types) }),
  inputs: (c, random) => [numbers(random, c.shape, c.dtype)],
  run: (_, [x]) => runKernel('Identity', { x }, {}),
  expected: (_, [x]) => x,
});

/** Towards zero; a bool is whether a number is not zero. */
const casts: Record<Type, (x: number) => number> = {
  float32: (x) => x,
  int32: Math.trunc,
  bool: (x) => Number(x !== 0),
};

const cast = kernelCheck({
  name: 'Cast',
  tolerance: 0,
  draw: (random) => ({ shape: drawShape(random, 0), from: pick(random, types), to: pick(random, types) }),
  nonFinite: [],
  inputs: (c, random) => [numbers(random, c.shape, c.from)],
  run: (c, [x]) => runKernel('Cast', { x }, { dtype: c.to }),
  expected: (c, [x]) => ({ shape: c.shape, values: Float64Array.from(x.values, casts[c.to]) }),
});

export const copyChecks = [tile, concat, splitV, slice, identity, cast];
