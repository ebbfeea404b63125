/**
 * Kernels that pick and place elements, for what stock gets wrong: Select, OneHot and Reverse write four bytes per truth value, OneHot
 * writes the bits of integers into float32, StridedSlice takes every type for float32, and Gather mixes up batches.
 */
import * as tf from '@tensorflow/tfjs-core';
import { invalid } from '../../shapes/check';
import type { WasmBackend } from './backend';
import { walk, written } from './heap';

interface SelectArgs {
  inputs: { condition: tf.TensorInfo; t: tf.TensorInfo; e: tf.TensorInfo };
  backend: WasmBackend;
}

/** t where the condition holds, e elsewhere; a condition of one axis may decide on whole rows. Stock is right for float32. */
export function select(stock: (args: SelectArgs) => tf.TensorInfo) {
  return (args: SelectArgs): tf.TensorInfo => {
    const { inputs: { condition, t, e }, backend } = args;
    const size = tf.util.sizeFromShape;
    if (condition.dtype === 'bool' && t.dtype === 'float32' && e.dtype === 'float32' && size(t.shape) > 0) return stock(args);
    const row = size(t.shape) / Math.max(1, size(condition.shape));
    return written(backend, t.shape, tf.upcastType(t.dtype, e.dtype), [condition, t, e], (y, holds, yes, no) => {
      for (let i = 0; i < y.length; i++) y[i] = holds[row === 1 ? i : Math.floor(i / row)] ? yes[i] : no[i];
    });
  };
}

interface OneHotArgs {
  inputs: { indices: tf.TensorInfo };
  backend: WasmBackend;
  attrs: { dtype: tf.DataType; depth: number; onValue: number; offValue: number };
}

export function oneHot({ inputs: { indices }, backend, attrs }: OneHotArgs): tf.TensorInfo {
  const { dtype, depth, onValue, offValue } = attrs;
  return written(backend, [...indices.shape, depth], dtype, [indices], (y, classes) => {
    y.fill(offValue);
    for (let i = 0; i < classes.length; i++) {
      if (classes[i] >= 0 && classes[i] < depth) y[i * depth + classes[i]] = onValue;
    }
  });
}

interface StridedSliceArgs {
  inputs: { x: tf.TensorInfo };
  backend: WasmBackend;
  attrs: {
    begin: number[]; end: number[]; strides: number[];
    beginMask: number; endMask: number; ellipsisMask: number; newAxisMask: number; shrinkAxisMask: number;
  };
}

export function stridedSlice({ inputs: { x }, backend, attrs }: StridedSliceArgs): tf.TensorInfo {
  const { finalShape, begin, end, strides } = tf.slice_util.sliceInfo(
    x.shape, attrs.begin, attrs.end, attrs.strides, attrs.beginMask, attrs.endMask, attrs.ellipsisMask, attrs.newAxisMask,
    attrs.shrinkAxisMask,
  );
  const own = [...tf.util.computeStrides(x.shape), 1];
  const start = begin.reduce((sum, index, axis) => sum + index * own[axis], 0);
  const places = walk(tf.slice_util.computeOutShape(begin, end, strides), strides.map((step, axis) => step * own[axis]), start);
  return written(backend, finalShape, x.dtype, [x], (y, from) => {
    for (let i = 0; i < y.length; i++) y[i] = from[places[i]];
  });
}

interface ReverseArgs {
  inputs: { x: tf.TensorInfo };
  backend: WasmBackend;
  attrs: { dims: number | number[] };
}

export function reverse({ inputs: { x }, backend, attrs: { dims } }: ReverseArgs): tf.TensorInfo {
  const turned = x.shape.length > 0 ? tf.util.parseAxisParam(dims, x.shape) : [];
  const own = [...tf.util.computeStrides(x.shape), 1];
  const start = turned.reduce((sum, axis) => sum + (x.shape[axis] - 1) * own[axis], 0);
  const places = walk(x.shape, x.shape.map((_, axis) => (turned.includes(axis) ? -own[axis] : own[axis])), start);
  return written(backend, x.shape, x.dtype, [x], (y, from) => {
    for (let i = 0; i < y.length; i++) y[i] = from[places[i]];
  });
}

interface UnaryArgs {
  inputs: { x: tf.TensorInfo };
  backend: WasmBackend;
  attrs: { perm: number[] };
}

type UnaryKernel = (args: UnaryArgs) => tf.TensorInfo;

/** Without elements stock's transposition, and what it transposes for, divides by zero. `permOf` gives the order of the result's axes. */
const unlessEmpty = (stock: UnaryKernel, permOf: (args: UnaryArgs) => number[]): UnaryKernel => (args) => {
  const { inputs: { x }, backend } = args;
  if (tf.util.sizeFromShape(x.shape) > 0) return stock(args);
  return backend.makeOutput(permOf(args).map((axis) => x.shape[axis]), x.dtype);
};

export const transpose = (stock: UnaryKernel): UnaryKernel => unlessEmpty(stock, ({ attrs }) => attrs.perm);
export const cumulative = (stock: UnaryKernel): UnaryKernel => unlessEmpty(stock, ({ inputs: { x } }) => x.shape.map((_, axis) => axis));

interface BincountArgs {
  inputs: { x: tf.TensorInfo; weights: tf.TensorInfo };
  backend: WasmBackend;
  attrs: { size: number };
}

/** How often each number below `size` occurs, or the sum of its weights; all of x, whatever its shape, which stock counts by rows. */
export function bincount({ inputs: { x, weights }, backend, attrs: { size } }: BincountArgs): tf.TensorInfo {
  const isWeighted = tf.util.sizeFromShape(weights.shape) > 0;
  return written(backend, [size], weights.dtype, [x, weights], (y, from, weight) => {
    y.fill(0);
    for (let i = 0; i < from.length; i++) {
      if (from[i] < 0) throw invalid('x', 'bincount', 'zero or more', from[i]);
      if (from[i] < size) y[from[i]] += isWeighted ? weight[i] : 1;
    }
  });
}

interface GatherArgs {
  inputs: { x: tf.TensorInfo; indices: tf.TensorInfo };
  backend: WasmBackend;
  attrs: { axis: number; batchDims: number };
}

export function gather({ inputs: { x, indices }, backend, attrs: { axis, batchDims } }: GatherArgs): tf.TensorInfo {
  const [along] = tf.util.parseAxisParam(axis, x.shape);
  const { batchSize, outerSize, dimSize, sliceSize, outputShape } =
    tf.backend_util.segment_util.collectGatherOpShapeInfo(x as tf.Tensor, indices as tf.Tensor, along, batchDims);
  const count = tf.util.sizeFromShape(indices.shape) / Math.max(1, batchSize);
  return written(backend, outputShape, x.dtype, [x, indices], (y, from, ids) => {
    for (let i = 0; i < ids.length; i++) {
      if (ids[i] < 0 || ids[i] >= dimSize) {
        throw new Error(`GatherV2: the index value ${ids[i]} is not in [0, ${dimSize - 1}]`);
      }
    }
    for (let batch = 0, to = 0; batch < batchSize; batch++) for (let outer = 0; outer < outerSize; outer++) {
      const block = (batch * outerSize + outer) * dimSize;
      for (let i = 0; i < count; i++, to += sliceSize) {
        const start = (block + ids[batch * count + i]) * sliceSize;
        for (let s = 0; s < sliceSize; s++) y[to + s] = from[start + s];
      }
    }
  });
}
