/**
 * ResizeBilinearGrad and ResizeNearestNeighborGrad. The stock kernels pay no heed to `halfPixelCenters`, the
 * convention of PyTorch and Keras: they return the gradient of another function.
 */
import type * as tf from '@tensorflow/tfjs-core';
import { addressOf, type WasmBackend, withScratch } from './backend';
import { parallelFor } from './threadPool';

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
    parallelFor(backend, batch, dy.shape.reduce((product, size) => product * size, 1), (kernels, first, end) => {
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

/** In float32 here and below, rounded step by step as the forward kernels do: they give an element weight, or none. */
function scaleOf(sizeIn: number, sizeOut: number, alignCorners: boolean): number {
  const last = alignCorners && sizeOut > 1 ? 1 : 0;
  return Math.fround((sizeIn - last) / (sizeOut - last));
}

const bilinear: Sampling = (sizeIn, sizeOut, { alignCorners, halfPixelCenters }) => {
  const scale = scaleOf(sizeIn, sizeOut, alignCorners);
  const start = halfPixelCenters ? Math.fround(Math.fround(0.5 * scale) - 0.5) : 0;
  return Array.from({ length: sizeOut }, (_, i) => {
    const place = Math.fround(Math.fround(i * scale) + start);
    const position = Math.min(Math.max(Math.floor(place), 0), sizeIn - 1);
    return [position, place > position && position < sizeIn - 1 ? place - position : 0];
  });
};

const nearest: Sampling = (sizeIn, sizeOut, { alignCorners, halfPixelCenters }) => {
  const scale = scaleOf(sizeIn, sizeOut, alignCorners);
  return Array.from({ length: sizeOut }, (_, i) => {
    const place = Math.fround((halfPixelCenters ? i + 0.5 : i) * scale);
    const position = alignCorners ? Math.round(place) : Math.floor(place);
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
