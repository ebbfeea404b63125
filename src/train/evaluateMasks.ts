import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Sample } from '../augment/sample';
import { checkSamples } from '../data/checkSamples';
import { labelMapTensor, maskTensor } from '../data/tensors';
import type { Loss } from '../losses/loss';
import { confusionCounts, type Counts } from '../metrics/counts';
import { labelMapCounts } from '../metrics/labelMapCounts';
import { maskBits } from '../metrics/mask';
import { meanOfDefined } from '../metrics/reduceCounts';
import { dice, jaccard, thresholdJaccard } from '../metrics/segmentation';
import { invalid } from '../shapes/check';
import { pixelLogits } from './pixelLogits';
import { checkThreshold, maskOf, type PredictMasksOptions } from './predictMasks';

/** Scores of one class. */
export interface ClassScores {
  readonly jaccard: number;
  readonly dice: number;
}

/** Scores of one image. */
export interface ImageScores extends ClassScores {
  readonly id: string;
}

/** Scores of a set: `jaccard`, `dice` and `thresholdJaccard` are means over images. */
export interface MaskEvaluation extends ClassScores {
  readonly thresholdJaccard: number;
  readonly loss: number;
  readonly images: ImageScores[];
  /** Of label maps, for each class: means over the images whose truth or prediction has it; NaN if none has. */
  readonly classes?: ClassScores[];
}

/** Options of {@link evaluateMasks}. */
export interface EvaluateMasksOptions extends PredictMasksOptions {
  /** Of a model of several classes: the name of the label maps in the samples' `masks`. For two classes the default is `mask`. */
  readonly labels?: string;
  /** Pixels of the label maps that have this label are left out, 255 say; the loss has an option of its own. */
  readonly ignoreLabel?: number;
}

/**
 * Judges a model over every sample.
 *
 * A model of one channel, logits [B, H, W, 1], is judged by the samples' `mask`: a pixel is predicted if its probability is at least
 * `threshold`, by default .5, a logit of 0. Two empty masks have the scores 1.
 *
 * A model of K classes, logits [B, H, W, K], is judged by label maps: the likeliest class of each pixel against those of `masks`. The
 * loss gets one-hot targets. The scores of an image are the means over the classes that its truth or its prediction has.
 *
 * @throws as `predictMasks`, and if there is no sample, or one has no mask or one with other values than a mask, or than the classes
 * @example
 * const { jaccard, images } = await evaluateMasks(model, validation, dice());
 * const { classes } = await evaluateMasks(tissues, validation, crossEntropy(), { labels: 'tissue' });
 */
export async function evaluateMasks(
  model: LayersModel, samples: readonly Sample[], loss: Loss, options: EvaluateMasksOptions = {},
): Promise<MaskEvaluation> {
  const where = 'evaluateMasks';
  checkSamples(where, samples);
  if (typeof loss !== 'function') throw invalid('loss', where, 'a function, as dice() gives', loss);
  checkThreshold(where, options.threshold);
  const { results: counts, meanScore } = await pixelLogits(where, model, samples, options, (pixels, sample): Counts[] => {
    const prediction = maskOf(where, pixels, options.threshold), { channels: classes } = pixels;
    if (classes === 1) return [confusionCounts(sample.mask!.data, prediction)];
    const truth = options.labels === undefined ? maskBits(`mask of sample \`${sample.id}\` in ${where}`, sample.mask!.data)
      : sample.masks![options.labels].data;
    return labelMapCounts(truth, prediction, { classes, ignore: options.ignoreLabel });
  }, (batch, logits) => {
    const [, , , classes] = logits.shape;
    if (classes > 1) return loss(tf.cast(tf.oneHot(labelsOf(batch, classes, options), classes), 'float32'), logits);
    for (const argument of ['labels', 'ignoreLabel'] as const) {
      if (options[argument] === undefined) continue;
      throw invalid(argument, where, 'none for a model of one channel, which is judged by `mask`', options[argument]);
    }
    return loss(maskTensor(batch), logits);
  });
  const images = counts.map((each, i) => ({
    id: samples[i].id, ...(each.length > 1 ? meansOf(each) : { jaccard: jaccard(each[0]), dice: dice(each[0]) }),
  }));
  const mean = (score: (image: ImageScores) => number) => meanOfDefined(images.map(score)).mean;
  return {
    jaccard: mean((image) => image.jaccard),
    dice: mean((image) => image.dice),
    thresholdJaccard: mean((image) => (Number.isNaN(image.jaccard) ? NaN : thresholdJaccard(image.jaccard))),
    loss: meanScore,
    images,
    ...(counts[0].length > 1 && { classes: counts[0].map((_, k) => meansOf(counts.map((image) => image[k]))) }),
  };
}

/** Label maps [B, H, W]. */
function labelsOf(batch: readonly Sample[], classes: number, { labels, ignoreLabel }: EvaluateMasksOptions): tf.Tensor3D {
  if (labels !== undefined) return labelMapTensor(batch, labels, { classes, ignoreLabel });
  if (classes === 2) return tf.cast(tf.squeeze<tf.Tensor3D>(maskTensor(batch), [3]), 'int32');
  throw invalid('labels', 'evaluateMasks', `the name of the label maps in \`masks\`, as the model has ${classes} classes`, labels);
}

/** Means over counts, of which those are left out that neither truth nor prediction has. */
function meansOf(counts: readonly Counts[]): ClassScores {
  const mean = (score: (each: Counts) => number) => meanOfDefined(counts.map((each) => (isEmpty(each) ? NaN : score(each)))).mean;
  return { jaccard: mean(jaccard), dice: mean(dice) };
}

const isEmpty = ({ tp, fp, fn }: Counts) => tp + fp + fn === 0;
