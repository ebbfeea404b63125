/**
 * FROC: the share of lesions found against the false positives an image, as the threshold on the score falls.
 *
 * A detection is right where it hits a lesion; further ones on the same lesion are neither right nor wrong.
 *
 *     score = mean of the sensitivity, linear between thresholds, at 1/4, 1/2, 1, 2, 4 and 8 false positives an image
 *
 * P. Bunch et al. (1977), "A free response approach to the measurement and characterization of radiographic observer
 * performance"; the rates are those of CAMELYON16 and MONAI (LUNA16 adds 1/8). MONAI's curve lacks the lowest threshold, so that its
 * score is lower if the last detections matter.
 */
import { checkPositiveIntegers, invalid } from '../../shapes/check';
import { checkImages, labelsOf, overlap, type DetectionImage } from './detectionPrecision';
import { checkNumbers } from '../inputs';
import { sum } from '../mean';
import { isBelow } from '../rounding';
import { countByThreshold } from '../thresholdCounts';

/** A point for each threshold, from none detected to all. */
export interface FrocCurve {
  /** Falling from `Infinity`: detections with a score of at least that count. */
  readonly thresholds: readonly number[];
  /** False positives an image, rising from 0. */
  readonly falsePositives: readonly number[];
  /** Share of the lesions found, rising from 0; NaN where there is no lesion. */
  readonly sensitivities: readonly number[];
  /** Sensitivity at each of the rates. */
  readonly sensitivityAt: readonly number[];
  /** Mean of `sensitivityAt`. */
  readonly score: number;
  /** Why the sensitivities are NaN, where they are. */
  readonly reason?: string;
}

/** What FROC is made of. */
export interface FrocCounts {
  /** The score of each lesion that was hit: the highest of those that hit it. */
  readonly truePositives: ArrayLike<number>;
  /** The score of each detection that hits nothing. */
  readonly falsePositives: ArrayLike<number>;
  /** How many lesions there are, hit or not. */
  readonly lesions: number;
  readonly images: number;
}

const defaultRates = [0.25, 0.5, 1, 2, 4, 8];

/**
 * The curve of boxes: a detection hits the lesion of its class with which it has the highest IoU, if that reaches the threshold. Crowds
 * are no lesions: a detection that hits none, yet lies in a crowd of its class by that share of its area, is neither right nor wrong.
 * All classes make one curve; for one of each class give the boxes of that class only.
 *
 * @param options.iouThreshold in (0, 1]; default .5
 * @param options.rates false positives an image at which to read the sensitivity
 * @throws if there is no image, lists of an image differ in length, a score or label is NaN, or an option is out of range
 * @example
 * const { score, falsePositives, sensitivities } = froc(images, { iouThreshold: 0.2 });
 */
export function froc(
  images: readonly DetectionImage[], options: { iouThreshold?: number; rates?: readonly number[] } = {},
): FrocCurve {
  const { iouThreshold = 0.5, rates } = options;
  checkImages('froc', images);
  checkNumbers('froc', { iouThreshold }, '(0, 1]');
  const falsePositives: number[] = [], truePositives: number[] = [];
  for (const { truth, detections } of images) {
    const kinds = labelsOf(truth), hits = new Map<number, number>();
    labelsOf(detections).forEach((label, d) => {
      const overlaps = truth.boxes.map((object, o) =>
        (kinds[o] === label ? overlap(detections.boxes[d], object, isCrowd(truth, o)) : -1));
      const nearest = (crowds: boolean) => overlaps.reduce((best, iou, o) =>
        (isCrowd(truth, o) === crowds && !isBelow(iou, iouThreshold) && iou > (overlaps[best] ?? -1) ? o : best), -1);
      const lesion = nearest(false), score = detections.scores[d];
      if (lesion >= 0) hits.set(lesion, Math.max(hits.get(lesion) ?? -Infinity, score));
      else if (nearest(true) < 0) falsePositives.push(score);
    });
    truePositives.push(...hits.values());
  }
  const lesions = sum(images.map(({ truth }) => truth.boxes.filter((_, o) => !isCrowd(truth, o)).length));
  return frocCurve({ truePositives, falsePositives, lesions, images: images.length }, { rates });
}

function isCrowd({ crowds }: DetectionImage['truth'], object: number): boolean {
  return Boolean(crowds?.[object]);
}

/**
 * The curve of detections that were judged already: points in masks, say.
 *
 * @param options.rates default [1/4, 1/2, 1, 2, 4, 8]; above the last false positive the sensitivity stays
 * @throws where there are more true positives than lesions, no image, or a score is NaN
 */
export function frocCurve(
  counts: FrocCounts, options: { rates?: readonly number[] } = {},
): FrocCurve {
  const { truePositives, falsePositives, lesions, images } = Object(counts) as FrocCounts;
  const { rates = defaultRates } = options;
  const where = 'frocCurve';
  checkPositiveIntegers(where, { images });
  checkNumbers(where, { truePositives, falsePositives }, '[-∞, ∞]');
  if (!(Number.isInteger(lesions) && lesions >= truePositives.length)) {
    throw invalid('lesions', where, `an integer of at least ${truePositives.length}, the true positives`, lesions);
  }
  checkNumbers(where, { rates }, '[0, ∞]');
  const scores = [...Array.from(truePositives), ...Array.from(falsePositives)];
  const reached = countByThreshold(scores.map((_, i) => Number(i < truePositives.length)), scores);
  const isInfinite = reached.thresholds[0] === Infinity;      // else a point at which none is detected comes first
  const from = (first: number, rest: Float64Array) => (isInfinite ? [...rest] : [first, ...rest]);
  const thresholds = from(Infinity, reached.thresholds);
  const perImage = from(0, reached.fp).map((count) => count / images);
  const sensitivities = from(0, reached.tp).map((count) => count / lesions);
  const sensitivityAt = rates.map((rate) => {
    const next = perImage.findIndex((value) => value > rate);
    if (next < 0) return sensitivities[sensitivities.length - 1];
    if (next === 0) return 0;
    const share = (rate - perImage[next - 1]) / (perImage[next] - perImage[next - 1]);
    return sensitivities[next - 1] + share * (sensitivities[next] - sensitivities[next - 1]);
  });
  const score = sum(sensitivityAt) / rates.length;
  return {
    thresholds, falsePositives: perImage, sensitivities, sensitivityAt, score,
    ...(lesions === 0 && { reason: 'there is no lesion' }),
  };
}
