/**
 * MaxPoolGrad: each window hands its dy to its first largest element, or to its last NaN; stock gives nothing where that
 * element is zero or less. AvgPoolGrad: each window shares its dy among the elements it covers, as the forward pass averages over
 * these alone; stock divides by the whole window where it reaches into the padding.
 */
import * as tf from '@tensorflow/tfjs-core';
import { addressOf, type WasmBackend } from './backend';
import { geometryOfGradient } from './geometry';
import { kernelsOf } from './module';

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
  const kernels = kernelsOf(args.backend);
  return eachImage(args, (input, dy, dx, sizes) => kernels.maxPoolGradient(input, dy, dx, ...sizes));
}

export function averagePoolGradient(args: PoolArgs): tf.TensorInfo {
  const kernels = kernelsOf(args.backend);
  return eachImage(args, (_input, dy, dx, sizes) => kernels.averagePoolGradient(dy, dx, ...sizes));
}

/** Call `use` with the addresses of one image after the other, its dx cleared. */
function eachImage(
  { inputs: { dy, input }, backend, attrs }: PoolArgs,
  use: (input: number, dy: number, dx: number, sizes: number[]) => void,
): tf.TensorInfo {
  const shape = input.shape as [number, number, number, number];
  const g = geometryOfGradient(dy, attrs.dimRoundingMode, (mode) =>
    tf.backend_util.computePool2DInfo(shape, attrs.filterSize, attrs.strides, 1, attrs.pad, mode));
  const dx = backend.makeOutput(input.shape, 'float32');
  const inBytes = g.inHeight * g.inWidth * g.inChannels * 4;
  const outBytes = g.outHeight * g.outWidth * g.inChannels * 4;
  kernelsOf(backend).clear(addressOf(backend, dx), g.batchSize * inBytes);
  for (let n = 0; n < g.batchSize; n++) {
    use(
      addressOf(backend, input) + n * inBytes, addressOf(backend, dy) + n * outBytes,
      addressOf(backend, dx) + n * inBytes, sizesOf(g),
    );
  }
  return dx;
}

function sizesOf(g: PoolGeometry): number[] {
  return [
    g.inHeight, g.inWidth, g.inChannels, g.outHeight, g.outWidth, g.filterHeight, g.filterWidth,
    g.strideHeight, g.strideWidth, g.padInfo.top, g.padInfo.left,
  ];
}
