/**
 * The loss of an anchor-free detector: for each cell, whether there is an object, and where there is one its box and its class.
 *
 *     ℓ = λ_box·t·L(box, box') + λ_objectness·BCE(t, objectness) + λ_class·t·Σ_k BCE(class_k)      t = 1 in the cells with an object
 *     loss = Σ w·ℓ / max(1, Σ w·t)
 *
 * L is a {@link boxLoss} of what `decodeBoxes` makes of the predictions, log sizes kept in [−10, 10] so that it is finite.
 *
 * Z. Ge, S. Liu, F. Wang, Z. Li, J. Sun (2021), "YOLOX: exceeding YOLO series in 2021", arXiv:2107.08430, for the terms and λ_box = 5.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor3D } from '@tensorflow/tfjs-core';
import { decodeBoxes } from '../ops/decodeBoxes';
import type { CellOptions } from '../ops/decodeBoxes';
import { checkRange, invalid } from '../shapes/check';
import { binaryCrossEntropy } from './binaryCrossEntropy';
import { boxLoss } from './boxLoss';
import type { BoxLossOptions } from './boxLoss';
import { checkTargets } from './loss';
import type { Loss, Reduction } from './loss';

/** Options of {@link yoloLoss}. */
export interface YoloLossOptions<R extends Reduction = Reduction> extends CellOptions, BoxLossOptions<R> {
  /** λ_box; default 5. */
  boxWeight?: number;
  /** λ_objectness; default 1. */
  objectnessWeight?: number;
  /** λ_class; default 1. */
  classWeight?: number;
  /** ε in [0, 1) for the classes: t·(1 − ε) + ε / 2; default 0. */
  labelSmoothing?: number;
}

/**
 * The loss of predictions [B, N, 5 + K] of `yolo` for targets of `yoloTargets`. With the reduction `none` it is [B, N]; weights are
 * [B, N], 0 for the cells that do not count.
 *
 * @throws where an option is out of its range, or predictions, targets and cells do not fit
 * @example
 * model.compile({ optimizer, loss: yoloLoss({ imageSize: [416, 416] }) });
 * await model.fit(images, yoloTargets(objects, { imageSize: [416, 416], classes: 20 }));
 */
export function yoloLoss<R extends Reduction = 'mean'>(options: YoloLossOptions<R>): Loss<R> {
  const { imageSize, strides, kind, boxWeight = 5, objectnessWeight = 1, classWeight = 1, labelSmoothing, reduction = 'mean' } = options;
  const factors = Object.entries({ boxWeight, objectnessWeight, classWeight });
  factors.forEach(([name, value]) => checkRange('yoloLoss', name, value, 0, Infinity));
  const boxTerm = boxLoss({ kind, reduction: 'none' });
  const objectnessTerm = binaryCrossEntropy({ reduction: 'none' });
  const classTerm = binaryCrossEntropy({ reduction: 'none', labelSmoothing });
  boxLoss({ reduction });     // checks it

  return (targets, predictions, weights) => tf.tidy(() => {
    checkTargets('yoloLoss', targets, predictions);
    const [batch, cells, values] = predictions.shape;
    if (predictions.rank !== 3 || values < 6) throw invalid('predictions', 'yoloLoss', 'the shape [B, N, 5 + classes]', predictions.shape);
    if (weights && weights.shape.join() !== `${batch},${cells}`) {
      throw invalid('weights', 'yoloLoss', `the shape ${JSON.stringify([batch, cells])}`, weights.shape);
    }
    const parts = (x: Tensor) => tf.split(x, [2, 2, 1, values - 5], -1);
    const [low, high, truth, classes] = parts(targets);
    const [centres, logSizes, objectness, logits] = parts(predictions);
    const there = tf.squeeze(truth, [-1]);
    const raw = tf.concat([centres, tf.clipByValue(logSizes, -10, 10)], -1) as Tensor3D;
    const ofBoxes = boxTerm(tf.concat([low, high], -1), decodeBoxes(raw, { imageSize, strides }), tf.mul(there, boxWeight));
    const ofObjectness = tf.mul(tf.squeeze(objectnessTerm(truth, objectness), [-1]), objectnessWeight);
    const ofClasses = tf.mul(tf.mul(tf.sum(classTerm(classes, logits), -1), there), classWeight);
    const losses = tf.add(tf.add(ofBoxes, ofObjectness), ofClasses);
    const weighted = weights ? tf.mul(losses, weights) : losses;
    if (reduction === 'none') return weighted;
    const total = tf.sum(weighted);
    return reduction === 'sum' ? total : tf.div(total, tf.maximum(1, tf.sum(weights ? tf.mul(there, weights) : there)));
  }) as ReturnType<Loss<R>>;
}
