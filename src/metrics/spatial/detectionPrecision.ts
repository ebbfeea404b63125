/**
 * Average precision of detections, as COCO defines it.
 *
 * Image by image and class by class, detections take, from the highest score down, the free object of the highest IoU that
 * reaches the threshold. Over all images, sorted by score, tp and fp are added up:
 *
 *     recall = tp / objects        precision = tp / (tp + fp), raised to the highest precision of any greater recall
 *     AP = mean of the precision at the recalls 0, .01, …, 1; 0 where a recall is not reached
 *
 * Objects that do not count (crowds, areas out of range) may be taken, once no other fits, and a crowd again and again: such
 * a detection is neither right nor wrong, nor is one without an object whose own area is out of range. The IoU with a crowd
 * is the share of the detection inside it. T.-Y. Lin et al. (2014), "Microsoft COCO", arXiv:1405.0312; equal to pycocotools.
 */
import { checkPositiveIntegers, invalid } from '../../shapes/check';
import { boxArea, checkBoxes, sharedArea, type Box } from './boxes';
import { checkEach, checkLength, checkNumbers } from '../inputs';
import { sum } from '../mean';
import { meanOfDefined } from '../reduceCounts';
import { isAbove, isBelow } from '../rounding';

/** The objects of an image and what was detected in it. */
export interface DetectionImage {
  readonly truth: {
    readonly boxes: readonly Box[];
    /** The class of each object; default all 0. */
    readonly labels?: ArrayLike<number>;
    /** Whether a box stands for a crowd, which is not counted; default none. */
    readonly crowds?: ArrayLike<boolean | number>;
    /** Area of each object, by which it is small or large; default that of its box. */
    readonly areas?: ArrayLike<number>;
  };
  readonly detections: {
    readonly boxes: readonly Box[];
    readonly scores: ArrayLike<number>;
    /** The class of each detection; default all 0. */
    readonly labels?: ArrayLike<number>;
  };
}

/** Options of {@link detectionPrecision}. */
export interface DetectionPrecisionOptions {
  /** Each in [0, 1]; default .5, .55, …, .95. */
  readonly iouThresholds?: readonly number[];
  /** Least and greatest area of the objects that count, in square pixels; default all. */
  readonly areaRange?: readonly [least: number, greatest: number];
  /** Per image and class the detections of the highest scores; default 100. */
  readonly maxDetections?: number;
}

/** Result of {@link detectionPrecision}. */
export interface DetectionPrecision {
  /** Labels, ascending. */
  readonly classes: readonly number[];
  readonly iouThresholds: readonly number[];
  /** Average precision, `precision[threshold][class]`; NaN for a class without objects. */
  readonly precision: readonly (readonly number[])[];
  /** Share of the objects that was found, `recall[threshold][class]`; NaN for a class without objects. */
  readonly recall: readonly (readonly number[])[];
  /** Mean of the precisions that are defined. */
  readonly map: number;
  /** Mean of the recalls that are defined. */
  readonly mar: number;
  /** How many classes have no objects, so that they are left out of the means. */
  readonly undefinedClasses: number;
  /** Why the means are NaN, where they are. */
  readonly reason?: string;
}

/** The objects and detections of one class in one image. */
interface Candidates {
  /** First those that count. */
  readonly objects: readonly { readonly crowd: boolean; readonly ignored: boolean }[];
  /** By falling score. */
  readonly found: readonly {
    readonly score: number;
    /** The IoU with each object. */
    readonly overlaps: readonly number[];
    /** Whether its own area is out of range. */
    readonly outside: boolean;
  }[];
}

const cocoThresholds = Array.from({ length: 10 }, (_, i) => (i === 9 ? 0.95 : 0.5 + i * ((0.95 - 0.5) / 9)));

/**
 * Average precision and recall of each class at each IoU.
 *
 * @throws where there is no image, lists of an image differ in length, a score is NaN, or a box has an edge on the wrong side
 * @example
 * const { map, precision } = detectionPrecision(images, { iouThresholds: [0.5] });
 */
export function detectionPrecision(images: readonly DetectionImage[], options: DetectionPrecisionOptions = {}): DetectionPrecision {
  const where = 'detectionPrecision';
  const { iouThresholds = cocoThresholds, areaRange = [0, 1e10], maxDetections = 100 } = options;
  checkImages(where, images);
  checkPositiveIntegers(where, { maxDetections });
  if (!(areaRange[0] <= areaRange[1])) throw invalid('areaRange', where, '[least, greatest]', areaRange);
  checkNumbers(where, { iouThresholds }, '[0, 1]');
  const labels = images.flatMap(({ truth, detections }) => [...labelsOf(truth), ...labelsOf(detections)]);
  const classes = [...new Set(labels)].sort((a, b) => a - b);

  const byClass = classes.map((label) => {
    const candidates = images.map((image) => candidatesOf(image, label, areaRange, maxDetections));
    const objects = sum(candidates.map((each) => each.objects.filter(({ ignored }) => !ignored).length));
    return iouThresholds.map((threshold) => {
      const judged = candidates.flatMap((each) => judge(each, threshold)).sort((a, b) => b.score - a.score);
      return average(judged.map(({ right }) => right), objects);
    });
  });
  const table = (which: 'precision' | 'recall') => iouThresholds.map((_, t) => byClass.map((scores) => scores[t][which]));
  const [precision, recall] = [table('precision'), table('recall')];
  const means = [precision, recall].map((values) => meanOfDefined(values.flat()).mean);
  return {
    classes, iouThresholds, precision, recall, map: means[0], mar: means[1],
    undefinedClasses: (recall[0] ?? []).filter(Number.isNaN).length,
    ...(Number.isNaN(means[0]) && { reason: 'no class has an object' }),
  };
}

