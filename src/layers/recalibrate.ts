/**
 * Batch normalisation recalibrated: running statistics set to the exact mean and variance of the data, in place of moving averages
 * that lag behind the weights. For use after training, or after weights were averaged.
 *
 * Y. Wu, J. Johnson (2021), "Rethinking 'batch' in BatchNorm", arXiv:2105.07576.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { LayersModel, layers } from '@tensorflow/tfjs-layers';
import { invalid } from '../shapes/check';
import type { Calibrated } from './batchNormalization';

/**
 * Sets the statistics of all batch normalisation of a model, and of models within it, by one pass over data in training mode: each
 * batch is normalised by its own statistics, and dropout drops. Frozen layers keep theirs, and all do where an error is thrown.
 *
 * @param batches the model's inputs, batch by batch; each is disposed of when it is used
 * @throws where the model has no batch normalisation of this library that is not frozen, or there is no batch
 * @example
 * await recalibrate(model, [x1, x2]);
 */
export async function recalibrate(
  model: LayersModel, batches: Iterable<Tensor | Tensor[]> | AsyncIterable<Tensor | Tensor[]>,
): Promise<void> {
  const norms = calibratedLayers(model);
  if (norms.length === 0) throw invalid('model', 'recalibrate', 'batch normalisation that is not frozen', model.name);
  let count = 0;
  norms.forEach((layer) => layer.startCalibration());
  try {
    for await (const x of batches) {
      count++;
      pass(model, x);
    }
    if (count === 0) throw invalid('batches', 'recalibrate', 'at least one', []);
    norms.forEach((layer) => layer.endCalibration(true));
  } finally {
    norms.forEach((layer) => layer.endCalibration(false));
  }
}

function pass(model: LayersModel, x: Tensor | Tensor[]): void {
  try {
    tf.tidy(() => {
      model.apply(x, { training: true });
    });
  } finally {
    tf.dispose(x);
  }
}

function calibratedLayers(model: LayersModel): Calibrated[] {
  return (model.layers as (layers.Layer & Partial<Calibrated & LayersModel>)[]).flatMap((layer) => {
    if (layer.layers) return calibratedLayers(layer as LayersModel);
    return layer.startCalibration && !layer.frozen ? [layer as Calibrated] : [];
  });
}
