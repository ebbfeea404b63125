/**
 * Boxes that are aligned with the axes: how far two overlap, and which of many stand for the same object.
 *
 *     IoU(a, b) = area(a ∩ b) / area(a ∪ b)
 *
 * Non-maximum suppression goes through the boxes from the highest score down and drops those whose IoU with a box that was
 * kept is above a threshold; equal scores keep their order. This is the rule of torchvision (TensorFlow drops at the
 * threshold, too).
 */
import { invalid } from '../../shapes/check';
import { checkLength, checkNumbers } from '../inputs';
import { isAbove } from '../rounding';

/** Left, upper, right and lower edge, in pixels: x1 ≤ x2 and y1 ≤ y2. Pixel 0 reaches from 0 to 1. */
export type Box = readonly [x1: number, y1: number, x2: number, y2: number];

/** In square pixels. */
export function boxArea([x1, y1, x2, y2]: Box): number {
  return (x2 - x1) * (y2 - y1);
}

/** Of the intersection. */
export function sharedArea(a: Box, b: Box): number {
  const width = Math.min(a[2], b[2]) - Math.max(a[0], b[0]);
  const height = Math.min(a[3], b[3]) - Math.max(a[1], b[1]);
  return Math.max(width, 0) * Math.max(height, 0);
}

/**
 * Intersection over union, in [0, 1]; NaN for two boxes without area.
 *
 * @example
 * intersectionOverUnion([0, 0, 2, 2], [1, 0, 3, 2]);     // 2 / 6
 */
export function intersectionOverUnion(a: Box, b: Box): number {
  const shared = sharedArea(a, b);
  return shared / (boxArea(a) + boxArea(b) - shared);
}

/**
 * The IoU of every box of a with every box of b: `matrix[i][j]` is that of a[i] and b[j].
 *
 * @throws where a box has an edge on the wrong side
 */
export function iouMatrix(a: readonly Box[], b: readonly Box[]): number[][] {
  checkBoxes('iouMatrix', 'a', a);
  checkBoxes('iouMatrix', 'b', b);
  return a.map((box) => b.map((other) => intersectionOverUnion(box, other)));
}

/** Options of {@link nonMaxSuppression}. */
export interface NonMaxSuppressionOptions {
  /** A box goes where its IoU with a kept one is above this; in [0, 1], default 0.5. */
  iouThreshold?: number;
  /** A class for each box: boxes of different classes do not suppress each other. Default: all of one class. */
  labels?: ArrayLike<number>;
}

/**
 * Which boxes remain.
 *
 * @param scores one for each box
 * @returns indices of the boxes kept, by falling score
 * @throws if boxes, scores and labels are not equally many, an edge is on the wrong side, or a score or label is not a number
 * @example
 * nonMaxSuppression([[0, 0, 4, 4], [0, 0, 4, 5], [6, 6, 8, 8]], [0.6, 0.9, 0.5]);     // [1, 2]
 */
export function nonMaxSuppression(
  boxes: readonly Box[], scores: ArrayLike<number>, { iouThreshold = 0.5, labels }: NonMaxSuppressionOptions = {},
): number[] {
  const where = 'nonMaxSuppression';
  checkNumbers(where, { iouThreshold }, '[0, 1]');
  checkBoxes(where, 'boxes', boxes);
  for (const [argument, values] of Object.entries({ scores, labels: labels ?? scores })) {
    checkLength(where, argument, values, boxes.length, 'one a box');
  }
  checkNumbers(where, { scores, labels: labels ?? [] }, '[-∞, ∞]');
  const order = boxes.map((_, index) => index).sort((a, b) => scores[b] - scores[a] || a - b);
  const kept: number[] = [];
  for (const index of order) {
    const suppresses = (keeper: number) =>
      labels?.[keeper] === labels?.[index] && isAbove(intersectionOverUnion(boxes[keeper], boxes[index]), iouThreshold);
    if (!kept.some(suppresses)) kept.push(index);
  }
  return kept;
}

/** Throws where a box has an edge on the wrong side. */
export function checkBoxes(where: string, argument: string, boxes: readonly Box[]): void {
  if (!Array.isArray(boxes)) throw invalid(argument, where, 'a list of boxes', boxes);
  boxes.forEach((box: Box, index) => {
    const { 0: x1, 1: y1, 2: x2, 3: y2 } = Object(box) as Box;
    if (x1 <= x2 && y1 <= y2) return;
    throw invalid(`${argument}[${index}]`, where, '[x1, y1, x2, y2] with x1 ≤ x2 and y1 ≤ y2', box);
  });
}
