/**
 * Tile, Concat and SplitV as copies of whole blocks. Strings and mixed types are left to the stock kernels, but for Tile,
 * where strings make stock abort. Slice is stock's, which does not look whether the part lies in the tensor.
 */
import * as tf from '@tensorflow/tfjs-core';
import { invalid } from '../../shapes/check';
import { addressOf, type WasmBackend, withScratch } from './backend';
import { kernelsOf } from './module';

interface TileArgs {
  inputs: { x: tf.TensorInfo };
  backend: WasmBackend;
  attrs: { reps: number[] };
}

export function tile(stock: (args: TileArgs) => tf.TensorInfo) {
  return (args: TileArgs): tf.TensorInfo => {
    const { inputs: { x }, backend, attrs: { reps } } = args;
    if (x.dtype === 'string') {
      throw new Error('Invalid `x` in tile on the WASM backend: expected numbers, received strings.');
    }
    if (!reps.every((times) => Number.isInteger(times) && times >= 0)) {
      throw new Error(`Invalid \`reps\` in tile: expected whole numbers, zero or more, received [${reps}].`);
    }
    if (reps.length !== x.shape.length) throw invalid('reps', 'tile', `one number for each axis of [${x.shape}]`, reps);
    if (x.shape.length === 0) return stock(args);
    const axes = mergedAxes(x, reps);
    return withScratch(backend, [axes.length * 12], ([table]) => {
      const output = backend.makeOutput(x.shape.map((size, axis) => size * reps[axis]), x.dtype);
      if (tf.util.sizeFromShape(output.shape) === 0) return output;
      new Int32Array(backend.wasm.HEAPU8.buffer, table, axes.length * 3).set(axes.flat());
      kernelsOf(backend).tile(addressOf(backend, x), addressOf(backend, output), table, axes.length);
      return output;
    });
  };
}

/** (size, repeats, bytes of one index), with axes joined where they repeat as one. */
function mergedAxes(x: tf.TensorInfo, reps: readonly number[]): [number, number, number][] {
  const axes: [number, number, number][] = [];
  let step = tf.util.bytesPerElement(x.dtype);
  for (let axis = x.shape.length - 1; axis >= 0; axis--) {
    const size = x.shape[axis];
    const inner = axes[0];
    if (inner && inner[1] === 1) axes[0] = [size * inner[0], reps[axis], inner[2]];
    else if (inner && size === 1) inner[1] *= reps[axis];
    else axes.unshift([size, reps[axis], step]);
    step *= size;
  }
  return axes;
}

interface ConcatArgs {
  inputs: tf.TensorInfo[];
  backend: WasmBackend;
  attrs: { axis: number };
}

export function concat(stock: (args: ConcatArgs) => tf.TensorInfo) {
  return (args: ConcatArgs): tf.TensorInfo => {
    const { backend } = args;
    const { shape, dtype } = args.inputs[0];
    const parts = args.inputs.filter((part) => tf.util.sizeFromShape(part.shape) > 0);
    if (parts.length < 2 || dtype === 'string' || parts.some((part) => part.dtype !== dtype)) return stock(args);
    const axis = tf.util.parseAxisParam(args.attrs.axis, shape)[0];
    const shapes = args.inputs.map((part) => part.shape);
    tf.backend_util.assertParamsConsistent(shapes, axis);
    const output = backend.makeOutput(tf.backend_util.computeOutShape(shapes, axis), dtype);
    const whole = blockBytes(output, axis);
    let target = addressOf(backend, output);
    for (const part of parts) {
      const bytes = blockBytes(part, axis);
      kernelsOf(backend).copyBlocks(addressOf(backend, part), bytes, target, whole, bytes, blockCount(part, axis));
      target += bytes;
    }
    return output;
  };
}

interface SplitArgs {
  inputs: { x: tf.TensorInfo };
  backend: WasmBackend;
  attrs: { numOrSizeSplits: number | number[]; axis: number };
}

export function split(stock: (args: SplitArgs) => tf.TensorInfo[]) {
  return (args: SplitArgs): tf.TensorInfo[] => {
    const { inputs: { x }, backend, attrs } = args;
    if (x.dtype === 'string') return stock(args);
    const axis = tf.util.parseAxisParam(attrs.axis, x.shape)[0];
    const whole = blockBytes(x, axis);
    let source = addressOf(backend, x);
    const sizes = tf.backend_util.prepareSplitSize(x as tf.Tensor, attrs.numOrSizeSplits, axis);
    if (!sizes.every((size) => Number.isInteger(size) && size >= 0)) {
      throw invalid('numOrSizeSplits', 'split', 'whole numbers, zero or more', sizes);
    }
    const shapes = sizes.map((size) => x.shape.map((length, i) => (i === axis ? size : length)));
    return makeOutputs(backend, shapes, x.dtype).map((part) => {
      const bytes = blockBytes(part, axis);
      kernelsOf(backend).copyBlocks(source, whole, addressOf(backend, part), bytes, bytes, blockCount(x, axis));
      source += bytes;
      return part;
    });
  };
}

interface SliceArgs {
  inputs: { x: tf.TensorInfo };
  attrs: { begin: number | number[]; size: number | number[] };
}

export function slice(stock: (args: SliceArgs) => tf.TensorInfo) {
  return (args: SliceArgs): tf.TensorInfo => {
    const { inputs: { x }, attrs } = args;
    const [begin, size] = tf.slice_util.parseSliceParams(x, attrs.begin, attrs.size);
    for (const [name, places] of Object.entries({ begin, size })) {
      if (!places.every((place) => Number.isInteger(place) && place >= 0)) {
        throw invalid(name, 'slice', `whole numbers within [${x.shape}]`, attrs[name as 'begin' | 'size']);
      }
    }
    tf.slice_util.assertParamsValid(x, begin, size);
    return stock(args);
  };
}

/** One output of each shape, or none where there is no room for all. */
function makeOutputs(backend: WasmBackend, shapes: readonly number[][], dtype: tf.DataType): tf.TensorInfo[] {
  const outputs: tf.TensorInfo[] = [];
  try {
    for (const shape of shapes) outputs.push(backend.makeOutput(shape, dtype));
  } catch (error) {
    for (const { dataId } of outputs) backend.disposeData(dataId);
    throw error;
  }
  return outputs;
}

/** Bytes from `axis` inwards. */
function blockBytes(x: tf.TensorInfo, axis: number): number {
  return tf.util.sizeFromShape(x.shape.slice(axis)) * tf.util.bytesPerElement(x.dtype);
}

function blockCount(x: tf.TensorInfo, axis: number): number {
  return tf.util.sizeFromShape(x.shape.slice(0, axis));
}
