/** Numbers from a formula that the scripts in tests/reference compute too, bit for bit, so that no file holds them. */
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';

/** Numbers in [offset − scale, offset + scale), rounded to float32. */
export function uniform(name: string, size: number, scale = 1, offset = 0): Float32Array {
  return Float32Array.from(bits(name, size), (word) => ((word >>> 8) / 2 ** 23 - 1) * scale + offset);
}

export function uniformTensor(name: string, shape: number[], scale = 1, offset = 0): tf.Tensor {
  return tf.tensor(uniform(name, tf.util.sizeFromShape(shape), scale, offset), shape);
}

/** Every weight of the model from its own name, as `conv/kernel`; `scale` gives [scale, offset] for a name and shape. */
export function setWeights(model: LayersModel, scale: (name: string, shape: number[]) => readonly [number, number?]): void {
  for (const weight of model.weights) {
    const values = uniformTensor(weight.originalName, weight.shape as number[], ...scale(weight.originalName, weight.shape as number[]));
    weight.write(values);
    values.dispose();
  }
}

/** 32 random bits for each index: the FNV-1a hash of the name, then Wellons' lowbias32 hash of hash + index. */
export function bits(name: string, size: number): Uint32Array {
  let start = 0x811c9dc5;
  for (const character of name) start = Math.imul(start ^ character.charCodeAt(0), 0x01000193);
  return Uint32Array.from({ length: size }, (_, index) => {
    let x = Math.imul(index, 0x9e3779b9) + start | 0;
    x = Math.imul(x ^ x >>> 16, 0x7feb352d);
    x = Math.imul(x ^ x >>> 15, 0x846ca68b);
    return x ^ x >>> 16;
  });
}
