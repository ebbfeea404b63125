/** Training a net of this benchmark on one fixed batch: what the contestants of a comparison have in common. */
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Net } from './nets';

export interface Training {
  /** What must be in place before a call of the others. */
  prepare(): void | Promise<void>;
  /** One step: forward pass, loss, gradients, Adam. */
  step(): Promise<void>;
  /** Loss of the batch in training mode, and its gradients in the order of the model's trainable weights. */
  gradients(): Promise<Gradients>;
}

export interface Gradients {
  loss: number;
  values: Float32Array[];
}

/** A batch and where training begins, as plain numbers. */
export interface Start {
  images: Float32Array;
  targets: Float32Array;
  weights: Float32Array[];
}

/** Small: a batch learnt by heart has gradients so near 0 that processors slow down on them. */
export const LEARNING_RATE = 1e-5;

/** Random images, weights as the net draws them, and for targets random masks, or each class in its turn. */
export function startOf({ build, batch, options: { size, classes } }: Net): Start {
  return tf.tidy(() => {
    const model = build();
    const isMask = model.outputShape.length === 4;
    const masks = () => tf.greater(tf.randomUniform([batch, size, size, classes], 0, 1, 'float32', 2), 0.5);
    const labels = () => tf.oneHot(tf.tensor1d(Array.from({ length: batch }, (_, i) => i % classes), 'int32'), classes);
    const start = {
      images: tf.randomNormal([batch, size, size, 3], 0, 1, 'float32', 1).dataSync<'float32'>(),
      targets: tf.cast(isMask ? masks() : labels(), 'float32').dataSync<'float32'>(),
      weights: model.getWeights().map((weight) => weight.dataSync<'float32'>()),
    };
    model.dispose();
    return start;
  });
}

/** On a tfjs backend, with the kernels that `prepare` puts in place. */
export async function tfjsTraining(net: Net, start: Start, prepare: () => void | Promise<void>): Promise<Training> {
  await prepare();
  const model = net.build();
  const shapes = [model.inputs[0].shape, model.outputs[0].shape].map((shape) => [net.batch, ...shape.slice(1)] as number[]);
  const images = tf.tensor(start.images, shapes[0]);
  const targets = tf.tensor(start.targets, shapes[1]);
  const weights = model.getWeights().map(({ shape }, i) => tf.tensor(start.weights[i], shape));
  model.setWeights(weights);
  tf.dispose(weights);
  const optimizer = tf.train.adam(LEARNING_RATE, 0.9, 0.999, 1e-8);
  const variables = variablesOf(model);
  const loss = () => net.loss(targets, model.apply(images, { training: true }) as tf.Tensor);
  return {
    prepare,
    async step() {
      const value = optimizer.minimize(loss, true, variables) as tf.Scalar;
      await value.data();
      value.dispose();
    },
    async gradients() {
      const { value, grads } = tf.variableGrads(loss, variables);
      const result = {
        loss: value.dataSync()[0],
        values: variables.map(({ name }) => grads[name].dataSync<'float32'>().slice()),
      };
      tf.dispose([value, grads]);
      return result;
    },
  };
}

function variablesOf(model: LayersModel): tf.Variable[] {
  return model.trainableWeights.map((weight) => weight.read() as tf.Variable);
}
