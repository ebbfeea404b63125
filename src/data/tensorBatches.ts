/** A loader's samples as tensors, for whichever loop trains. No tensor outlives its batch. */
import * as tf from '@tensorflow/tfjs-core';
import type { Sample } from '../augment/sample';
import type { SampleLoader } from './loader';
import { toTensors } from './tensors';

/** What a model takes, and what it should give. */
export interface TensorBatch {
  readonly inputs: tf.Tensor;
  readonly targets: tf.Tensor;
}

/** Tensors of a batch of samples. */
export type ToBatch = (samples: readonly Sample[]) => TensorBatch;

const imagesAndMasks: ToBatch = (samples) => {
  const { images, masks } = toTensors(samples);
  return { inputs: images, targets: masks };
};

/**
 * The batches of an epoch; each is disposed of when the next is asked for, and the last when the loop ends, however it ends.
 *
 * @param toBatch default: images in [−1, 1] and masks of 0 and 1
 * @example
 * for await (const { inputs, targets } of tensorBatches(loader, epoch)) await model.trainOnBatch(inputs, targets);
 */
export async function* tensorBatches(
  loader: SampleLoader, epoch: number, toBatch: ToBatch = imagesAndMasks,
): AsyncGenerator<TensorBatch, void> {
  for await (const samples of loader.epoch(epoch)) {
    const batch = toBatch(samples);
    try {
      yield batch;
    } finally {
      tf.dispose([batch.inputs, batch.targets]);
    }
  }
}

/**
 * A loader as `train` of `tfjs-blocks/train` takes it; `train` disposes of the batches.
 *
 * @param toBatch default: images in [−1, 1] and masks of 0 and 1
 * @example
 * await train(model, { data: trainingData(loader), loss: dice(), optimizer: adam({ learningRate: 2e-3 }), epochs: 20 });
 */
export function trainingData(loader: SampleLoader, toBatch: ToBatch = imagesAndMasks) {
  return {
    steps: loader.steps,
    /** The tensors of a step, counted from 0. */
    batch: async (epoch: number, step: number): Promise<TensorBatch> => toBatch(await loader.batch(epoch, step)),
  };
}

/**
 * A loader as `fitDataset` of tfjs takes it, in place of a `tf.data` data set; `fitDataset` disposes of the batches. Each pass is the
 * next epoch.
 *
 * @param toBatch default: images in [−1, 1] and masks of 0 and 1
 * @example
 * await model.fitDataset(tfDataset(loader), { epochs: 20 });
 */
export function tfDataset(loader: SampleLoader, toBatch: ToBatch = imagesAndMasks) {
  let epoch = 0;
  return {
    size: loader.steps,
    /** Begins the next epoch. */
    iterator: () => {
      const batches = loader.epoch(epoch++);
      return Promise.resolve({
        /** The next batch. */
        next: async (): Promise<IteratorResult<{ xs: tf.Tensor; ys: tf.Tensor }>> => {
          const { value, done } = await batches.next();
          if (done) return { value: undefined, done: true };
          const { inputs, targets } = toBatch(value);
          return { value: { xs: inputs, ys: targets }, done: false };
        },
      });
    },
  };
}
