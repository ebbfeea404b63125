/**
 * Cases for the ops that users meet: every type that an op takes, ranks from 0 to 5, empty sizes, NaN and ±∞. Each case holds its numbers,
 * so that two backends compute the same.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Stream } from 'tfjs-blocks/random';
import { between, type Numbers, pick, sizeOf } from '../kernels/values';

export interface SweepCase {
  inputs: Numbers[];
  run(tensors: tf.Tensor[]): tf.Tensor | tf.Tensor[];
}

type Dtype = 'float32' | 'int32' | 'bool';
type Draw = (random: Stream) => SweepCase;

const floats = [NaN, Infinity, -Infinity, 0, -0, 1, -1, 0.5, -0.5, 2.5, 3.5, -2.5, 7, -7, 1e-30, 3e4, -3e4];
const integers = [0, 1, -1, 2, 3, -3, 5, 6, 7, 12, -12, 100, 2 ** 24 + 1, -(2 ** 24) - 1, 2 ** 30 + 1, -(2 ** 30)];

/** `tame`: no number above 100, none that is not finite. */
function numbers(random: Stream, shape: number[], dtype: Dtype, tame = false): Numbers {
  const size = sizeOf(shape);
  if (dtype === 'bool') return { shape, dtype, values: Uint8Array.from({ length: size }, () => random.integer(2)) };
  if (dtype === 'int32') {
    return { shape, dtype, values: Int32Array.from({ length: size }, () =>
      (!tame && random.bernoulli(0.2) ? pick(random, integers) : between(random, -9, 9))) };
  }
  return { shape, dtype, values: Float32Array.from({ length: size }, () =>
    (!tame && random.bernoulli(0.15) ? pick(random, floats) : random.normal() * 3)) };
}

function indices(random: Stream, shape: number[], bound: number): Numbers {
  return { shape, dtype: 'int32', values: Int32Array.from({ length: sizeOf(shape) }, () => random.integer(bound)) };
}

/** Of the given ranks; one in twenty has an axis of no size. */
function shapeOf(random: Stream, least = 0, most = 5, mayBeEmpty = true): number[] {
  const rank = between(random, least, most);
  const shape = Array.from({ length: rank }, () => between(random, 1, rank > 3 ? 4 : pick(random, [3, 7, 20])));
  if (mayBeEmpty && rank > 0 && random.bernoulli(0.05)) shape[random.integer(rank)] = 0;
  return shape;
}

const all: Dtype[] = ['float32', 'int32', 'bool'];
const numeric: Dtype[] = ['float32', 'int32'];

const unaryOf = (op: (x: tf.Tensor, random: Stream) => tf.Tensor, dtypes = all, tame = false): Draw => (random) => {
  const x = numbers(random, shapeOf(random), pick(random, dtypes), tame);
  const state = random.integer(1 << 30);
  return { inputs: [x], run: ([t]) => op(t, replay(state)) };
};

/** The same draws each time that it is called. */
function replay(seed: number): Stream {
  let state = seed >>> 0;
  const next = () => { state = (Math.imul(state, 1664525) + 1013904223) >>> 0; return state / 2 ** 32; };
  return { integer: (n: number) => Math.floor(next() * n), bernoulli: (p = 0.5) => next() < p } as unknown as Stream;
}

const unary: Record<string, (x: tf.Tensor, random: Stream) => tf.Tensor> = {
  abs: tf.abs, acos: tf.acos, acosh: tf.acosh, asin: tf.asin, asinh: tf.asinh, atan: tf.atan, atanh: tf.atanh, ceil: tf.ceil,
  cos: tf.cos, cosh: tf.cosh, elu: tf.elu, erf: tf.erf, exp: tf.exp, expm1: tf.expm1, floor: tf.floor, isFinite: tf.isFinite,
  isInf: tf.isInf, isNaN: tf.isNaN, log: tf.log, log1p: tf.log1p, neg: tf.neg, reciprocal: tf.reciprocal, relu: tf.relu, relu6: tf.relu6,
  round: tf.round, rsqrt: tf.rsqrt, selu: tf.selu, sigmoid: tf.sigmoid, logSigmoid: tf.logSigmoid, sign: tf.sign, sin: tf.sin, sinh: tf.sinh,
  softplus: tf.softplus, sqrt: tf.sqrt, square: tf.square, step: (x) => tf.step(x), stepSlope: (x) => tf.step(x, 0.5), tan: tf.tan, tanh: tf.tanh,
  leakyRelu: (x) => tf.leakyRelu(x, 0.3), zerosLike: tf.zerosLike, onesLike: tf.onesLike, clone: tf.clone,
  castFloat: (x) => tf.cast(x, 'float32'), castInt: (x) => tf.cast(x, 'int32'), castBool: (x) => tf.cast(x, 'bool'),
  clip: (x) => tf.clipByValue(x, -1, 1.5), clipWhole: (x) => tf.clipByValue(x, -2, 3), clipAll: (x) => tf.clipByValue(x, 0, 6),
};

