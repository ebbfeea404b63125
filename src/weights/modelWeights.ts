import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { type NamedArray, sizeOf } from './safetensorsHeader';

/**
 * Copies of a model's weights in host memory, by the name of layer and weight (`enc1_conv/kernel`).
 * They stay what they are while training goes on.
 */
export async function readWeights(model: LayersModel): Promise<Record<string, NamedArray>> {
  const weights: Record<string, NamedArray> = {};
  for (const weight of model.weights) {
    const data = await weight.read().data<'float32'>();
    weights[weight.originalName] = { shape: weight.shape as number[], data: data.slice() };
  }
  return weights;
}

/**
 * Sets a model's weights by name.
 *
 * @throws where a weight is missing, left over or of another shape; the model is then unchanged
 */
export function writeWeights(model: LayersModel, weights: Record<string, NamedArray>): void {
  const names = new Set(model.weights.map((weight) => weight.originalName));
  const unknown = Object.keys(weights).filter((name) => !names.has(name));
  if (unknown.length > 0) throw new Error(`Invalid weights: the model has no ${unknown.slice(0, 5).join(', ')}.`);
  for (const { originalName: name, shape } of model.weights) {
    const given = weights[name];
    if (!given) throw new Error(`Invalid weights: expected ${name} [${shape}], received none of that name.`);
    if (String(given.shape) !== String(shape) || given.data.length !== sizeOf(given.shape)) {
      throw new Error(`Invalid weights: expected ${name} [${shape}], received [${given.shape}] with ${given.data.length} numbers.`);
    }
  }
  tf.tidy(() => {
    for (const weight of model.weights) {
      const { data, shape } = weights[weight.originalName];
      weight.write(tf.tensor(data, [...shape], 'float32'));
    }
  });
}
