/**
 * Correlation of each channel with a kernel, the image mirrored about its outermost pixels (dcb|abcd|cba):
 *
 *     y(p) = Σ_q w(q) · x(p + q), rounded and clipped to [0, 255]
 */
import type { Raster } from './sample';
import type { FilterStep, GaussianBlurStep } from './steps';
import { mirror } from './warp';

/** Any kernel; weights of 0 cost nothing. */
export function filter(image: Raster, { kernel, rows, columns }: Pick<FilterStep, 'kernel' | 'rows' | 'columns'>): Raster {
  const { height, width, channels } = image;
  const halfRows = (rows - 1) / 2, halfColumns = (columns - 1) / 2;
  const framed = frame(image, halfRows, halfColumns), wide = (width + 2 * halfColumns) * channels;
  const result = new Uint8ClampedArray(height * width * channels), line = new Float32Array(width * channels);
  for (let y = 0; y < height; y++) {
    line.fill(0);
    for (let i = 0; i < kernel.length; i++) {
      const weight = kernel[i];
      if (weight === 0) continue;
      const from = (y + Math.floor(i / columns)) * wide + (i % columns) * channels;
      for (let j = 0; j < line.length; j++) line[j] += weight * framed[from + j];
    }
    result.set(line, y * line.length);
  }
  return { ...image, data: new Uint8Array(result.buffer) };
}

/** The weights of a normal density at whole numbers, summing to 1, as far as OpenCV takes them for 8 bits: 3σ each side. */
export function gaussianWeights(sigma: number): number[] {
  const half = Math.floor(Math.round(6 * sigma + 1) / 2);
  const raw = Array.from({ length: 2 * half + 1 }, (_, i) => Math.exp(-((i - half) ** 2) / (2 * sigma * sigma)));
  const sum = raw.reduce((a, b) => a + b, 0);
  return raw.map((weight) => weight / sum);
}

/** Along the rows, then along the columns; rounded once. */
export function gaussianBlur(image: Raster, { sigma }: Pick<GaussianBlurStep, 'sigma'>): Raster {
  const { height, width, channels } = image;
  const weights = gaussianWeights(sigma), half = (weights.length - 1) / 2;
  const framed = frame(image, half, half), wide = (width + 2 * half) * channels, narrow = width * channels;
  const across = new Float32Array((height + 2 * half) * narrow);
  for (let y = 0; y < height + 2 * half; y++) {
    weights.forEach((weight, t) => {
      for (let j = 0, from = y * wide + t * channels, to = y * narrow; j < narrow; j++) across[to + j] += weight * framed[from + j];
    });
  }
  const result = new Uint8ClampedArray(height * narrow), line = new Float32Array(narrow);
  for (let y = 0; y < height; y++) {
    line.fill(0);
    weights.forEach((weight, t) => {
      for (let j = 0, from = (y + t) * narrow; j < narrow; j++) line[j] += weight * across[from + j];
    });
    result.set(line, y * narrow);
  }
  return { ...image, data: new Uint8Array(result.buffer) };
}

/** The image with a mirrored margin. */
function frame({ data, height, width, channels }: Raster, rows: number, columns: number): Uint8Array {
  const wide = width + 2 * columns, framed = new Uint8Array((height + 2 * rows) * wide * channels);
  for (let y = 0, to = 0; y < height + 2 * rows; y++) {
    const row = mirror(y - rows, height) * width;
    for (let x = 0; x < wide; x++) {
      const from = (row + mirror(x - columns, width)) * channels;
      for (let k = 0; k < channels; k++) framed[to++] = data[from + k];
    }
  }
  return framed;
}
