import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { checkBatch } from './checkTraining';
import type { Batch, TrainingData, TrainOptions } from './options';

/** Where a batch belongs, counted from 0. */
interface Place {
  readonly epoch: number;
  readonly step: number;
}

/** The batch of a place, checked. It is disposed of if it is none that the model takes. */
export async function batchAt(
  model: LayersModel, data: TrainingData, { epoch, step }: Place, before: readonly Batch[] = [],
): Promise<Batch> {
  const batch = await data.batch(epoch, step);
  try {
    checkBatch(batch, model, `at epoch ${epoch + 1}, step ${step + 1}`, before);
  } catch (error) {
    tf.dispose(batch as unknown as tf.TensorContainer);
    throw error;
  }
  return batch;
}

/** The batches of the first two steps from a place: wrong data are found before anything has changed. */
export async function firstBatches(
  model: LayersModel, { data, epochs }: Pick<TrainOptions, 'data' | 'epochs'>, place: Place,
): Promise<Batch[]> {
  const next = place.step + 1 < data.steps ? { epoch: place.epoch, step: place.step + 1 } : { epoch: place.epoch + 1, step: 0 };
  const batches: Batch[] = [];
  try {
    for (const at of [place, next]) if (at.epoch < epochs) batches.push(await batchAt(model, data, at, batches));
  } catch (error) {
    tf.dispose(batches.map(({ inputs, targets }) => [inputs, targets]));
    throw error;
  }
  return batches;
}
