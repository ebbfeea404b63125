/** Kernels of images that stock gets wrong. */
import * as tf from '@tensorflow/tfjs-core';
import type { WasmBackend } from './backend';
import { written } from './heap';

interface RotateArgs {
  inputs: { image: tf.TensorInfo };
  backend: WasmBackend;
  attrs: { radians: number; fillValue: number | number[]; center: number | [number, number] };
}

/**
 * RotateWithOffset by the nearest pixel. A list of fill values is a colour, with 255 as its fourth channel. (Stock reads beyond its four
 * fill values for more channels, cuts them to whole numbers, and takes integers for float32.)
 */
export function rotateWithOffset({ inputs: { image }, backend, attrs: { radians, fillValue, center } }: RotateArgs): tf.TensorInfo {
  const [batch, height, width, channels] = image.shape;
  const [centerX, centerY] = tf.backend_util.getImageCenter(center, height, width);
  const [sin, cos] = [Math.sin(radians), Math.cos(radians)];
  const fill = Array.from({ length: channels }, (_, c) => (typeof fillValue === 'number' ? fillValue : c === 3 ? 255 : fillValue[c]));
  return written(backend, image.shape, image.dtype, [image], (y, from) => {
    for (let n = 0, out = 0; n < batch; n++) for (let row = 0; row < height; row++) for (let column = 0; column < width; column++) {
      const sourceColumn = Math.round((column - centerX) * cos - (row - centerY) * sin + centerX);
      const sourceRow = Math.round((column - centerX) * sin + (row - centerY) * cos + centerY);
      const isInside = sourceColumn >= 0 && sourceColumn < width && sourceRow >= 0 && sourceRow < height;
      const source = ((n * height + sourceRow) * width + sourceColumn) * channels;
      for (let c = 0; c < channels; c++, out++) y[out] = isInside ? from[source + c] : fill[c];
    }
  });
}

type FillMode = 'constant' | 'reflect' | 'wrap' | 'nearest';

interface TransformArgs {
  inputs: { image: tf.TensorInfo; transforms: tf.TensorInfo };
  backend: WasmBackend;
  attrs: { interpolation: 'nearest' | 'bilinear'; fillMode: FillMode; fillValue: number; outputShape?: [number, number] };
}

/**
 * Transform: the output at (x, y) is the image at (ax + by + c, dx + ey + f) / (gx + hy + 1), with the eight numbers of the only row of
 * transforms or of the image's own. (Stock puts the far edge where an image is to be mirrored at its left or upper edge, and takes
 * integers for float32.)
 */
export function transform({ inputs: { image, transforms }, backend, attrs }: TransformArgs): tf.TensorInfo {
  const { interpolation, fillMode, fillValue, outputShape } = attrs;
  const [batch, height, width, channels] = image.shape;
  const [outHeight, outWidth] = outputShape ?? [height, width];
  const inside = inCoordinates[fillMode] ?? inCoordinates.constant;
  return written(backend, [batch, outHeight, outWidth, channels], image.dtype, [image, transforms], (to, from, rows) => {
    to.fill(fillValue);
    for (let n = 0, out = 0; n < batch; n++) for (let j = 0; j < outHeight; j++) for (let i = 0; i < outWidth; i++, out += channels) {
      const [a, b, c, d, e, f, g, h] = rows.subarray(transforms.shape[0] === 1 ? 0 : n * 8);
      const scale = g * i + h * j + 1;
      if (scale === 0) continue; // At infinity.
      const x = inside((a * i + b * j + c) / scale, width);
      const y = inside((d * i + e * j + f) / scale, height);
      const read = (row: number, column: number, channel: number): number => {
        const isInside = row >= 0 && row < height && column >= 0 && column < width;
        return isInside ? from[((n * height + row) * width + column) * channels + channel] : fillValue;
      };
      const [left, top] = [Math.floor(x), Math.floor(y)];
      const along = (row: number, channel: number): number =>
        (left + 1 - x) * read(row, left, channel) + (x - left) * read(row, left + 1, channel);
      for (let channel = 0; channel < channels; channel++) {
        to[out + channel] = interpolation === 'nearest'
          ? read(Math.round(y), Math.round(x), channel)
          : (top + 1 - y) * along(top, channel) + (y - top) * along(top + 1, channel);
      }
    }
  });
}

const within = (x: number, size: number): number => Math.min(Math.max(x, 0), size - 1);

/** Where the image is read for a coordinate outside of it, as TensorFlow has it. */
const inCoordinates: Record<FillMode, (x: number, size: number) => number> = {
  constant: (x) => x,
  nearest: within,
  /** … d c b a | a b c d | d c b a … */
  reflect(x, size) {
    const period = 2 * size;
    const place = x < 0 ? x % period : x > size - 1 ? x % period : x;
    return within(place < -size ? place + period : place < 0 ? -place - 1 : place >= size ? period - place - 1 : place, size);
  },
  /** … a b c d | a b c d | a b c d … */
  wrap(x, size) {
    if (size === 1 || (x >= 0 && x <= size - 1)) return within(x, size);
    return within(x < 0 ? x + size * (Math.trunc(-x / (size - 1)) + 1) : x - size * Math.trunc(x / (size - 1)), size);
  },
};
