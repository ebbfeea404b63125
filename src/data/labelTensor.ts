/** Classes of images as a tensor. */
import * as tf from '@tensorflow/tfjs-core';
import type { Sample } from '../augment/sample';
import { checkSamples } from './checkSamples';

/**
 * One-hot labels [B, classes] float32; of mixed images the share of each class.
 *
 * @param classes names, in the order of the columns
 * @throws where there is no sample, or one has no label or one that is no class, naming it
 * @example
 * const targets = labelTensor(samples, ['melanoma', 'nevus']);   // [[0, 1], [1, 0], …]
 */
export function labelTensor(samples: readonly Sample[], classes: readonly string[]): tf.Tensor2D {
  checkSamples('labelTensor', samples);
  const values = new Float32Array(samples.length * classes.length);
  samples.forEach(({ id, label, labelWeights }, row) => {
    for (const [name, share] of Object.entries(labelWeights ?? { [label ?? '']: 1 })) {
      const column = classes.indexOf(name);
      if (column < 0) {
        throw new Error(`Invalid sample \`${id}\` in labelTensor: expected a label of ${classes.join(', ')}, `
          + `received ${name === '' ? 'none' : JSON.stringify(name)}.`);
      }
      values[row * classes.length + column] = share;
    }
  });
  return tf.tensor2d(values, [samples.length, classes.length]);
}
