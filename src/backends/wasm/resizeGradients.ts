/**
 * ResizeBilinearGrad and ResizeNearestNeighborGrad. The stock kernels pay no heed to `halfPixelCenters`, the
 * convention of PyTorch and Keras: they return the gradient of another function.
 */
import type * as tf from '@tensorflow/tfjs-core';
import { bilinear, checkResizing, nearest, type ResizeAttributes, type Sampling, type Source } from '../sampling';
import { addressOf, checkFloat, type WasmBackend, withScratch } from './backend';
import { written } from './heap';
import { parallelFor, partsOf } from './threadPool';

interface ResizeArgs {
  inputs: { dy: tf.TensorInfo; images: tf.TensorInfo };
  backend: WasmBackend;
  attrs: ResizeAttributes;
}

export const resizeBilinearGradient = (args: ResizeArgs): tf.TensorInfo => resizeGradient(args, bilinear);
export const resizeNearestGradient = (args: ResizeArgs): tf.TensorInfo => resizeGradient(args, nearest(Math.fround));

interface ForwardArgs {
  inputs: { images: tf.TensorInfo };
  backend: WasmBackend;
  attrs: ResizeAttributes;
}

/** Stock's result is float32 whatever the images are: masks of integers stay integers. */
export function resizeNearest(stock: (args: ForwardArgs) => tf.TensorInfo) {
  return (args: ForwardArgs): tf.TensorInfo => {
    const { inputs: { images }, backend } = args;
    const floats = stock(args);
    if (images.dtype === 'float32') return floats;
    const y = written(backend, floats.shape, images.dtype, [floats], (to, from) => { to.set(from); });
    backend.disposeData(floats.dataId);
    return y;
  };
}

function resizeGradient({ inputs: { dy, images }, backend, attrs }: ResizeArgs, sampling: Sampling): tf.TensorInfo {
  checkFloat('the gradient of resizing', { dy });
  checkResizing(dy, images);
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

function writeTable(backend: WasmBackend, address: number, sources: readonly Source[]): void {
  const view = new DataView(backend.wasm.HEAPU8.buffer, address, sources.length * 8);
  sources.forEach(([position, weight], i) => {
    view.setInt32(i * 8, position, true);
    view.setFloat32(i * 8 + 4, weight, true);
  });
}
