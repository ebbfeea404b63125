/** Golden tensors: {shape, values} as the scripts in tests/reference write them. */
import * as tf from '@tensorflow/tfjs-core';

export interface GoldenTensor {
  shape: number[];
  values: number[];
}

export function tensorOf({ values, shape }: GoldenTensor): tf.Tensor {
  return tf.tensor(values, shape);
}
