import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Sample } from '../augment/sample';
import { imageTensor, toTensors, type Normalization } from '../data/tensors';
import type { Loss } from '../losses/loss';
import { confusionCounts } from '../metrics/counts';
import { nextTask } from './nextTask';
import { dice, jaccard, segmentationScores, type SegmentationScores } from '../metrics/segmentation';

/** Where a mask of 0 and 255, and a logit, count as lesion. */
const threshold = { truth: 128, prediction: 0 };

/** Scores of one image. */
export interface ImageScores {
  readonly id: string;
  readonly jaccard: number;
  readonly dice: number;
}

/** Scores of a set: `jaccard`, `dice` and `thresholdJaccard` are means over images. */
export interface MaskEvaluation extends SegmentationScores {
  readonly loss: number;
  readonly images: ImageScores[];
}

/** Options of {@link evaluateMasks} and {@link predictMasks}. */
export interface PredictOptions {
  /** Images a forward pass; default 8. */
  readonly batchSize?: number;
  /** Of the images; default `signedUnit`. */
  readonly normalization?: Normalization;
}

/**
 * Judges a model that gives mask logits [B, H, W, 1], over every sample. A pixel is predicted where its logit is
 * above 0, a probability above .5.
 *
 * @throws where a sample has no mask, or a logit is not finite
 * @example
 * const { jaccard, images } = await evaluateMasks(model, validation, dice());
 */
export async function evaluateMasks(
  model: LayersModel, samples: readonly Sample[], loss: Loss, { batchSize = 8, normalization }: PredictOptions = {},
): Promise<MaskEvaluation> {
  const counts = [];
  let lossSum = 0;
  for (let start = 0; start < samples.length; start += batchSize) {
    const batch = samples.slice(start, start + batchSize);
    const outputs = tf.tidy(() => {
      const { images, masks } = toTensors(batch, normalization);
      const logits = model.apply(images, { training: false }) as tf.Tensor;
      return { logits, loss: loss(masks, logits) };
    });
    lossSum += (await outputs.loss.data())[0] * batch.length;
    const logits = await outputs.logits.data<'float32'>();
    tf.dispose(outputs);
    await nextTask();
    counts.push(...batch.map(({ mask }, index) => confusionCounts(mask!.data, part(logits, batch, index), { threshold })));
  }
  return {
    ...segmentationScores(counts),
    loss: lossSum / samples.length,
    images: counts.map((image, index) => ({ id: samples[index].id, jaccard: jaccard(image), dice: dice(image) })),
  };
}

/**
 * Masks of 0 and 255 that a model predicts, [H·W] bytes a sample.
 *
 * @example
 * const [mask] = await predictMasks(model, [sample]);
 */
export async function predictMasks(
  model: LayersModel, samples: readonly Sample[], { batchSize = 8, normalization }: PredictOptions = {},
): Promise<Uint8Array[]> {
  const masks: Uint8Array[] = [];
  for (let start = 0; start < samples.length; start += batchSize) {
    const batch = samples.slice(start, start + batchSize);
    const output = tf.tidy(() => model.apply(imageTensor(batch, normalization), { training: false }) as tf.Tensor);
    const logits = await output.data<'float32'>();
    output.dispose();
    await nextTask();
    masks.push(...batch.map((_, index) => Uint8Array.from(part(logits, batch, index), (z) => (z > threshold.prediction ? 255 : 0))));
  }
  return masks;
}

/** The values of one sample of a batch. */
function part(values: Float32Array, batch: readonly Sample[], index: number): Float32Array {
  const size = values.length / batch.length;
  return values.subarray(index * size, (index + 1) * size);
}
