/** Gradients of resizing: the transpose of a matrix of weights along each axis. */
import * as tf from '@tensorflow/tfjs-core';
import type { Stream } from 'tfjs-blocks/random';
import { kernelCheck, runKernel } from './check';
import { between, channels, normal, type Numbers, pick, sizeOf, type Values } from './values';

interface Case {
  /** [N, H, W, C] of the image, and H and W after resizing. */
  shape: number[];
  size: [number, number];
  alignCorners: boolean;
  halfPixelCenters: boolean;
}

function draw(random: Stream): Case {
  const depth = channels(random);
  const longest = depth > 40 ? 7 : pick(random, depth > 4 ? [17] : [17, 17, 17, 64]);
  const length = () => between(random, 1, longest);
  const alignCorners = random.bernoulli(0.3);
  return {
    shape: [between(random, 1, 3), length(), length(), depth], size: [length(), length()],
    alignCorners, halfPixelCenters: !alignCorners && random.bernoulli(),
  };
}

/** Images larger than the drawn ones. */
const cases = [[160, 120], [120, 160], [96, 96], [7, 161], [161, 7]].flatMap(([from, to]): Case[] => [
  { shape: [2, from, to, 1], size: [to, from], alignCorners: false, halfPixelCenters: true },
  { shape: [2, from, 3, 2], size: [to, 5], alignCorners: false, halfPixelCenters: false },
  { shape: [2, 3, from, 1], size: [5, to], alignCorners: true, halfPixelCenters: false },
]);

/** Weight of source position s in output position p, at [p · sizeIn + s]. */
type Weights = (sizeIn: number, sizeOut: number, c: Case) => Values;

/** The forward kernel on unit vectors: which of two pixels that are as near is taken is for it to say. */
const nearest: Weights = (sizeIn, sizeOut, { alignCorners, halfPixelCenters }) => tf.tidy(() => {
  const images = tf.reshape(tf.eye(sizeIn), [1, sizeIn, 1, sizeIn]);
  const attributes = { alignCorners, halfPixelCenters, size: [sizeOut, 1] };
  return runKernel('ResizeNearestNeighbor', { images }, attributes).dataSync();
});

/**
 * The formula in float64: 1 − |place − s|, where that is positive. With place = numerator / denominator it is a whole
 * number, divided once: 0 where it is 0.
 */
const bilinear: Weights = (sizeIn, sizeOut, { alignCorners, halfPixelCenters }) => {
  const values = new Float64Array(sizeOut * sizeIn);
  const denominator = halfPixelCenters ? 2 * sizeOut : Math.max(1, sizeOut - (alignCorners ? 1 : 0));
  const step = alignCorners ? sizeIn - 1 : sizeIn;
  for (let p = 0; p < sizeOut; p++) {
    const numerator = halfPixelCenters ? (2 * p + 1) * sizeIn - sizeOut : p * step;
    const inside = Math.min(Math.max(numerator, 0), (sizeIn - 1) * denominator);
    for (let s = 0; s < sizeIn; s++) {
      const distance = Math.abs(inside - s * denominator);
      values[p * sizeIn + s] = Math.max(0, denominator - distance) / denominator;
    }
  }
  return values;
};

/** dx[n, y, x, c] = Σ rows[p, y] · columns[q, x] · dy[n, p, q, c], where the weights are not zero. */
function gradient(weights: Weights, c: Case, dy: Numbers): Numbers {
  const [batch, height, width, depth] = c.shape;
  const [outHeight, outWidth] = c.size;
  const rows = weights(height, outHeight, c);
  const columns = weights(width, outWidth, c);
  const values = new Float64Array(sizeOf(c.shape));
  for (let n = 0; n < batch; n++) for (let p = 0; p < outHeight; p++) for (let y = 0; y < height; y++) {
    const below = rows[p * height + y];
    if (below === 0) continue;
    for (let q = 0; q < outWidth; q++) for (let x = 0; x < width; x++) {
      const weight = below * columns[q * width + x];
      if (weight === 0) continue;
      const from = ((n * outHeight + p) * outWidth + q) * depth;
      const to = ((n * height + y) * width + x) * depth;
      for (let d = 0; d < depth; d++) values[to + d] += weight * dy.values[from + d];
    }
  }
  return { shape: c.shape, values };
}

export const resizeChecks = Object.entries({ ResizeNearestNeighborGrad: nearest, ResizeBilinearGrad: bilinear }).map(([name, weights]) => kernelCheck({
  name,
  cases,
  draw,
  inputs: (c, random) => [normal(random, c.shape), normal(random, [c.shape[0], ...c.size, c.shape[3]])],
  run: (c, [images, dy]) => {
    const { alignCorners, halfPixelCenters } = c;
    return runKernel(name, { images, dy }, { alignCorners, halfPixelCenters });
  },
  expected: (c, [, dy]) => gradient(weights, c, dy),
}));
