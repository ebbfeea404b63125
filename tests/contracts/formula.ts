/** What tests/reference/formula.py computes too, bit for bit: random numbers, so that no golden file holds them, and summaries. */
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';

/** Of many numbers. */
export interface GoldenSummary {
  /** Largest magnitude. */
  max: number;
  /** Root of the sum of squares. */
  norm: number;
  /** Inner product with the numbers of `uniform(name/direction)`: an error at any place shows. */
  product: number;
  /** All of them, or 16 at random places where there are more. */
  entries: number[];
}

/** Difference of the entries relative to the largest, of the norm and of the product relative to the norm: the worst. */
export function summaryError(name: string, numbers: ArrayLike<number>, { max, norm, product, entries }: GoldenSummary): number {
  const values = Array.from(numbers);
  const direction = uniform(`${name}/direction`, values.length);
  const dot = (other: ArrayLike<number>) => values.reduce((sum, value, i) => sum + value * other[i], 0);
  const places = values.length <= 16 ? values.keys() : bits(`${name}/places`, 16).map((word) => word % values.length);
  return Math.max(
    ...Array.from(places, (place, i) => Math.abs(values[place] - entries[i]) / max),
    Math.abs(Math.sqrt(dot(values)) - norm) / norm,
    Math.abs(dot(direction) - product) / norm,
  );
}

export function uniformTensor(name: string, shape: number[], scale = 1, offset = 0): tf.Tensor {
  return tf.tensor(uniform(name, tf.util.sizeFromShape(shape), scale, offset), shape);
}

/** Numbers in [offset − scale, offset + scale), rounded to float32. */
export function uniform(name: string, size: number, scale = 1, offset = 0): Float32Array {
  return Float32Array.from(bits(name, size), (word) => ((word >>> 8) / 2 ** 23 - 1) * scale + offset);
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
