/**
 * MaxPool and AvgPool: the largest, or the mean, of what each window covers of the image. NaN is larger than all, as in
 * PyTorch. Stock passes over NaN, and rounds the size of the output down whatever `dimRoundingMode` says.
 */
import * as tf from '@tensorflow/tfjs-core';
import { checkPositiveIntegers, invalid } from '../../shapes/check';
import { addressOf, checkFloat, type WasmBackend } from './backend';
import { checkWindows } from './geometry';
import { parallelFor, partsOf } from './threadPool';

type PoolParameters = Parameters<typeof tf.backend_util.computePool2DInfo>;
export type PoolGeometry = ReturnType<typeof tf.backend_util.computePool2DInfo>;

export interface PoolAttributes {
  filterSize: PoolParameters[1];
  strides: PoolParameters[2];
  pad: PoolParameters[4];
  dimRoundingMode?: PoolParameters[5];
}

const where = 'a pool on the WASM backend';

interface PoolArgs {
  inputs: { x: tf.TensorInfo };
  backend: WasmBackend;
  attrs: PoolAttributes;
}

export function maxPool(args: PoolArgs): tf.TensorInfo {
  return pool(args, true);
}

export function averagePool(args: PoolArgs): tf.TensorInfo {
  return pool(args, false);
}

function pool({ inputs: { x }, backend, attrs }: PoolArgs, isMax: boolean): tf.TensorInfo {
  checkFloat('a pool', { x });
  const g = poolGeometry(x.shape, attrs);
  const output = backend.makeOutput(g.outShape, 'float32');
  const { inBytes, outBytes, operations } = poolWork(g);
  parallelFor(backend, g.batchSize, partsOf(backend, g.batchSize, operations), (kernels, first, end) => {
    for (let n = first; n < end; n++) {
      kernels.pool(
        Number(isMax), addressOf(backend, x) + n * inBytes, addressOf(backend, output) + n * outBytes, ...poolSizes(g),
      );
    }
  });
  return output;
}

export function poolGeometry(
  shape: readonly number[], { filterSize, strides, pad, dimRoundingMode }: PoolAttributes,
): PoolGeometry {
  if (shape.length !== 4) throw invalid('x', where, '[batch, height, width, channels]', shape);
  const g = tf.backend_util.computePool2DInfo(shape as PoolParameters[0], filterSize, strides, 1, pad, dimRoundingMode);
  checkPositiveIntegers(where, { filterHeight: g.filterHeight, filterWidth: g.filterWidth });
  checkWindows(where, g, 'filterSize', filterSize);
  return g;
}

/** Bytes of an image before and after, and how often the windows of all images look at an element. */
export function poolWork(g: PoolGeometry): { inBytes: number; outBytes: number; operations: number } {
  const outputs = g.outHeight * g.outWidth * g.inChannels;
  return {
    inBytes: g.inHeight * g.inWidth * g.inChannels * 4,
    outBytes: outputs * 4,
    operations: g.batchSize * outputs * g.filterHeight * g.filterWidth,
  };
}

/** As the compiled kernels take them. */
export function poolSizes(g: PoolGeometry): number[] {
  return [
    g.inHeight, g.inWidth, g.inChannels, g.outHeight, g.outWidth, g.filterHeight, g.filterWidth,
    g.strideHeight, g.strideWidth, g.padInfo.top, g.padInfo.left,
  ];
}
