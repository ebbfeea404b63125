/** Gradients of resizing: the transpose of what the forward kernel does along each axis. */
import * as tf from '@tensorflow/tfjs-core';
import type { Stream } from 'tfjs-blocks/random';
import { kernelCheck, runKernel } from './check';
import { between, channels, normal, type Numbers, sizeOf } from './values';

interface Case {
  /** [N, H, W, C] of the image, and H and W after resizing. */
  shape: number[];
  size: [number, number];
  alignCorners: boolean;
  halfPixelCenters: boolean;
}

function draw(random: Stream): Case {
  const depth = channels(random);
  const length = () => between(random, 1, depth > 40 ? 7 : 17);
  const alignCorners = random.bernoulli(0.3);
  return {
    shape: [between(random, 1, 3), length(), length(), depth], size: [length(), length()],
    alignCorners, halfPixelCenters: !alignCorners && random.bernoulli(),
  };
}

/** Weight of source position s in output position p, at [p · sizeIn + s]: the forward kernel on unit vectors. */
function weights(kernel: string, sizeIn: number, sizeOut: number, { alignCorners, halfPixelCenters }: Case): Numbers {
  return tf.tidy(() => {
    const images = tf.reshape(tf.eye(sizeIn), [1, sizeIn, 1, sizeIn]);
    const resized = runKernel(kernel, { images }, { alignCorners, halfPixelCenters, size: [sizeOut, 1] });
    return { shape: [sizeOut, sizeIn], values: resized.dataSync() };
  });
}

/** dx[n, y, x, c] = Σ rows[p, y] · columns[q, x] · dy[n, p, q, c], where the weights are not zero. */
function gradient(kernel: string, c: Case, dy: Numbers): Numbers {
  const [batch, height, width, depth] = c.shape;
  const [outHeight, outWidth] = c.size;
  const rows = weights(kernel, height, outHeight, c).values;
  const columns = weights(kernel, width, outWidth, c).values;
  const values = new Float64Array(sizeOf(c.shape));
  for (let n = 0; n < batch; n++) for (let p = 0; p < outHeight; p++) for (let q = 0; q < outWidth; q++) {
    const from = ((n * outHeight + p) * outWidth + q) * depth;
    for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) {
      const weight = rows[p * height + y] * columns[q * width + x];
      if (weight === 0) continue;
      const to = ((n * height + y) * width + x) * depth;
      for (let d = 0; d < depth; d++) values[to + d] += weight * dy.values[from + d];
    }
  }
  return { shape: c.shape, values };
}

export const resizeChecks = ['ResizeNearestNeighbor', 'ResizeBilinear'].map((kernel) => kernelCheck({
  name: `${kernel}Grad`,
  draw,
  inputs: (c, random) => [normal(random, c.shape), normal(random, [c.shape[0], ...c.size, c.shape[3]])],
  run: (c, [images, dy]) => {
    const { alignCorners, halfPixelCenters } = c;
    return runKernel(`${kernel}Grad`, { images, dy }, { alignCorners, halfPixelCenters });
  },
  expected: (c, [, dy]) => gradient(kernel, c, dy),
}));
