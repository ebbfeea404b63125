/**
 * Gradients of the depthwise convolution: output channel c·multiplier + q is input channel c filtered by
 * filter[kh, kw, c, q].
 */
import type * as tf from '@tensorflow/tfjs-core';
import { addressOf, checkFloat, type WasmBackend, withScratch } from './backend';
import { type ConvolutionAttributes, convGeometryOfGradient, type Geometry } from './geometry';
import { kernelsOf } from './module';
import { addParts, parallelFor, partsOf, threadsOf } from './threadPool';

/** DepthwiseConv2dNativeBackpropFilter: each image summed on its own, so that rounding does not grow with the batch. */
export function depthwiseFilterGradient(args: {
  inputs: { x: tf.TensorInfo; dy: tf.TensorInfo };
  backend: WasmBackend;
  attrs: ConvolutionAttributes & { filterShape: number[] };
}): tf.TensorInfo {
  const { inputs: { x, dy }, backend, attrs } = args;
  checkFloat('the filter gradient of a depthwise convolution', { x, dy });
  const g = convGeometryOfGradient(dy, x.shape, attrs.filterShape, attrs, { depthwise: true });
  const kernels = kernelsOf(backend);
  const { imageBytes, dyBytes, filterBytes, operations } = bytesOf(g);
  const parts = partsOf(backend, g.batchSize, operations);
  return withScratch(backend, [filterBytes * parts, filterBytes * threadsOf(backend), SIZES], ([sums, rooms, sizes]) => {
    const filter = backend.makeOutput(attrs.filterShape, 'float32');
    writeSizes(backend, g, sizes);
    kernels.clear(sums, filterBytes * parts);
    parallelFor(backend, g.batchSize, parts, (own, first, end, thread, part) => {
      const [sum, ofImage] = [sums + part * filterBytes, rooms + thread * filterBytes];
      for (let n = first; n < end; n++) {
        const [image, gradient] = [addressOf(backend, x) + n * imageBytes, addressOf(backend, dy) + n * dyBytes];
        own.clear(ofImage, filterBytes);
        own.accumulateDepthwiseFilter(image, gradient, ofImage, sizes);
        own.broadcastRows(0, sum, ofImage, sum, 1, filterBytes / 4);
      }
    });
    addParts(kernels, sums, filterBytes, parts);
    backend.wasm.HEAPU8.copyWithin(addressOf(backend, filter), sums, sums + filterBytes);
    return filter;
  });
}

/** DepthwiseConv2dNativeBackpropInput. */
export function depthwiseInputGradient(args: {
  inputs: { dy: tf.TensorInfo; filter: tf.TensorInfo };
  backend: WasmBackend;
  attrs: ConvolutionAttributes & { inputShape: number[] };
}): tf.TensorInfo {
  const { inputs: { dy, filter }, backend, attrs } = args;
  checkFloat('the input gradient of a depthwise convolution', { dy, filter });
  const g = convGeometryOfGradient(dy, attrs.inputShape, filter.shape, attrs, { depthwise: true });
  const { imageBytes, dyBytes, operations } = bytesOf(g);
  return withScratch(backend, [SIZES], ([sizes]) => {
    const dx = backend.makeOutput(attrs.inputShape, 'float32');
    writeSizes(backend, g, sizes);
    parallelFor(backend, g.batchSize, partsOf(backend, g.batchSize, operations), (own, first, end) => {
      for (let n = first; n < end; n++) {
        const [image, gradient] = [addressOf(backend, dx) + n * imageBytes, addressOf(backend, dy) + n * dyBytes];
        own.depthwiseInput(image, gradient, addressOf(backend, filter), sizes);
      }
    });
    return dx;
  });
}

function bytesOf(g: Geometry) {
  const taps = g.filterHeight * g.filterWidth;
  return {
    imageBytes: g.inHeight * g.inWidth * g.inChannels * 4,
    dyBytes: g.outHeight * g.outWidth * g.outChannels * 4,
    filterBytes: taps * g.outChannels * 4,
    operations: g.batchSize * g.outHeight * g.outWidth * g.outChannels * taps,
  };
}

/** Bytes of the table of sizes that the kernels read, and of the four zeros behind it. */
const SIZES = 16 * 4 + 16;

function writeSizes(backend: WasmBackend, g: Geometry, address: number): void {
  const zeros = address + SIZES - 16;
  new Int32Array(backend.wasm.HEAPU8.buffer, address, SIZES / 4).fill(0).set([
    g.inHeight, g.inWidth, g.inChannels, g.outChannels / Math.max(1, g.inChannels), g.outHeight, g.outWidth,
    g.filterHeight, g.filterWidth, g.strideHeight, g.strideWidth, g.dilationHeight, g.dilationWidth,
    g.padInfo.top, g.padInfo.left, zeros,
  ]);
}
