/**
 * MaxPoolGrad: each window hands its dy to its first largest element, or to its last NaN; stock gives nothing where that
 * element is zero or less. AvgPoolGrad: each window shares its dy among the elements it covers, as the forward pass averages over
 * these alone; stock divides by the whole window where it reaches into the padding.
 */
import * as tf from '@tensorflow/tfjs-core';
import { addressOf, type WasmBackend } from './backend';
import { geometryOfGradient } from './geometry';
import type { Kernels } from './module';
import { parallelFor } from './threadPool';

type PoolParameters = Parameters<typeof tf.backend_util.computePool2DInfo>;
type PoolGeometry = ReturnType<typeof tf.backend_util.computePool2DInfo>;

interface PoolArgs {
  inputs: { dy: tf.TensorInfo; input: tf.TensorInfo };
  backend: WasmBackend;
  attrs: {
    filterSize: PoolParameters[1];
    strides: PoolParameters[2];
    pad: PoolParameters[4];
    dimRoundingMode?: PoolParameters[5];
  };
}

export function maxPoolGradient(args: PoolArgs): tf.TensorInfo {
  return eachImage(args, (kernels, input, dy, dx, sizes) => kernels.maxPoolGradient(input, dy, dx, ...sizes));
}

export function averagePoolGradient(args: PoolArgs): tf.TensorInfo {
  return eachImage(args, (kernels, _input, dy, dx, sizes) => kernels.averagePoolGradient(dy, dx, ...sizes));
}

/** Call `use` with the addresses of every image, its dx cleared. */
function eachImage(
  { inputs: { dy, input }, backend, attrs }: PoolArgs,
  use: (kernels: Kernels, input: number, dy: number, dx: number, sizes: number[]) => void,
): tf.TensorInfo {
  const shape = input.shape as [number, number, number, number];
  const g = geometryOfGradient(dy, attrs.dimRoundingMode, (mode) =>
    tf.backend_util.computePool2DInfo(shape, attrs.filterSize, attrs.strides, 1, attrs.pad, mode));
  const dx = backend.makeOutput(input.shape, 'float32');
  const inBytes = g.inHeight * g.inWidth * g.inChannels * 4;
  const outBytes = g.outHeight * g.outWidth * g.inChannels * 4;
  const operations = g.batchSize * g.outHeight * g.outWidth * g.filterHeight * g.filterWidth * g.inChannels;
  parallelFor(backend, g.batchSize, operations, (kernels, first, end) => {
    kernels.clear(addressOf(backend, dx) + first * inBytes, (end - first) * inBytes);
    for (let n = first; n < end; n++) {
      use(
        kernels, addressOf(backend, input) + n * inBytes, addressOf(backend, dy) + n * outBytes,
        addressOf(backend, dx) + n * inBytes, sizesOf(g),
      );
    }
  });
  return dx;
}

function sizesOf(g: PoolGeometry): number[] {
  return [
    g.inHeight, g.inWidth, g.inChannels, g.outHeight, g.outWidth, g.filterHeight, g.filterWidth,
    g.strideHeight, g.strideWidth, g.padInfo.top, g.padInfo.left,
  ];
}
