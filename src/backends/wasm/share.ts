/**
 * Identity, and Cast to the type a tensor already has, share its data as Reshape does: the stock kernels copy it. Strings
 * are copied: tfjs counts the bytes of shared ones once and takes them off twice.
 * Cast to bool asks whether a number is not zero; stock takes its last eight bits.
 */
import * as tf from '@tensorflow/tfjs-core';
import { addressOf, type WasmBackend } from './backend';

interface ShareArgs {
  inputs: { x: tf.TensorInfo };
  backend: WasmBackend;
}

export function identity({ inputs: { x }, backend }: ShareArgs): tf.TensorInfo {
  if (x.dtype === 'string') return tf.tensor(backend.readSync(x.dataId) as Uint8Array[], x.shape, 'string');
  backend.incRef(x.dataId);
  return { dataId: x.dataId, shape: x.shape, dtype: x.dtype };
}

type CastArgs = ShareArgs & { attrs: { dtype: tf.DataType } };

export function cast(stock: (args: CastArgs) => tf.TensorInfo) {
  return (args: CastArgs): tf.TensorInfo => {
    const { inputs: { x }, backend, attrs: { dtype } } = args;
    if (x.dtype === dtype) return identity(args);
    return dtype === 'bool' && (x.dtype === 'float32' || x.dtype === 'int32') ? isNotZero(x, backend) : stock(args);
  };
}

function isNotZero(x: tf.TensorInfo, backend: WasmBackend): tf.TensorInfo {
  const output = backend.makeOutput(x.shape, 'bool');
  const size = tf.util.sizeFromShape(x.shape);
  const heap = backend.wasm.HEAPU8;
  const View = x.dtype === 'float32' ? Float32Array : Int32Array;
  const numbers: ArrayLike<number> = new View(heap.buffer as ArrayBuffer, addressOf(backend, x), size);
  const truths = heap.subarray(addressOf(backend, output));
  for (let i = 0; i < size; i++) truths[i] = numbers[i] === 0 ? 0 : 1;
  return output;
}
