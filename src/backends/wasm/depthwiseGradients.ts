/**
 * Gradients of the depthwise convolution: output channel c·multiplier + q is input channel c filtered by
 * filter[kh, kw, c, q]. Both run over some rows of one framed image and one tap at a time.
 */
import type * as tf from '@tensorflow/tfjs-core';
import { addressOf, type WasmBackend, withScratch } from './backend';
import { type Frame, frameBytes, frameImage, inputFrame } from './frame';
import { type ConvolutionAttributes, convGeometryOfGradient, type Geometry } from './geometry';
import { kernelsOf } from './module';
import { addParts, parallelFor, partsOf } from './threadPool';

/** Bytes of input and dy that all taps pass over before the next rows: they stay in the first-level cache. */
const CACHE = 16 * 1024;

/** DepthwiseConv2dNativeBackpropFilter. */
export function depthwiseFilterGradient(args: {
  inputs: { x: tf.TensorInfo; dy: tf.TensorInfo };
  backend: WasmBackend;
  attrs: ConvolutionAttributes & { filterShape: number[] };
}): tf.TensorInfo {
  const { inputs: { x, dy }, backend, attrs } = args;
  const g = convGeometryOfGradient(dy, x.shape, attrs.filterShape, attrs, true);
  const kernels = kernelsOf(backend);
  const frame = inputFrame(g);
  const multiplier = attrs.filterShape[3];
  const operations = g.batchSize * g.outHeight * g.outWidth * g.filterHeight * g.filterWidth * g.outChannels;
  const parts = partsOf(backend, g.batchSize, operations);
  const frameSize = frameBytes(frame, g.inChannels);
  const sumBytes = g.filterHeight * g.filterWidth * g.outChannels * 4;
  return withScratch(backend, [frameSize * parts, sumBytes * parts], ([frames, sums]) => {
    const filter = backend.makeOutput(attrs.filterShape, 'float32');
    kernels.clear(sums, sumBytes * parts);
    parallelFor(backend, g.batchSize, operations, (own, first, end, part) => {
      for (let n = first; n < end; n++) {
        const image = addressOf(backend, x) + n * g.inHeight * g.inWidth * g.inChannels * 4;
        const framed = frameImage(own, image, g.inHeight, g.inWidth, g.inChannels, frame, frames + part * frameSize);
        const gradient = addressOf(backend, dy) + n * g.outHeight * g.outWidth * g.outChannels * 4;
        eachTap(g, frame, ({ tap, input, output, rows, rowBytes, columnBytes }) => own.accumulateDepthwiseFilter(
          framed + input, rowBytes, columnBytes, gradient + output, rows, g.outWidth, g.inChannels, multiplier,
          sums + part * sumBytes + tap * g.outChannels * 4,
        ));
      }
    });
    addParts(kernels, sums, sumBytes, parts);
    backend.wasm.HEAPU8.copyWithin(addressOf(backend, filter), sums, sums + sumBytes);
    return filter;
  });
}

/** DepthwiseConv2dNativeBackpropInput: the frame gathers the sums, and its inner part is dx. */
export function depthwiseInputGradient(args: {
  inputs: { dy: tf.TensorInfo; filter: tf.TensorInfo };
  backend: WasmBackend;
  attrs: ConvolutionAttributes & { inputShape: number[] };
}): tf.TensorInfo {
  const { inputs: { dy, filter }, backend, attrs } = args;
  const g = convGeometryOfGradient(dy, attrs.inputShape, filter.shape, attrs, true);
  const frame = inputFrame(g);
  const operations = g.batchSize * g.outHeight * g.outWidth * g.filterHeight * g.filterWidth * g.outChannels;
  const frameSize = frameBytes(frame, g.inChannels);
  return withScratch(backend, [frameSize * partsOf(backend, g.batchSize, operations)], ([frames]) => {
    const dx = backend.makeOutput(attrs.inputShape, 'float32');
    parallelFor(backend, g.batchSize, operations, (own, first, end, part) => {
      const room = frames + part * frameSize;
      for (let n = first; n < end; n++) {
        const gradient = addressOf(backend, dy) + n * g.outHeight * g.outWidth * g.outChannels * 4;
        own.clear(room, frameSize);
        eachTap(g, frame, ({ tap, input, output, rows, rowBytes, columnBytes }) => own.accumulateDepthwiseInput(
          room + input, rowBytes, columnBytes, gradient + output, rows, g.outWidth, g.inChannels, filter.shape[3],
          addressOf(backend, filter) + tap * g.outChannels * 4,
        ));
        const image = addressOf(backend, dx) + n * g.inHeight * g.inWidth * g.inChannels * 4;
        own.padImage(
          room, frame.height, frame.width, g.inChannels, image, g.inHeight, g.inWidth, -frame.top, -frame.left,
        );
      }
    });
    return dx;
  });
}

/** Some rows seen through one tap: byte offsets of the first pixel in the frame and in dy. */
interface TapRows {
  tap: number;
  input: number;
  output: number;
  rows: number;
  rowBytes: number;
  columnBytes: number;
}

function eachTap(g: Geometry, frame: Frame, use: (tapRows: TapRows) => void): void {
  const pixel = g.inChannels * 4;
  const [rowBytes, columnBytes] = [frame.width * pixel * g.strideHeight, pixel * g.strideWidth];
  const outRowBytes = g.outWidth * g.outChannels * 4;
  const step = Math.max(1, Math.floor(CACHE / (rowBytes + outRowBytes)));
  for (let first = 0; first < g.outHeight; first += step) {
    for (let tap = 0; tap < g.filterHeight * g.filterWidth; tap++) {
      const row = Math.floor(tap / g.filterWidth) * g.dilationHeight;
      const column = (tap % g.filterWidth) * g.dilationWidth;
      use({
        tap, input: first * rowBytes + (row * frame.width + column) * pixel, output: first * outRowBytes,
        rows: Math.min(step, g.outHeight - first), rowBytes, columnBytes,
      });
    }
  }
}
