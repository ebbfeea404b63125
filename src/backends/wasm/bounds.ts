/**
 * Stock kernels that trust their arguments: an index out of range, or a type they do not know, makes them read or write other tensors.
 * Here these are looked at first.
 */
import * as tf from '@tensorflow/tfjs-core';
import { invalid } from '../../shapes/check';
import type { WasmBackend } from './backend';
import { numbersOf } from './heap';

interface Args {
  inputs: Record<string, tf.TensorInfo>;
  backend: WasmBackend;
  attrs: { shape: number[]; outputShape: number[]; paddings: [number, number][]; value: unknown; dtype?: tf.DataType };
}

type Kernel<Result> = (args: Args) => Result;

const checks: Record<string, (args: Args) => void> = {
  GatherNd: ({ inputs: { params, indices }, backend }) => { checkPlaces(backend, indices, params.shape); },
  ScatterNd: ({ inputs: { indices }, backend, attrs: { shape } }) => { checkPlaces(backend, asRows(indices), shape); },
  TensorScatterUpdate: ({ inputs: { tensor, indices }, backend }) => { checkPlaces(backend, asRows(indices), tensor.shape); },
  Fill({ attrs: { value, dtype } }) {
    if (typeof value === 'string' || dtype === 'string') throw invalid('value', 'fill on the WASM backend', 'a number, no string', value);
  },
  SparseToDense({ inputs: { sparseIndices, sparseValues: { dtype } }, backend, attrs: { outputShape } }) {
    if (dtype === 'string') throw invalid('sparseValues', 'sparseToDense on the WASM backend', 'numbers', dtype);
    checkPlaces(backend, asRows(sparseIndices), outputShape);
  },
  CropAndResize({ inputs: { image, boxInd }, backend }) {
    const [batch] = image.shape;
    const wrong = numbersOf(backend, boxInd).find((index) => index < 0 || index >= batch);
    if (wrong === undefined) return;
    throw invalid('boxInd', 'tf.image.cropAndResize', `images from 0 to ${batch - 1}`, wrong);
  },
  DenseBincount({ inputs: { x }, backend }) {
    const wrong = numbersOf(backend, x).find((value) => value < 0);
    if (wrong !== undefined) throw invalid('x', 'denseBincount', 'zero or more', wrong);
  },
  PadV2({ attrs: { paddings } }) {
    if (paddings.flat().every((size) => size >= 0)) return;
    throw invalid('paddings', 'pad on the WASM backend', 'zero or more', paddings);
  },
  TopK({ inputs: { x } }) {
    if (x.dtype === 'bool') throw invalid('x', 'topk on the WASM backend', 'float32 or int32', x.dtype);
  },
};

export const boundedKernels = Object.keys(checks);

/** The stock kernel, after a look at its indices or sizes. */
export function bounded<Result>(name: string, stock: Kernel<Result>): Kernel<Result> {
  return (args) => {
    checks[name](args);
    return stock(args);
  };
}

/** Indices of one axis, or of none, are places along the first axis. */
function asRows(indices: tf.TensorInfo): tf.TensorInfo {
  const size = tf.util.sizeFromShape(indices.shape);
  return indices.shape.length < 2 ? { dataId: indices.dataId, dtype: indices.dtype, shape: [size, 1] } : indices;
}

/** Throws unless each row of the indices is a place in an array of `shape`, whose first axes it names. */
function checkPlaces(backend: WasmBackend, indices: tf.TensorInfo, shape: readonly number[]): void {
  const depth = indices.shape[indices.shape.length - 1];
  const places = numbersOf(backend, indices);
  for (let i = 0; i < places.length; i++) {
    if (places[i] >= 0 && places[i] < shape[i % depth]) continue;
    const row = i - (i % depth);
    throw new Error(`Invalid indices: ${places.subarray(row, row + depth).join(',')} does not index into ${shape.join(',')}`);
  }
}
