/**
 * From the predictions of a detector to a list of objects: decode, score, leave out what is unlikely, and of boxes of one
 * class that overlap keep the likeliest.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor3D } from '@tensorflow/tfjs-core';
import { type Box, nonMaxSuppression } from '../metrics/spatial/boxes';
import { decodeBoxes } from '../ops/decodeBoxes';
import type { CellOptions } from '../ops/decodeBoxes';
import { invalid } from '../shapes/check';

/** An object in an image. */
export interface Detection {
  /** [x1, y1, x2, y2], in pixels; it may reach over the edge of the image. */
  readonly box: Box;
  /** σ(objectness)·σ(class), in [0, 1]. */
  readonly score: number;
  /** Index of the class. */
  readonly label: number;
}

/** Options of {@link detections}. */
export interface DetectionOptions extends CellOptions {
  /** Least score that counts, in [0, 1]; default 0.25. */
  scoreThreshold?: number;
  /** Boxes of one class overlap at most so much, in [0, 1]; default 0.45. */
  iouThreshold?: number;
}

/**
 * The objects in each image, by falling score. Each cell stands for its likeliest class only; one whose box or score is not a finite
 * number stands for none.
 *
 * @param predictions [B, N, 5 + classes] of `yolo`; stays the caller's
 * @throws unless N is the number of cells, and the thresholds are in [0, 1]
 * @example
 * const [objects] = await detections(model.predict(images) as tf.Tensor3D, { imageSize: [416, 416] });
 */
export async function detections(
  predictions: Tensor3D, { scoreThreshold = 0.25, iouThreshold = 0.45, ...cells }: DetectionOptions,
): Promise<Detection[][]> {
  for (const [argument, share] of Object.entries({ scoreThreshold, iouThreshold })) {
    if (!(share >= 0 && share <= 1)) throw invalid(argument, 'detections', 'a number in [0, 1]', share);
  }
  const [batch, count, values] = predictions.shape;
  const table = tf.tidy(() => {
    const boxes = decodeBoxes(predictions, cells);
    const scores = tf.sigmoid(tf.slice(predictions, [0, 0, 4], [batch, count, values - 4]));
    return tf.concat([boxes, scores], 2);
  });
  const numbers = await table.data();
  table.dispose();

  const row = (image: number, cell: number) => numbers.subarray((image * count + cell) * values, (image * count + cell + 1) * values);
  const objects = (image: number) => Array.from({ length: count }, (_, cell) => detection(row(image, cell)))
    .filter(({ box, score }) => score >= scoreThreshold && box.every(Number.isFinite));
  return Array.from({ length: batch }, (_, image) => likeliest(objects(image), iouThreshold));
}

function detection(row: ArrayLike<number>): Detection {
  const [x1, y1, x2, y2, objectness, ...classes] = Array.from(row);
  const best = Math.max(...classes);
  return { box: [x1, y1, x2, y2], score: objectness * best, label: classes.indexOf(best) };
}

function likeliest(found: Detection[], iouThreshold: number): Detection[] {
  const labels = found.map(({ label }) => label);
  return nonMaxSuppression(found.map(({ box }) => box), found.map(({ score }) => score), { iouThreshold, labels })
    .map((index) => found[index]);
}
