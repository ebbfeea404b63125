/**
 * ResizeBilinearGrad and ResizeNearestNeighborGrad. The stock kernels pay no heed to `halfPixelCenters`, the
 * convention of PyTorch and Keras: they return the gradient of another function.
 */
import type * as tf from '@tensorflow/tfjs-core';
import { addressOf, type WasmBackend, withScratch } from './backend';
import { parallelFor, partsOf } from './threadPool';

interface ResizeArgs {
  inputs: { dy: tf.TensorInfo; images: tf.TensorInfo };
  backend: WasmBackend;
  attrs: { alignCorners: boolean; halfPixelCenters: boolean };
}

/** Where an output position comes from: source position, and the weight of the one after it. */
type Source = [position: number, weight: number];
type Sampling = (sizeIn: number, sizeOut: number, attrs: ResizeArgs['attrs']) => Source[];

export const resizeBilinearGradient = (args: ResizeArgs): tf.TensorInfo => resizeGradient(args, bilinear);
export const resizeNearestGradient = (args: ResizeArgs): tf.TensorInfo => resizeGradient(args, nearest);

function resizeGradient({ inputs: { dy, images }, backend, attrs }: ResizeArgs, sampling: Sampling): tf.TensorInfo {
  const [batch, height, width, channels] = images.shape;
  const [, outHeight, outWidth] = dy.shape;
  return withScratch(backend, [outHeight * 8, outWidth * 8], ([rows, columns]) => {
    const dx = backend.makeOutput(images.shape, 'float32');
    if (images.shape.includes(0)) return dx;
    writeTable(backend, rows, sampling(height, outHeight, attrs));
    writeTable(backend, columns, sampling(width, outWidth, attrs));
    const imageBytes = height * width * channels * 4;
    const [from, to] = [addressOf(backend, dy), addressOf(backend, dx)];
    parallelFor(backend, batch, partsOf(backend, batch, dy.shape.reduce((product, size) => product * size, 1)), (kernels, first, end) => {
      kernels.clear(to + first * imageBytes, (end - first) * imageBytes);
      for (let n = first; n < end; n++) {
        kernels.resizeGradient(
          from + n * outHeight * outWidth * channels * 4, to + n * imageBytes,
          width, channels, outHeight, outWidth, rows, columns,
        );
      }
    });
    return dx;
  });
}

/**
 * Positions are fractions of whole numbers, so that no rounding makes a weight of what is 0: it would give NaN for ∞. The
 * forward kernel's own weights, in float32, are off by some 1e-5 where images have 160 pixels a side.
 */
const bilinear: Sampling = (sizeIn, sizeOut, attrs) => Array.from({ length: sizeOut }, (_, i) => {
  const [numerator, denominator] = place(i, sizeIn, sizeOut, attrs);
  const rest = numerator % denominator;
  const position = (numerator - rest) / denominator;
  return position < sizeIn - 1 ? [position, rest / denominator] : [sizeIn - 1, 0];
});

/** Where output position i lies in the source, as a fraction. */
function place(
  i: number, sizeIn: number, sizeOut: number, { alignCorners, halfPixelCenters }: ResizeArgs['attrs'],
): [numerator: number, denominator: number] {
  if (halfPixelCenters) return [Math.max(0, (2 * i + 1) * sizeIn - sizeOut), 2 * sizeOut];
  return alignCorners && sizeOut > 1 ? [i * (sizeIn - 1), sizeOut - 1] : [i * sizeIn, sizeOut];
}

/** In float32, rounded step by step as the forward kernel does: it decides which of two pixels that are as near is taken. */
const nearest: Sampling = (sizeIn, sizeOut, { alignCorners, halfPixelCenters }) => {
  const last = alignCorners && sizeOut > 1 ? 1 : 0;
  const scale = Math.fround((sizeIn - last) / (sizeOut - last));
  return Array.from({ length: sizeOut }, (_, i) => {
    const source = Math.fround((halfPixelCenters ? i + 0.5 : i) * scale);
    const position = alignCorners ? Math.round(source) : Math.floor(source);
    return [Math.min(Math.max(position, 0), sizeIn - 1), 0];
  });
};

function writeTable(backend: WasmBackend, address: number, sources: readonly Source[]): void {
  const view = new DataView(backend.wasm.HEAPU8.buffer, address, sources.length * 8);
  sources.forEach(([position, weight], i) => {
    view.setInt32(i * 8, position, true);
    view.setFloat32(i * 8 + 4, weight, true);
  });
}
