/**
 * MaxPoolGrad: each window hands its dy to its first largest element, or to its last NaN; stock gives nothing where that
 * element is zero or less. AvgPoolGrad: each window shares its dy among the elements it covers, as the forward pass
 * averages over these alone; stock divides by the whole window where it reaches into the padding.
 */
import type * as tf from '@tensorflow/tfjs-core';
import { addressOf, checkFloat, type WasmBackend } from './backend';
import { geometryOfGradient } from './geometry';
import type { Kernels } from './module';
import { type PoolAttributes, poolGeometry, poolSizes, poolWork } from './pools';
import { parallelFor, partsOf } from './threadPool';

interface PoolArgs {
  inputs: { dy: tf.TensorInfo; input: tf.TensorInfo };
  backend: WasmBackend;
  attrs: PoolAttributes;
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
  checkFloat('the gradient of a pool', { dy, x: input });
  const g = geometryOfGradient(dy, attrs.dimRoundingMode, (dimRoundingMode) =>
    poolGeometry(input.shape, { ...attrs, dimRoundingMode }));
  const dx = backend.makeOutput(input.shape, 'float32');
  const { inBytes, outBytes, operations } = poolWork(g);
  parallelFor(backend, g.batchSize, partsOf(backend, g.batchSize, operations), (kernels, first, end) => {
    kernels.clear(addressOf(backend, dx) + first * inBytes, (end - first) * inBytes);
    for (let n = first; n < end; n++) {
      use(
        kernels, addressOf(backend, input) + n * inBytes, addressOf(backend, dy) + n * outBytes,
        addressOf(backend, dx) + n * inBytes, poolSizes(g),
      );
    }
  });
  return dx;
}
