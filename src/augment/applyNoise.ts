/**
 * Noise as a function of a seed and a place, so that it is the same wherever it is made.
 *
 * A word of 32 random bits for each number of the image: Wellons' lowbias32 hash of the index.
 */
import type { Raster } from './sample';
import type { NoiseStep } from './steps';

/** The image with noise, rounded and clipped. */
export function addNoise(image: Raster, step: NoiseStep): Raster {
  return step.kind === 'gaussianNoise' ? gaussian(image, step.seed, step.deviation) : saltPepper(image, step.seed, step.fraction);
}

/** Normal numbers of this deviation. */
export function gaussianField(length: number, seed: number, deviation: number): Float32Array {
  const field = new Float32Array(length), table = normalQuantiles();
  for (let i = 0; i < length; i++) field[i] = deviation * table[hash(seed + i) >>> 18];
  return field;
}

/** Independent for each number of the image. */
function gaussian(image: Raster, seed: number, deviation: number): Raster {
  const { data } = image, noisy = new Uint8ClampedArray(data.length), field = gaussianField(data.length, seed, deviation);
  for (let i = 0; i < data.length; i++) noisy[i] = data[i] + field[i];
  return { ...image, data: new Uint8Array(noisy.buffer) };
}

/** 0 or 255 where a pixel becomes black or white, −1 elsewhere. */
export function saltPepperField(pixels: number, seed: number, fraction: number): Float32Array {
  return Float32Array.from({ length: pixels }, (_, pixel) => {
    const bits = hash(seed + pixel);
    return (bits >>> 1) / 2 ** 31 < fraction ? 255 * (bits & 1) : -1;
  });
}

/** All channels of a pixel together. */
function saltPepper(image: Raster, seed: number, fraction: number): Raster {
  const { channels } = image, data = image.data.slice();
  saltPepperField(data.length / channels, seed, fraction).forEach((level, pixel) => {
    if (level >= 0) data.fill(level, pixel * channels, (pixel + 1) * channels);
  });
  return { ...image, data };
}

function hash(index: number): number {
  let x = Math.imul(index, 0x9e3779b9);
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return (x ^ (x >>> 16)) >>> 0;
}

let quantiles: Float32Array | undefined;

/** The standard normal distribution cut into 2^14 equally likely pieces: the middle of each, found by summing the density. */
function normalQuantiles(): Float32Array {
  if (quantiles) return quantiles;
  const count = 2 ** 14, step = 1 / 1024, table = new Float32Array(count);
  let x = -6, below = 0;
  for (let i = 0; i < count; i++) {
    while (below < (i + 0.5) / count) {
      below += (step * Math.exp(-((x + step / 2) ** 2) / 2)) / Math.sqrt(2 * Math.PI);
      x += step;
    }
    table[i] = x - step / 2;
  }
  quantiles = table;
  return table;
}
