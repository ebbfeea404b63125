/**
 * ResizeBilinearGrad and ResizeNearestNeighborGrad on tfjs's cpu backend. The stock kernels mix up the images of a batch
 * (nearest), fail on images that are not square (bilinear), and pay no heed to `halfPixelCenters`.
 */
import type * as tf from '@tensorflow/tfjs-core';
import { bilinear, checkResizing, nearest, type ResizeAttributes, type Sampling } from '../sampling';

/** What is used of tfjs's cpu backend; its class is not exported by core. */
interface CpuBackend {
  readSync(dataId: tf.DataId): Float32Array;
  makeTensorInfo(shape: number[], dtype: 'float32', values: Float32Array): tf.TensorInfo;
}

interface ResizeArgs {
  inputs: { dy: tf.TensorInfo; images: tf.TensorInfo };
  backend: CpuBackend;
  attrs: ResizeAttributes;
}

export const resizeBilinearGradient = (args: ResizeArgs): tf.TensorInfo => resizeGradient(args, bilinear);
export const resizeNearestGradient = (args: ResizeArgs): tf.TensorInfo => resizeGradient(args, nearest((value) => value));

/** Each number of dy goes back to the pixels that it came from, by the same weights. */
function resizeGradient({ inputs: { dy, images }, backend, attrs }: ResizeArgs, sampling: Sampling): tf.TensorInfo {
  checkResizing(dy, images);
  const [batch, height, width, channels] = images.shape;
  const [, outHeight, outWidth] = dy.shape;
  const rows = sampling(height, outHeight, attrs);
  const columns = sampling(width, outWidth, attrs);
  const gradient = backend.readSync(dy.dataId);
  const dx = new Float32Array(batch * height * width * channels);
  let from = 0;
  const add = (image: number, y: number, x: number, weight: number) => {
    const to = ((image * height + y) * width + x) * channels;
    for (let c = 0; c < channels; c++) dx[to + c] += weight * gradient[from + c];
  };
  for (let n = 0; n < batch; n++) {
    for (const [top, down] of rows) {
      for (const [left, right] of columns) {
        add(n, top, left, (1 - down) * (1 - right));
        if (right > 0) add(n, top, left + 1, (1 - down) * right);
        if (down > 0) add(n, top + 1, left, down * (1 - right));
        if (down > 0 && right > 0) add(n, top + 1, left + 1, down * right);
        from += channels;
      }
    }
  }
  return backend.makeTensorInfo(images.shape, 'float32', dx);
}
