/** Logistic regression: σ(w·x + b) is the probability of the label 1, and Σ w² is kept small. */
import { model as layersModel } from '@tensorflow/tfjs-layers';
import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { dense, input } from 'tfjs-blocks/blocks';
import { binaryCrossEntropy } from 'tfjs-blocks/losses';
import { adam } from 'tfjs-blocks/train';

/** Fits rows of features to labels, and gives a function from rows to scores; `penalty` is the weight of Σ w². */
export async function logisticRegression(
  rows: number[][], labels: number[], { penalty, steps }: { penalty: number; steps: number },
): Promise<(rows: number[][]) => Promise<number[]>> {
  const x = input([rows[0].length]);
  const y = dense({ units: 1, kernelInitializer: 'glorotUniform', kernelRegularizer: { l2: penalty }, seed: 0, name: 'logits' })(x);
  const model = layersModel({ inputs: x, outputs: y });
  model.compile({ optimizer: adam({ learningRate: 0.01 }), loss: binaryCrossEntropy() });
  const [inputs, targets] = [tf.tensor2d(rows), tf.tensor2d(labels, [labels.length, 1])];
  await model.fit(inputs, targets, { epochs: steps, batchSize: labels.length, shuffle: false, verbose: 0 });
  tf.dispose([inputs, targets]);
  return async (others) => {
    const scores = tf.tidy(() => tf.squeeze(model.predict(tf.tensor2d(others)) as Tensor, [1]));
    const numbers = await scores.array() as number[];
    scores.dispose();
    return numbers;
  };
}
