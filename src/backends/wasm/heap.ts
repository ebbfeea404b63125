/** Tensors on tfjs's heap as typed arrays, for kernels in plain TypeScript: those that are rare, or whose work is small. */
import * as tf from '@tensorflow/tfjs-core';
import { invalid } from '../../shapes/check';
import { addressOf, type WasmBackend } from './backend';

export type HeapArray = Float32Array | Int32Array | Uint8Array;

/** The numbers of a tensor, in place; the next allocation may make the view stale. */
export function numbersOf(backend: WasmBackend, { dataId, shape, dtype }: tf.TensorInfo): HeapArray {
  const View = views[dtype as keyof typeof views];
  if (!View) throw invalid('dtype', 'a kernel of the WASM backend', 'float32, int32 or bool', dtype);
  const size = tf.util.sizeFromShape(shape);
  return new View(backend.wasm.HEAPU8.buffer as ArrayBuffer, size > 0 ? addressOf(backend, { dataId, shape, dtype }) : 0, size);
}

const views = { float32: Float32Array, int32: Int32Array, bool: Uint8Array };

/** A new tensor that `write` fills: it gets the numbers of the output, then those of `inputs`. */
export function written(
  backend: WasmBackend, shape: readonly number[], dtype: tf.DataType, inputs: readonly tf.TensorInfo[],
  write: (y: HeapArray, ...inputs: HeapArray[]) => void,
): tf.TensorInfo {
  inputs.forEach((input) => numbersOf(backend, input)); // What it refuses, it refuses before anything is allocated.
  const y = backend.makeOutput(shape, dtype);
  write(numbersOf(backend, y), ...inputs.map((input) => numbersOf(backend, input)));
  return y;
}

/** For each element of `shape`, its place in a tensor of shape `own` that is stretched to it; none where both are the same. */
export function placesIn(own: readonly number[], shape: readonly number[]): Int32Array | undefined {
  if (tf.util.arraysEqual(own as number[], shape as number[])) return undefined;
  const strides = tf.util.computeStrides(own as number[]).concat(1);
  const ahead = shape.length - own.length;
  const steps = shape.map((_, axis) => (axis < ahead || own[axis - ahead] === 1 ? 0 : strides[axis - ahead]));
  return walk(shape, steps, 0);
}

/** For each element of `shape`, `start` plus its indices times `steps`. */
export function walk(shape: readonly number[], steps: readonly number[], start: number): Int32Array {
  const places = new Int32Array(tf.util.sizeFromShape(shape as number[]));
  const index = shape.map(() => 0);
  for (let i = 0, place = start; i < places.length; i++) {
    places[i] = place;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      place += steps[axis];
      if (++index[axis] < shape[axis]) break;
      place -= steps[axis] * shape[axis];
      index[axis] = 0;
    }
  }
  return places;
}