/** Throws unless there are images, whose lists are equally long and hold numbers. */
export function checkImages(where: string, images: readonly DetectionImage[]): void {
  checkLength(where, 'images', images);
  images.forEach((image, i) => {
    const { truth, detections } = Object(image) as DetectionImage;
    for (const [side, given] of Object.entries({ truth, detections })) {
      const { boxes, ...lists } = Object(given) as typeof given;
      const name = `images[${i}].${side}`;
      checkBoxes(where, `${name}.boxes`, boxes);
      for (const [argument, values] of Object.entries(lists) as [string, ArrayLike<unknown> | undefined][]) {
        if (!values) continue;
        checkLength(where, `${name}.${argument}`, values, boxes.length, 'one a box');
        const isValid = (value: unknown) =>
          (typeof value === 'number' && !Number.isNaN(value)) || (typeof value === 'boolean' && argument === 'crowds');
        checkEach(where, `${name}.${argument}`, values, isValid, 'a number');
      }
    }
    if (detections.boxes.length > 0 && !detections.scores) throw invalid(`images[${i}].detections.scores`, where, 'one a box', undefined);
  });
}

/** The class of each box. */
export function labelsOf({ boxes, labels }: { boxes: readonly Box[]; labels?: ArrayLike<number> }): number[] {
  return boxes.map((_, i) => labels?.[i] ?? 0);
}

function candidatesOf(
  { truth, detections }: DetectionImage, label: number, [least, greatest]: readonly [number, number], maxDetections: number,
): Candidates {
  const outside = (area: number) => isBelow(area, least) || isAbove(area, greatest);
  const positions = (labels: number[]) => labels.flatMap((other, i) => (other === label ? [i] : []));
  const objects = positions(labelsOf(truth)).map((i) => {
    const box = truth.boxes[i], crowd = Boolean(truth.crowds?.[i]);
    return { box, crowd, ignored: crowd || outside(truth.areas?.[i] ?? boxArea(box)) };
  }).sort((a, b) => Number(a.ignored) - Number(b.ignored));
  const found = positions(labelsOf(detections)).map((i) => ({ score: detections.scores[i], box: detections.boxes[i] }))
    .sort((a, b) => b.score - a.score).slice(0, maxDetections)
    .map(({ score, box }) => ({
      score, overlaps: objects.map((object) => overlap(box, object.box, object.crowd)), outside: outside(boxArea(box)),
    }));
  return { objects, found };
}

/** Which detections are right at a threshold; without those that are neither right nor wrong. */
function judge({ objects, found }: Candidates, threshold: number): { score: number; right: boolean }[] {
  const taken = new Set<number>();
  return found.flatMap(({ score, overlaps, outside }) => {
    let best = -1, reach = -Infinity;
    for (let o = 0; o < objects.length; o++) {
      if (taken.has(o) && !objects[o].crowd) continue;
      if (best >= 0 && !objects[best].ignored && objects[o].ignored) break;
      if (overlaps[o] >= reach && !isBelow(overlaps[o], threshold)) [best, reach] = [o, overlaps[o]];
    }
    const right = best >= 0;
    if (right) taken.add(best);
    return (right ? objects[best].ignored : outside) ? [] : [{ score, right }];
  });
}

/** Intersection over union, or over the detection where the object is a crowd; 0 where they do not meet. */
export function overlap(a: Box, b: Box, crowd: boolean): number {
  const shared = sharedArea(a, b);
  return shared === 0 ? 0 : shared / (crowd ? boxArea(a) : boxArea(a) + boxArea(b) - shared);
}

/** Average precision, and the recall of all, of detections in falling order. */
function average(right: readonly boolean[], objects: number): { precision: number; recall: number } {
  if (objects === 0) return { precision: NaN, recall: NaN };
  let tp = 0;
  const recalls: number[] = [];
  const precisions = right.map((hit, i) => {
    tp += Number(hit);
    recalls.push(tp / objects);
    return tp / (i + 1);
  });
  for (let i = precisions.length - 1; i > 0; i--) precisions[i - 1] = Math.max(precisions[i - 1], precisions[i]);
  let total = 0;
  for (let step = 0, i = 0; step <= 100; step++) {
    while (i < recalls.length && recalls[i] < (step === 100 ? 1 : step * 0.01)) i++;
    total += precisions[i] ?? 0;
  }
  return { precision: total / 101, recall: tp / objects };
}
