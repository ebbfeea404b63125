/** The twelve numbers of a COCO evaluation of boxes, each a mean over classes and the IoU thresholds .5, .55, …, .95. */
import { detectionPrecision, type DetectionImage, type DetectionPrecisionOptions } from './detectionPrecision';

/** Each in [0, 1]; NaN where no class has an object of that size. pycocotools gives −1 there. */
export interface CocoScores {
  /** Mean average precision; at an IoU of .5 and of .75; of objects below 32², up to 96² and above, in square pixels. */
  readonly map: number;
  readonly map50: number;
  readonly map75: number;
  readonly mapSmall: number;
  readonly mapMedium: number;
  readonly mapLarge: number;
  /** Mean recall with 1, 10 and 100 detections an image and class; of objects by size, with 100. */
  readonly mar1: number;
  readonly mar10: number;
  readonly mar100: number;
  readonly marSmall: number;
  readonly marMedium: number;
  readonly marLarge: number;
}

/**
 * Mean average precision and its relatives, equal to pycocotools' `COCOeval.stats`.
 *
 * @param images the objects and the detections of each image
 * @throws as {@link detectionPrecision}
 * @example
 * cocoScores([{ truth: { boxes: [[0, 0, 10, 10]] }, detections: { boxes: [[0, 0, 10, 8]], scores: [.9] } }]).map;    // .7
 */
export function cocoScores(images: readonly DetectionImage[]): CocoScores {
  const at = (options: DetectionPrecisionOptions) => detectionPrecision(images, options);
  const all = at({});
  const [small, medium, large] = ([[0, 32 ** 2], [32 ** 2, 96 ** 2], [96 ** 2, 1e10]] as const).map((areaRange) => at({ areaRange }));
  return {
    map: all.map, map50: at({ iouThresholds: [0.5] }).map, map75: at({ iouThresholds: [0.75] }).map,
    mapSmall: small.map, mapMedium: medium.map, mapLarge: large.map,
    mar1: at({ maxDetections: 1 }).mar, mar10: at({ maxDetections: 10 }).mar, mar100: all.mar,
    marSmall: small.mar, marMedium: medium.mar, marLarge: large.mar,
  };
}