const binary: Record<string, (a: tf.Tensor, b: tf.Tensor) => tf.Tensor> = {
  add: tf.add, sub: tf.sub, mul: tf.mul, div: tf.div, divNoNan: tf.divNoNan, floorDiv: tf.floorDiv, maximum: tf.maximum, minimum: tf.minimum,
  mod: tf.mod, pow: tf.pow, squaredDifference: tf.squaredDifference, atan2: tf.atan2, equal: tf.equal, notEqual: tf.notEqual,
  greater: tf.greater, greaterEqual: tf.greaterEqual, less: tf.less, lessEqual: tf.lessEqual,
};
const logical: typeof binary = { logicalAnd: tf.logicalAnd, logicalOr: tf.logicalOr, logicalXor: tf.logicalXor };

function broadcastShapes(random: Stream): [number[], number[]] {
  const shape = shapeOf(random);
  const kind = random.integer(4);
  if (kind === 0) return [shape, shape];
  if (kind === 1) return random.bernoulli() ? [shape, []] : [[], shape];
  const some = () => shape.map((size) => (size > 0 && random.bernoulli(0.3) ? 1 : size));
  return [some(), some().slice(shape.length > 0 ? random.integer(shape.length) : 0)];
}

const binaryOf = (op: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor, dtypes = all, tame = false): Draw => (random) => {
  const [a, b] = broadcastShapes(random);
  const dtype = pick(random, dtypes);
  return {
    inputs: [numbers(random, a, dtype, tame), numbers(random, b, random.bernoulli(0.8) ? dtype : pick(random, dtypes), tame)],
    run: ([p, q]) => op(p, q),
  };
};

function axesOf(random: Stream, shape: number[]): number[] {
  return random.shuffle(shape.map((_, axis) => axis)).slice(0, between(random, 0, shape.length));
}

const reductionOf = (op: (x: tf.Tensor, axes: number[] | undefined, keepDims: boolean) => tf.Tensor, dtypes: Dtype[], options: { tame?: boolean; empty?: boolean } = {}): Draw =>
  (random) => {
    const shape = shapeOf(random, 0, 5, options.empty ?? true);
    const axes = random.bernoulli(0.2) ? undefined : axesOf(random, shape);
    const keepDims = random.bernoulli();
    return { inputs: [numbers(random, shape, pick(random, dtypes), options.tame)], run: ([x]) => op(x, axes, keepDims) };
  };

const oneAxis = (op: (x: tf.Tensor, axis: number, random: Stream) => tf.Tensor | tf.Tensor[], dtypes = all, options: { tame?: boolean; empty?: boolean } = {}): Draw =>
  (random) => {
    const shape = shapeOf(random, 1, 5, options.empty ?? true);
    const axis = random.integer(shape.length);
    const seed = random.integer(1 << 30);
    return { inputs: [numbers(random, shape, pick(random, dtypes), options.tame)], run: ([x]) => op(x, axis, replay(seed)) };
  };

const image = (random: Stream): number[] => [between(random, 1, 3), between(random, 1, 8), between(random, 1, 8), between(random, 1, 5)];
const volume = (random: Stream): number[] => [between(random, 1, 2), between(random, 2, 5), between(random, 2, 5), between(random, 2, 5), between(random, 1, 4)];

/** Another gradient for each element. */
const weighted = (y: tf.Tensor): tf.Tensor => tf.mul(y, tf.reshape(tf.linspace(-1, 1, y.size), y.shape));

