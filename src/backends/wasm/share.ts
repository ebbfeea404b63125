/**
 * Identity, and Cast to the type a tensor already has, share its data as Reshape does: the stock kernels copy it. Strings
 * are copied: tfjs counts the bytes of shared ones once and takes them off twice.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { WasmBackend } from './backend';

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
  return (args: CastArgs): tf.TensorInfo => (args.inputs.x.dtype === args.attrs.dtype ? identity(args) : stock(args));
}
