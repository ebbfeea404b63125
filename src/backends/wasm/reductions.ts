/**
 * Sum and Mean of float32 along neighbouring axes, without the transposition that the stock kernels make first, and
 * with runs of numbers added up in float64. Other cases are left to stock.
 */
import * as tf from '@tensorflow/tfjs-core';
import { invalid } from '../../shapes/check';
import { addressOf, type WasmBackend, withScratch } from './backend';
import { numbersOf } from './heap';
import { kernelsOf } from './module';

interface ReduceArgs {
  inputs: { x: tf.TensorInfo };
  backend: WasmBackend;
  /** `reductionIndices` in Max. */
  attrs: { axis: number | number[] | null; reductionIndices?: number | number[]; keepDims: boolean };
}

type ReduceKernel = (args: ReduceArgs) => tf.TensorInfo;

export const sum = (stock: ReduceKernel): ReduceKernel => reduction(ofNumbers(stock), () => 1);
export const mean = (stock: ReduceKernel): ReduceKernel => reduction(stock, (count) => 1 / count);

function reduction(stock: ReduceKernel, scaleOf: (count: number) => number): ReduceKernel {
  return (args) => {
    const { inputs: { x }, backend, attrs } = args;
    const axes = sortedAxes(attrs.axis, x.shape);
    if (x.dtype !== 'float32' || !areNeighbours(axes)) return stock(args);
    const size = tf.util.sizeFromShape;
    const first = axes[0] ?? x.shape.length;
    const last = first + axes.length;
    const [outer, count, inner] = [x.shape.slice(0, first), x.shape.slice(first, last), x.shape.slice(last)].map(size);
    const ones = attrs.keepDims ? axes.map(() => 1) : [];
    return withScratch(backend, [inner * 8], ([totals]) => {
      const output = backend.makeOutput([...x.shape.slice(0, first), ...ones, ...x.shape.slice(last)], 'float32');
      const [from, to] = [addressOf(backend, x), addressOf(backend, output)];
      if (inner === 1) kernelsOf(backend).sumRows(from, to, outer, count, scaleOf(count));
      else kernelsOf(backend).sumColumns(from, to, outer, count, inner, scaleOf(count), totals);
      return output;
    });
  };
}

/**
 * Without elements stock leaves the result as it was allocated, or divides by zero; here it is `value`, or 0 where integers have
 * no NaN, as on cpu.
 */
export function ofSome(kernel: ReduceKernel, value: number, dtype?: tf.DataType): ReduceKernel {
  return (args) => {
    const { inputs: { x }, backend, attrs } = args;
    if (tf.util.sizeFromShape(x.shape) > 0) return kernel(args);
    const axes = sortedAxes(attrs.reductionIndices ?? attrs.axis, x.shape);
    const [shape] = tf.backend_util.computeOutAndReduceShapes(x.shape, axes);
    const output = backend.makeOutput(attrs.keepDims ? tf.backend_util.expandShapeToKeepDim(shape, axes) : shape, dtype ?? x.dtype);
    numbersOf(backend, output).fill(value);
    return output;
  };
}

/** Stock adds no truth values up, and returns what lay in memory; `tf.sum` makes integers of them first. */
function ofNumbers(stock: ReduceKernel): ReduceKernel {
  return (args) => {
    if (args.inputs.x.dtype === 'bool') throw invalid('x', 'a sum on the WASM backend', 'float32 or int32', 'bool');
    return stock(args);
  };
}

/** Rising; axes of size 1 beside the others do no harm. */
function sortedAxes(axis: number | number[] | null, shape: number[]): number[] {
  return tf.util.parseAxisParam(axis as number | number[], shape).sort((a, b) => a - b);
}

function areNeighbours(axes: readonly number[]): boolean {
  return axes.every((axis, i) => axis === axes[0] + i);
}
