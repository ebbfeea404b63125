/** A line to fit by the smallest nets: what tests of `train` share. */
import * as tf from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { stream } from 'tfjs-blocks/random';
import type { TrainingData } from 'tfjs-blocks/train';
import type { Safetensors } from 'tfjs-blocks/weights';

/** y = 2a − b, three batches of four an epoch. */
export const data: TrainingData = {
  steps: 3,
  batch(epoch, step) {
    const random = stream(1, 'line', epoch, step);
    const points = Array.from({ length: 4 }, () => [random.normal(), random.normal()]);
    return { inputs: tf.tensor2d(points), targets: tf.tensor2d(points.map(([a, b]) => [2 * a - b])) };
  },
};

export const squaredError = (targets: tf.Tensor, outputs: tf.Tensor) => tf.mean(tf.squaredDifference(targets, outputs)) as tf.Scalar;

/** The names of a model differ from those of the one before it in the same process, so they are given. */
export const line = () => sequential({ layers: [layers.dense({ units: 1, inputShape: [2], kernelInitializer: 'zeros', name: 'line' })] });

/** Two layers, the first of which may be frozen. */
export function bend({ frozen = false } = {}) {
  const ones = { kernelInitializer: 'ones', biasInitializer: 'zeros' } as const;
  return sequential({
    layers: [
      layers.dense({ ...ones, units: 3, inputShape: [2], name: 'first', trainable: !frozen }),
      layers.dense({ ...ones, units: 1, name: 'last' }),
    ],
  });
}

/** A checkpoint in memory. */
export function memoryStore(kept: Safetensors | null = null) {
  return { read: async () => kept, write: async (checkpoint: Safetensors) => { kept = checkpoint; } };
}