export const sweep: Record<string, Draw> = {
  ...Object.fromEntries(Object.entries(unary).map(([name, op]) => [name, unaryOf(op)])),
  square: unaryOf(tf.square, all, true),
  expm1: unaryOf(tf.expm1, ['float32']), // The cpu backend cuts the results of integers.
  logicalNot: unaryOf(tf.logicalNot, ['bool']),
  ...Object.fromEntries(Object.entries(binary).map(([name, op]) => [name, binaryOf(op)])),
  ...Object.fromEntries(Object.entries(logical).map(([name, op]) => [name, binaryOf(op, ['bool'])])),
  mod: binaryOf(tf.mod, all, true),
  pow: binaryOf(tf.pow, all, true), // 1 to the power of NaN is 1 in C, and NaN in JavaScript.
  floorDiv: binaryOf(tf.floorDiv, ['int32', 'bool']), // The cpu backend gives int32 for float32 too.
  bitwiseAnd: (random) => {
    const shape = shapeOf(random);
    return { inputs: [numbers(random, shape, 'int32'), numbers(random, shape, 'int32')], run: ([a, b]) => tf.bitwiseAnd(a, b) };
  },
  prelu: (random) => {
    const shape = shapeOf(random, 1, 4);
    const alpha = random.bernoulli() ? shape : shape.slice(-1);
    return { inputs: [numbers(random, shape, pick(random, all)), numbers(random, alpha, pick(random, all), true)], run: ([x, a]) => tf.prelu(x, a) };
  },
  all: reductionOf(tf.all, ['bool'], { empty: false }),
  any: reductionOf(tf.any, ['bool']),
  max: reductionOf(tf.max, all),
  min: reductionOf(tf.min, all),
  mean: reductionOf(tf.mean, all, { tame: true, empty: false }),
  sum: reductionOf(tf.sum, all),
  prod: reductionOf(tf.prod, all, { tame: true }),
  logSumExp: reductionOf(tf.logSumExp, ['float32'], { tame: true }),
  moments: reductionOf((x, axes, keep) => tf.moments(x, axes, keep).variance, all, { tame: true, empty: false }),
  norm: reductionOf((x, axes, keep) => (axes?.length === 1 ? tf.norm(x, 'euclidean', axes[0], keep) : tf.norm(x)), ['float32'], { tame: true }),
  argMax: oneAxis((x, axis) => tf.argMax(x, axis)),
  argMin: oneAxis((x, axis) => tf.argMin(x, axis)),
  cumsum: oneAxis((x, axis, random) => tf.cumsum(x, axis, random.bernoulli(), random.bernoulli()), numeric),
  cumprod: oneAxis((x, axis, random) => tf.cumprod(x, axis, random.bernoulli(), random.bernoulli()), numeric, { tame: true }),
  softmax: oneAxis((x) => tf.softmax(x)),
  logSoftmax: oneAxis((x) => tf.logSoftmax(x), ['float32']),
  reverse: oneAxis((x, axis, random) => tf.reverse(x, random.bernoulli() ? [axis] : undefined)),
  reverseLong: (random) => {
    const shape = [pick(random, [4096, 5000, 333])];
    return { inputs: [numbers(random, shape, pick(random, all))], run: ([x]) => tf.reverse(x) };
  },
  concat: oneAxis((x, axis) => tf.concat([x, x, x], axis)),
  stack: oneAxis((x, axis) => tf.stack([x, x], axis)),
  unstack: oneAxis((x, axis) => tf.unstack(x, axis), all, { empty: false }),
  split: oneAxis((x, axis) => tf.split(x, [1, x.shape[axis] - 1], axis), all, { empty: false }),
  expandDims: oneAxis((x, axis) => tf.expandDims(x, axis)),
  tile: unaryOf((x, random) => tf.tile(x, x.shape.map(() => random.integer(4)))),
  transpose: unaryOf((x, random) => tf.transpose(x, shuffled(x.shape.map((_, i) => i), random))),
  pad: unaryOf((x, random) => tf.pad(x, x.shape.map(() => [random.integer(3), random.integer(3)]), random.integer(2))),
  mirrorPad: (random) => {
    const shape = shapeOf(random, 1, 4, false).map((size) => size + 2);
    const pads = shape.map((): [number, number] => [random.integer(3), random.integer(3)]);
    const mode = pick(random, ['reflect', 'symmetric'] as const);
    return { inputs: [numbers(random, shape, pick(random, all))], run: ([x]) => tf.mirrorPad(x, pads, mode) };
  },
  slice: (random) => {
    const shape = shapeOf(random, 1, 5);
    const begin = shape.map((size) => random.integer(size + 1));
    const size = shape.map((length, i) => random.integer(length - begin[i] + 1));
    return { inputs: [numbers(random, shape, pick(random, all))], run: ([x]) => tf.slice(x, begin, size) };
  },
  stridedSlice: (random) => {
    const shape = shapeOf(random, 1, 4);
    const strides = shape.map(() => pick(random, [1, 2, 3, -1, -2]));
    const begin = shape.map((size, i) => (strides[i] > 0 ? random.integer(size + 1) : Math.max(0, size - 1)));
    const end = shape.map((size, i) => (strides[i] > 0 ? size : -size - 1));
    return { inputs: [numbers(random, shape, pick(random, all))], run: ([x]) => tf.stridedSlice(x, begin, end, strides) };
  },
  sliceOutside: (random) => {
    const shape = shapeOf(random, 1, 3, false);
    const begin = shape.map((size) => random.integer(size));
    const size = shape.map((length, i) => length - begin[i] + random.integer(2));
    return { inputs: [numbers(random, shape, pick(random, all))], run: ([x]) => tf.slice(x, begin, size) };
  },
  gather: (random) => {
    const shape = shapeOf(random, 1, 4, false);
    const axis = random.integer(shape.length);
    const batchDims = random.integer(axis + 1);
    const ids = indices(random, [...shape.slice(0, batchDims), ...shapeOf(random, 0, 2)], shape[axis]);
    return { inputs: [numbers(random, shape, pick(random, all)), ids], run: ([x, i]) => tf.gather(x, i as tf.Tensor1D, axis, batchDims) };
  },
  gatherND: (random) => {
    const shape = shapeOf(random, 1, 4, false);
    const depth = between(random, 1, shape.length);
    const count = between(random, 1, 5);
    const values = Int32Array.from({ length: count * depth }, (_, i) => random.integer(shape[i % depth]));
    return { inputs: [numbers(random, shape, pick(random, all)), { shape: [count, depth], dtype: 'int32', values }], run: ([x, i]) => tf.gatherND(x, i) };
  },
  scatterND: (random) => {
    const shape = shapeOf(random, 1, 4, false);
    const depth = between(random, 1, shape.length);
    const count = between(random, 1, 5);
    const values = Int32Array.from({ length: count * depth }, (_, i) => random.integer(shape[i % depth]));
    const updates = numbers(random, [count, ...shape.slice(depth)], pick(random, all), true);
    return { inputs: [{ shape: [count, depth], dtype: 'int32', values }, updates], run: ([i, u]) => tf.scatterND(i as tf.Tensor2D, u, shape) };
  },
  tensorScatterUpdate: (random) => {
    const shape = shapeOf(random, 1, 4, false);
    const depth = between(random, 1, shape.length);
    const values = Int32Array.from({ length: depth }, (_, i) => random.integer(shape[i]));
    const dtype = pick(random, numeric);
    const updates = numbers(random, [1, ...shape.slice(depth)], dtype, true);
    return {
      inputs: [numbers(random, shape, dtype), { shape: [1, depth], dtype: 'int32', values }, updates],
      run: ([x, i, u]) => tf.tensorScatterUpdate(x, i as tf.Tensor2D, u),
    };
  },
  sparseToDense: (random) => {
    const size = between(random, 3, 9);
    const ids = Int32Array.from([...Array(size).keys()].slice(0, between(random, 1, size)));
    const values = numbers(random, [ids.length], pick(random, all), true);
    return {
      inputs: [{ shape: [ids.length], dtype: 'int32', values: ids }, values],
      run: ([i, v]) => tf.sparseToDense(i, v, [size], tf.cast(tf.scalar(0), v.dtype)),
    };
  },
  where: (random) => {
    const [a, b] = broadcastShapes(random);
    const dtype = pick(random, all);
    return {
      inputs: [numbers(random, random.bernoulli() ? a : b, 'bool'), numbers(random, a, dtype), numbers(random, b, dtype)],
      run: ([c, t, e]) => tf.where(c, t, e),
    };
  },
  oneHot: (random) => {
    const depth = between(random, 1, 6);
    const x = { ...indices(random, shapeOf(random, 0, 3), depth + 3) };
    x.values = x.values.map((v) => v - 1);
    const dtype = pick(random, all);
    const [on, off] = dtype === 'float32' ? [pick(random, [1, 0.9]), pick(random, [0, 0.1])] : [1, 0];
    return { inputs: [x], run: ([i]) => tf.oneHot(i, depth, on, off, dtype) };
  },
  confusionMatrix: (random) => {
    const n = between(random, 1, 20);
    return { inputs: [indices(random, [n], 4), indices(random, [n], 4)], run: ([a, b]) => tf.math.confusionMatrix(a as tf.Tensor1D, b as tf.Tensor1D, 4) };
  },
  matMul: (random) => {
    const [m, k, n] = [0, 1, 2].map(() => between(random, random.bernoulli(0.05) ? 0 : 1, 9));
    const outer = shapeOf(random, 0, 2, false).map((size) => Math.min(size, 3));
    const [ta, tb] = [random.bernoulli(), random.bernoulli()];
    const dtype = pick(random, numeric);
    return {
      inputs: [numbers(random, [...outer, ...(ta ? [k, m] : [m, k])], dtype, true), numbers(random, [...outer, ...(tb ? [n, k] : [k, n])], dtype, true)],
      run: ([a, b]) => tf.matMul(a, b, ta, tb),
    };
  },
  dot: (random) => {
    const n = between(random, 1, 9);
    const dtype = pick(random, numeric);
    return { inputs: [numbers(random, [n], dtype, true), numbers(random, [n], dtype, true)], run: ([a, b]) => tf.dot(a, b) };
  },
  einsum: (random) => {
    const [b, h, q, k, d] = [0, 1, 2, 3, 4].map(() => between(random, 1, 4));
    const equation = pick(random, [
      ['bqhd,bkhd->bhqk', [b, q, h, d], [b, k, h, d]], ['ij,jk->ik', [b, h], [h, k]], ['ij,ij->', [b, h], [b, h]], ['i,j->ij', [b], [h]],
      ['ij->ji', [b, h]], ['ijk->k', [b, h, k]], ['bij,bjk->bik', [b, h, q], [b, q, k]], ['abc,cde->abde', [b, h, q], [q, k, d]], ['ij->i', [b, h]],
    ] as [string, ...number[][]][]);
    const [text, ...shapes] = equation;
    const dtype = pick(random, numeric);
    return { inputs: shapes.map((shape) => numbers(random, shape, dtype, true)), run: (tensors) => tf.einsum(text, ...tensors) };
  },
  broadcastTo: (random) => {
    const shape = shapeOf(random, 1, 4);
    return { inputs: [numbers(random, shape.map((size) => (size > 0 && random.bernoulli() ? 1 : size)), pick(random, all))], run: ([x]) => tf.broadcastTo(x, shape) };
  },
  fill: (random) => {
    const shape = shapeOf(random);
    const dtype = pick(random, all);
    return { inputs: [], run: () => tf.fill(shape, dtype === 'float32' ? 2.5 : 1, dtype) };
  },
  linspace: () => ({ inputs: [], run: () => tf.linspace(-3, 4, 9) }),
  range: (random) => {
    const [start, step, dtype] = [between(random, -3, 3), pick(random, [1, 2, -1]), pick(random, ['float32', 'int32'] as const)];
    return { inputs: [], run: () => tf.range(start, start + 9 * step, step, dtype) };
  },
  eye: (random) => { const n = between(random, 1, 5); return { inputs: [], run: () => tf.eye(n, n + 1) }; },
  diag: (random) => ({ inputs: [numbers(random, shapeOf(random, 1, 2, false), pick(random, all))], run: ([x]) => tf.diag(x) }),
  topk: oneAxis((x) => { const { values, indices: at } = tf.topk(x, 1 + Math.floor((x.shape[x.rank - 1] - 1) / 2)); return [values, at]; }, numeric, { empty: false, tame: true }),
  unique: (random) => ({ inputs: [numbers(random, [between(random, 1, 20)], pick(random, all), true)], run: ([x]) => { const u = tf.unique(x); return [u.values, u.indices]; } }),
  searchSorted: (random) => {
    const dtype = pick(random, numeric);
    const sorted = numbers(random, [between(random, 1, 9)], dtype, true);
    sorted.values = sorted.values.slice().sort((a, b) => a - b);
    return { inputs: [sorted, numbers(random, [5], dtype, true)], run: ([s, v]) => [tf.lowerBound(s, v), tf.upperBound(s, v)] };
  },
  bincount: (random) => {
    const n = between(random, 1, 20);
    const weighted = random.bernoulli();
    return {
      inputs: [indices(random, [n], 5), numbers(random, [weighted ? n : 0], pick(random, numeric), true)],
      run: ([x, w]) => tf.bincount(x as tf.Tensor1D, w as tf.Tensor1D, 6),
    };
  },
  denseBincount: (random) => {
    const n = [between(random, 1, 4), between(random, 1, 9)];
    return { inputs: [indices(random, n, 5), numbers(random, [0], 'float32')], run: ([x, w]) => tf.denseBincount(x as tf.Tensor2D, w as tf.Tensor2D, 6) };
  },
  batchToSpaceND: (random) => {
    const dtype = pick(random, all);
    return { inputs: [numbers(random, [4, between(random, 1, 4), between(random, 1, 4), 3], dtype)], run: ([x]) => tf.batchToSpaceND(x, [2, 2], [[0, 1], [1, 0]]) };
  },
  spaceToBatchND: (random) => ({ inputs: [numbers(random, [2, 4, 6, 3], pick(random, all))], run: ([x]) => tf.spaceToBatchND(x, [2, 2], [[1, 1], [0, 2]]) }),
  depthToSpace: (random) => ({ inputs: [numbers(random, [2, 3, 4, 8], pick(random, all))], run: ([x]) => tf.depthToSpace(x as tf.Tensor4D, 2, 'NHWC') }),
  conv2d: (random) => {
    const x = image(random);
    const filter = [between(random, 1, Math.min(3, x[1])), between(random, 1, Math.min(3, x[2])), x[3], between(random, 1, 5)];
    const strides = between(random, 1, 2);
    const pad = pick(random, ['same', 'valid'] as const);
    return { inputs: [numbers(random, x, 'float32', true), numbers(random, filter, 'float32', true)], run: ([t, f]) => tf.conv2d(t as tf.Tensor4D, f as tf.Tensor4D, strides, pad) };
  },
  conv2dFirst: (random) => {
    const [n, h, w, c] = image(random);
    const filter = [between(random, 1, Math.min(3, h)), between(random, 1, Math.min(3, w)), c, between(random, 1, 5)];
    const strides = between(random, 1, 2);
    const pad = pick(random, ['same', 'valid', [[0, 0], [0, 0], [1, 0], [0, 1]]] as const) as 'same';
    const convolve = (t: tf.Tensor, f: tf.Tensor) => tf.conv2d(t as tf.Tensor4D, f as tf.Tensor4D, strides, pad, 'NCHW');
    return {
      inputs: [numbers(random, [n, c, h, w], 'float32', true), numbers(random, filter, 'float32', true)],
      run: ([t, f]) => [convolve(t, f), ...tf.grads((p: tf.Tensor, q: tf.Tensor) => weighted(convolve(p, q)))([t, f])],
    };
  },
  conv1d: (random) => ({ inputs: [numbers(random, [2, 9, 3], 'float32', true), numbers(random, [3, 3, 4], 'float32', true)], run: ([t, f]) => tf.conv1d(t as tf.Tensor3D, f as tf.Tensor3D, 1, 'same') }),
  conv3d: (random) => {
    const x = volume(random);
    const strides = between(random, 1, 2);
    const pad = pick(random, ['same', 'valid'] as const);
    const filter = [between(random, 1, 2), between(random, 1, 2), between(random, 1, 2), x[4], between(random, 1, 5)];
    return { inputs: [numbers(random, x, 'float32', true), numbers(random, filter, 'float32', true)], run: ([t, f]) => tf.conv3d(t as tf.Tensor5D, f as tf.Tensor5D, strides, pad) };
  },
  conv3dGradients: (random) => {
    const x = volume(random);
    const strides = between(random, 1, 2);
    const pad = pick(random, ['same', 'valid'] as const);
    const filter = [between(random, 1, 2), between(random, 1, 2), between(random, 1, 2), x[4], between(random, 1, 5)];
    return {
      inputs: [numbers(random, x, 'float32', true), numbers(random, filter, 'float32', true)],
      run: ([t, f]) => tf.grads((p: tf.Tensor, q: tf.Tensor) => tf.square(tf.conv3d(p as tf.Tensor5D, q as tf.Tensor5D, strides, pad)))([t, f]),
    };
  },
  conv3dTranspose: (random) => {
    const strides = between(random, 1, 2);
    const x = volume(random);
    const out = [x[0], x[1] * strides, x[2] * strides, x[3] * strides, 3] as [number, number, number, number, number];
    return {
      inputs: [numbers(random, x, 'float32', true), numbers(random, [2, 3, 1, 3, x[4]], 'float32', true)],
      run: ([t, f]) => tf.conv3dTranspose(t as tf.Tensor5D, f as tf.Tensor5D, out, strides, 'same'),
    };
  },
  conv2dTranspose: (random) => {
    const x = image(random);
    return {
      inputs: [numbers(random, x, 'float32', true), numbers(random, [3, 2, 4, x[3]], 'float32', true)],
      run: ([t, f]) => tf.conv2dTranspose(t as tf.Tensor4D, f as tf.Tensor4D, [x[0], x[1] * 2, x[2] * 2, 4], 2, 'same'),
    };
  },
  depthwiseConv2d: (random) => {
    const x = image(random);
    return { inputs: [numbers(random, x, 'float32', true), numbers(random, [2, 3, x[3], between(random, 1, 2)], 'float32', true)], run: ([t, f]) => tf.depthwiseConv2d(t as tf.Tensor4D, f as tf.Tensor4D, 1, 'same') };
  },
  maxPool: (random) => { const s = between(random, 1, 2); return { inputs: [numbers(random, image(random), 'float32', true)], run: ([x]) => tf.maxPool(x as tf.Tensor4D, 2, s, 'same') }; },
  avgPool: (random) => { const s = between(random, 1, 2); return { inputs: [numbers(random, image(random), 'float32')], run: ([x]) => tf.avgPool(x as tf.Tensor4D, 2, s, 'same') }; },
  poolDilated: (random) => { const type = pick(random, ['max', 'avg'] as const); return { inputs: [numbers(random, [2, 7, 8, 3], 'float32', true)], run: ([x]) => tf.pool(x as tf.Tensor4D, 2, type, 'valid', 2, 1) }; },
  maxPool3d: (random) => { const s = between(random, 1, 2); return { inputs: [numbers(random, volume(random), 'float32', true)], run: ([x]) => tf.maxPool3d(x as tf.Tensor5D, 2, s, 'same') }; },
  avgPool3d: (random) => { const s = between(random, 1, 2); return { inputs: [numbers(random, volume(random), 'float32', true)], run: ([x]) => tf.avgPool3d(x as tf.Tensor5D, 2, s, 'same') }; },
  pool3dGradients: (random) => {
    const s = between(random, 1, 2);
    const [op, pad] = pick(random, [[tf.maxPool3d, 'same'], [tf.maxPool3d, 'valid'], [tf.avgPool3d, 'valid']] as const);
    return { inputs: [numbers(random, volume(random), 'float32', true)], run: ([x]) => tf.grad((t) => tf.square(op(t as tf.Tensor5D, 2, s, pad)))(x) };
  },
  maxPoolWithArgmax: (random) => ({ inputs: [numbers(random, image(random), 'float32', true)], run: ([x]) => Object.values(tf.maxPoolWithArgmax(x as tf.Tensor4D, 2, 2, 'same')) as tf.Tensor[] }),
  localResponseNormalization: (random) => ({ inputs: [numbers(random, image(random), 'float32', true)], run: ([x]) => [tf.localResponseNormalization(x as tf.Tensor4D, 2), tf.grad((t) => tf.square(tf.localResponseNormalization(t as tf.Tensor4D, 2)))(x)] }),
  batchNorm: (random) => {
    const x = image(random);
    const stats = () => numbers(random, [x[3]], 'float32', true);
    const variance = stats();
    variance.values = variance.values.map(Math.abs);
    return { inputs: [numbers(random, x, 'float32', true), stats(), variance, stats(), stats()], run: ([t, m, v, o, s]) => tf.batchNorm(t, m as tf.Tensor1D, v as tf.Tensor1D, o as tf.Tensor1D, s as tf.Tensor1D) };
  },
  dilation2d: (random) => {
    const x = image(random);
    return {
      inputs: [numbers(random, x, 'float32', true), numbers(random, [2, 2, x[3]], 'float32', true)],
      run: ([t, f]) => [tf.dilation2d(t as tf.Tensor4D, f as tf.Tensor3D, 1, 'same'), ...tf.grads((p: tf.Tensor, q: tf.Tensor) => tf.dilation2d(p as tf.Tensor4D, q as tf.Tensor3D, 1, 'same'))([t, f])],
    };
  },
  resizeBilinear: (random) => {
    const [corners, half] = pick(random, [[false, false], [true, false], [false, true]]);
    return { inputs: [numbers(random, image(random), pick(random, numeric), true)], run: ([x]) => tf.image.resizeBilinear(x as tf.Tensor4D, [5, 7], corners, half) };
  },
  resizeNearest: (random) => {
    const [corners, half] = pick(random, [[false, false], [true, false], [false, true]]);
    return { inputs: [numbers(random, image(random), pick(random, numeric), true)], run: ([x]) => tf.image.resizeNearestNeighbor(x as tf.Tensor4D, [5, 7], corners, half) };
  },
  cropAndResize: (random) => {
    const x = image(random);
    const boxes = { shape: [2, 4], values: Float32Array.from([0, 0, 0.7123, 0.8317, 0.2113, 0.1371, 1.2197, 0.9431]) };
    const method = pick(random, ['bilinear', 'nearest'] as const);
    return { inputs: [numbers(random, x, 'float32', true), boxes, indices(random, [2], x[0])], run: ([t, b, i]) => tf.image.cropAndResize(t as tf.Tensor4D, b as tf.Tensor2D, i as tf.Tensor1D, [3, 4], method, 0) };
  },
  flipLeftRight: (random) => ({ inputs: [numbers(random, image(random), 'float32')], run: ([x]) => tf.image.flipLeftRight(x as tf.Tensor4D) }),
  rotateWithOffset: (random) => ({ inputs: [numbers(random, image(random), 'float32', true)], run: ([x]) => tf.image.rotateWithOffset(x as tf.Tensor4D, 0.4) }),
  transform: (random) => { // Of one image: the cpu kernel ends after the first.
    const x = [1, ...image(random).slice(1)];
    const mode = pick(random, ['constant', 'reflect', 'wrap', 'nearest'] as const);
    const method = pick(random, ['nearest', 'bilinear'] as const);
    return { inputs: [numbers(random, x, 'float32', true), { shape: [1, 8], values: Float32Array.from([0.9013, 0.1027, 0.3019 - random.integer(9), -0.1043, 1.1031, -0.2017 + random.integer(9), 0, 0.01]) }], run: ([t, m]) => tf.image.transform(t as tf.Tensor4D, m as tf.Tensor2D, method, mode) };
  },
  grayscaleToRGB: (random) => ({ inputs: [numbers(random, [2, 3, 4, 1], pick(random, numeric))], run: ([x]) => tf.image.grayscaleToRGB(x as tf.Tensor4D) }),
  rgbToGrayscale: (random) => ({ inputs: [numbers(random, pick(random, [[4, 5, 3], [2, 4, 5, 3]]), pick(random, numeric), true)], run: ([x]) => tf.image.rgbToGrayscale(x as tf.Tensor4D) }),
  nonMaxSuppression: (random) => {
    const n = between(random, 1, 9);
    const corners = numbers(random, [n, 4], 'float32', true);
    const score = numbers(random, [n], 'float32', true);
    return { inputs: [corners, score], run: ([b, s]) => tf.image.nonMaxSuppression(b as tf.Tensor2D, s as tf.Tensor1D, 5, 0.5) };
  },
  nonMaxSuppressionWithScore: (random) => {
    const n = between(random, 1, 9);
    return {
      inputs: [numbers(random, [n, 4], 'float32', true), numbers(random, [n], 'float32', true)],
      run: ([b, s]) => Object.values(tf.image.nonMaxSuppressionWithScore(b as tf.Tensor2D, s as tf.Tensor1D, 5, 0.5, -1, 0.3)) as tf.Tensor[],
    };
  },
  nonMaxSuppressionPadded: (random) => {
    const n = between(random, 1, 9);
    return {
      inputs: [numbers(random, [n, 4], 'float32', true), numbers(random, [n], 'float32', true)],
      run: ([b, s]) => Object.values(tf.image.nonMaxSuppressionPadded(b as tf.Tensor2D, s as tf.Tensor1D, 5, 0.5, -1, true)) as tf.Tensor[],
    };
  },
  euclideanNorm: reductionOf((x, axes, keep) => tf.euclideanNorm(x, axes, keep), ['float32'], { tame: true }),
  addN: (random) => {
    const shape = shapeOf(random);
    const dtype = pick(random, all);
    return { inputs: [0, 1, 2].map(() => numbers(random, shape, dtype)), run: (tensors) => tf.addN(tensors) };
  },
  dropout: (random) => ({ inputs: [numbers(random, [5, 5], 'float32', true)], run: ([x]) => tf.dropout(x, 0.5, undefined, 7) }),
  reshape: unaryOf((x) => tf.reshape(x, [x.size])),
};

