/**
 * MaxPoolGrad: each window hands its dy to its first largest element. The stock kernel gives nothing where that
 * element is zero or less.
 */
import * as tf from '@tensorflow/tfjs-core';
import { addressOf, type WasmBackend } from './backend';
import { kernelsOf } from './module';

type PoolParameters = Parameters<typeof tf.backend_util.computePool2DInfo>;

export function maxPoolGradient(args: {
  inputs: { dy: tf.TensorInfo; input: tf.TensorInfo };
  backend: WasmBackend;
  attrs: {
    filterSize: PoolParameters[1];
    strides: PoolParameters[2];
    pad: PoolParameters[4];
    dimRoundingMode?: PoolParameters[5];
  };
}): tf.TensorInfo {
  const { inputs: { dy, input }, backend, attrs } = args;
  const { filterSize, strides, pad, dimRoundingMode } = attrs;
  const shape = input.shape as [number, number, number, number];
  const g = tf.backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode);
  const kernels = kernelsOf(backend);
  const dx = backend.makeOutput(input.shape, 'float32');
  const inBytes = g.inHeight * g.inWidth * g.inChannels * 4;
  const outBytes = g.outHeight * g.outWidth * g.inChannels * 4;
  for (let n = 0; n < g.batchSize; n++) {
    kernels.clear(addressOf(backend, dx) + n * inBytes, inBytes);
    kernels.maxPoolGradient(
      addressOf(backend, input) + n * inBytes, addressOf(backend, dy) + n * outBytes,
      addressOf(backend, dx) + n * inBytes, g.inHeight, g.inWidth, g.inChannels, g.outHeight, g.outWidth,
      g.filterHeight, g.filterWidth, g.strideHeight, g.strideWidth, g.padInfo.top, g.padInfo.left,
    );
  }
  return dx;
}
