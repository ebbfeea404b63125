/**
 * Dilation2D, y[p] = max over taps of x[p · stride + tap] + filter[tap] in each channel, and its gradients, which go to the first of equal
 * ones. Stock begins at the smallest positive number: sums that are not above it are lost.
 */
import * as tf from '@tensorflow/tfjs-core';
import { checkFloat, type WasmBackend } from './backend';
import { type HeapArray, written } from './heap';

type Parameters2d = Parameters<typeof tf.backend_util.computeDilation2DInfo>;

interface DilationArgs {
  inputs: { x: tf.TensorInfo; filter: tf.TensorInfo; dy?: tf.TensorInfo };
  backend: WasmBackend;
  attrs: { strides: Parameters2d[2]; pad: Parameters2d[3]; dilations: Parameters2d[5] };
}

export function dilation2d(args: DilationArgs): tf.TensorInfo {
  const { inputs: { x, filter }, backend } = args;
  return written(backend, geometryOf(args).outShape, x.dtype, [x, filter], (y, image, weights) => {
    eachLargest(args, image, weights, (out, _place, _tap, value) => { y[out] = value; });
  });
}

export function dilation2dInputGradient(args: DilationArgs): tf.TensorInfo {
  const { inputs: { x, filter, dy }, backend } = args;
  return written(backend, x.shape, 'float32', [x, filter, dy!], (dx, image, weights, from) => {
    dx.fill(0);
    eachLargest(args, image, weights, (out, place) => { dx[place] += from[out]; });
  });
}

export function dilation2dFilterGradient(args: DilationArgs): tf.TensorInfo {
  const { inputs: { x, filter, dy }, backend } = args;
  return written(backend, filter.shape, 'float32', [x, filter, dy!], (dw, image, weights, from) => {
    dw.fill(0);
    eachLargest(args, image, weights, (out, _place, tap) => { dw[tap] += from[out]; });
  });
}

function geometryOf({ inputs: { x, filter }, attrs: { strides, pad, dilations } }: DilationArgs) {
  checkFloat('dilation2d', { x, filter });
  return tf.backend_util.computeDilation2DInfo(
    x.shape as Parameters2d[0], filter.shape as Parameters2d[1], strides, pad, 'NHWC', dilations,
  );
}

/** Calls `visit` for each element of the output with the places of the largest sum in x and in the filter, and the sum. */
function eachLargest(
  args: DilationArgs, x: HeapArray, filter: HeapArray, visit: (out: number, place: number, tap: number, value: number) => void,
): void {
  const g = geometryOf(args);
  const channels = g.inChannels;
  let out = 0;
  for (let n = 0; n < g.batchSize; n++) for (let i = 0; i < g.outHeight; i++) for (let j = 0; j < g.outWidth; j++) {
    for (let c = 0; c < channels; c++, out++) {
      let [value, place, tap] = [-Infinity, -1, -1];
      for (let h = 0; h < g.filterHeight; h++) {
        const row = i * g.strideHeight - g.padInfo.top + h * g.dilationHeight;
        if (row < 0 || row >= g.inHeight) continue;
        for (let w = 0; w < g.filterWidth; w++) {
          const column = j * g.strideWidth - g.padInfo.left + w * g.dilationWidth;
          if (column < 0 || column >= g.inWidth) continue;
          const [from, by] = [((n * g.inHeight + row) * g.inWidth + column) * channels + c, (h * g.filterWidth + w) * channels + c];
          const sum = x[from] + filter[by];
          if (place < 0 || sum > value) [value, place, tap] = [sum, from, by];
        }
      }
      visit(out, place, tap, value);
    }
  }
}
