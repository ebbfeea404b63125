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

interface TransformArgs {
  inputs: { image: tf.TensorInfo };
  attrs: { fillMode: string };
}

/** Stock puts the far edge where an image should be mirrored at its left or upper edge, and takes integers for float32. */
export function transform(stock: (args: TransformArgs) => tf.TensorInfo) {
  return (args: TransformArgs): tf.TensorInfo => {
    const { inputs: { image }, attrs: { fillMode } } = args;
    if (fillMode === 'reflect') {
      throw new Error('Invalid `fillMode` in tf.image.transform on the WASM backend: expected constant, wrap or nearest, received reflect.');
    }
    if (image.dtype !== 'float32') {
      throw new Error(`Invalid \`image\` in tf.image.transform on the WASM backend: expected float32, received ${image.dtype}.`);
    }
    return stock(args);
  };
}