/** Gradients of ops of one tensor and of two. */
const differentiable = [
  'abs', 'acos', 'asin', 'asinh', 'atan', 'ceil', 'cos', 'cosh', 'elu', 'erf', 'exp', 'expm1', 'floor', 'log1p', 'neg', 'relu', 'relu6', 'round', 'selu',
  'sigmoid', 'logSigmoid', 'sign', 'sin', 'sinh', 'softplus', 'square', 'step', 'tanh', 'leakyRelu', 'clip', 'clipAll',
];
for (const name of differentiable) {
  sweep[`gradient of ${name}`] = (random) => {
    const x = numbers(random, shapeOf(random), 'float32');
    return { inputs: [x], run: ([t]) => tf.grad((y) => unary[name](y, random))(t) };
  };
}
for (const name of ['add', 'sub', 'mul', 'div', 'maximum', 'minimum', 'squaredDifference', 'atan2', 'mod']) {
  sweep[`gradient of ${name}`] = (random) => {
    const [a, b] = broadcastShapes(random);
    return { inputs: [numbers(random, a, 'float32'), numbers(random, b, 'float32')], run: (tensors) => tf.grads(binary[name] as (...t: tf.Tensor[]) => tf.Tensor)(tensors) };
  };
}
for (const [name, op] of Object.entries({ max: tf.max, min: tf.min, mean: tf.mean, sum: tf.sum })) {
  sweep[`gradient of ${name}`] = (random) => {
    const shape = shapeOf(random, 0, 4, false);
    const axes = axesOf(random, shape);
    return { inputs: [numbers(random, shape, 'float32')], run: ([x]) => tf.grad((t) => op(t, axes) as tf.Tensor)(x) };
  };
}
sweep['gradient of gather'] = (random) => {
  const shape = shapeOf(random, 1, 4, false);
  const axis = random.integer(shape.length);
  const ids = indices(random, [between(random, 1, 4)], shape[axis]);
  return { inputs: [numbers(random, shape, 'float32'), ids], run: ([x, i]) => tf.grad((t) => tf.gather(t, i as tf.Tensor1D, axis))(x) };
};
sweep['gradient of softmax'] = (random) => ({ inputs: [numbers(random, shapeOf(random, 1, 3), 'float32', true)], run: ([x]) => tf.grad((t) => tf.square(tf.softmax(t)))(x) });
sweep['gradient of logSoftmax'] = (random) => ({ inputs: [numbers(random, shapeOf(random, 1, 3), 'float32', true)], run: ([x]) => tf.grad((t) => tf.square(tf.logSoftmax(t)))(x) });
sweep['gradient of prelu'] = (random) => {
  const shape = shapeOf(random, 1, 4);
  return { inputs: [numbers(random, shape, 'float32', true), numbers(random, shape.slice(-1), 'float32', true)], run: (t) => tf.grads((x: tf.Tensor, a: tf.Tensor) => tf.prelu(x, a))(t) };
};
sweep['gradient of where'] = (random) => {
  const shape = shapeOf(random, 0, 4);
  return { inputs: [numbers(random, shape, 'bool'), numbers(random, shape, 'float32'), numbers(random, shape, 'float32')], run: ([c, ...t]) => tf.grads((p: tf.Tensor, q: tf.Tensor) => tf.where(c, p, q))(t) };
};
sweep['gradient of cumsum'] = oneAxis((x, axis) => tf.grad((t) => tf.square(tf.cumsum(t, axis)))(x), ['float32'], { tame: true });
sweep['gradient of stridedSlice'] = (random) => ({ inputs: [numbers(random, [5, 6], 'float32')], run: ([x]) => tf.grad((t) => tf.slice(t, [1, 2], [3, 2]))(x) });

function shuffled(items: number[], random: Stream): number[] {
  const left = [...items];
  return items.map(() => left.splice(random.integer(left.length), 1)[0]);
}
