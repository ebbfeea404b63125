import { describe, expect, it } from 'vitest';
import { cocoScores, detectionPrecision, type Box, type DetectionImage } from 'tfjs-blocks/metrics/spatial';
import { integer, integers } from '../../contracts/drawn';
import golden from '../../golden/detection.json';

type Sides = [x: number, y: number, width: number, height: number];

/** As tests/reference/detection.py draws them. */
function drawnBoxes(name: string, count: number): Sides[] {
  const [x, y, w, h] = [...'xywh'].map((side) => integers(`${name}/${side}`, count, 160));
  const scale = integers(`${name}/scale`, count, 8).map((value) => value + 1);
  return scale.map((by, i) => [x[i], y[i], 1 + Math.floor(w[i] / by), 1 + Math.floor(h[i] / by)]);
}

const corners = ([x, y, width, height]: Sides): Box => [x, y, x + width, y + height];

function drawnImage(name: string): DetectionImage {
  const objects = integer(`${name}/objects`, 0, 7), found = integer(`${name}/found`, 0, 14);
  const truth = drawnBoxes(`${name}/truth`, objects), boxes = drawnBoxes(`${name}/detections`, found);
  const labels = integers(`${name}/labels`, objects, 3), classes = integers(`${name}/classes`, found, 4);
  const stretched = integers(`${name}/areas`, objects, 3), moved = integers(`${name}/moved`, found * 4, 13);
  integers(`${name}/near`, found, 10).forEach((object, d) => {
    if (object >= objects) return;
    boxes[d] = truth[object].map((value, i) => Math.max(value + moved[d * 4 + i] - 6, i < 2 ? 0 : 1)) as Sides;
    if (object < 6) classes[d] = labels[object];
  });
  return {
    truth: {
      boxes: truth.map(corners), labels, crowds: integers(`${name}/crowds`, objects, 8).map((value) => value === 0),
      areas: truth.map(([, , width, height], i) => width * height * (2 + stretched[i]) / 4),
    },
    detections: { boxes: boxes.map(corners), labels: classes, scores: integers(`${name}/scores`, found, 6).map((score) => score / 5) },
  };
}

const drawnImages = (number: number) =>
  Array.from({ length: integer(`coco/${number}/images`, 1, 5) }, (_, i) => drawnImage(`coco/${number}/${i}`));

const box: Box = [0, 0, 10, 10];
const one = (boxes: Box[], scores: number[], truth: DetectionImage['truth'] = { boxes: [box] }): DetectionImage[] =>
  [{ truth, detections: { boxes, scores } }];

describe('cocoScores', () => {
  it('are those of pycocotools on drawn images', () => {
    let compared = 0;
    golden.coco.forEach((expected, number) => {
      if (!expected) return;
      const { map, map50, map75, mapSmall, mapMedium, mapLarge, mar1, mar10, mar100, marSmall, marMedium, marLarge } = cocoScores(drawnImages(number));
      const scores = [map, map50, map75, mapSmall, mapMedium, mapLarge, mar1, mar10, mar100, marSmall, marMedium, marLarge];
      scores.forEach((score, i) => (expected[i] === -1 ? expect(score).toBeNaN() : expect(Math.abs(score - expected[i])).toBeLessThan(1e-12)));
      compared++;
    });
    expect(compared).toBeGreaterThan(50);
  });

  it('by hand: an IoU of .8 is found at seven of ten thresholds', () => {
    expect(cocoScores(one([[0, 0, 10, 8]], [0.9]))).toMatchObject({ map: 0.7, map50: 1, map75: 1, mapSmall: 0.7, mapLarge: NaN, mar1: 0.7 });
  });
});

describe('detectionPrecision', () => {
  it('gives each class at each threshold, and leaves out and counts classes without objects', () => {
    const images: DetectionImage[] = [{
      truth: { boxes: [box, [20, 0, 30, 10]], labels: [7, 7] },
      detections: { boxes: [box, [50, 50, 60, 60], [20, 0, 30, 10], box], scores: [0.9, 0.8, 0.7, 0.6], labels: [7, 7, 7, 3] },
    }];
    const result = detectionPrecision(images, { iouThresholds: [0.5] });
    expect(result.classes).toEqual([3, 7]);
    expect(result.recall).toEqual([[NaN, 1]]);
    // precision 1 up to a recall of one half, which is reached at the recalls 0 to .5, then 2/3
    expect(result.map).toBeCloseTo((51 + 50 * 2 / 3) / 101, 12);
    expect(result.undefinedClasses).toBe(1);
  });

  it('counts a second detection of an object as wrong, and takes the most certain first', () => {
    const at = (scores: number[]) => detectionPrecision(one([box, [0, 0, 10, 9]], scores), { iouThresholds: [0.8] }).map;
    expect([at([0.9, 0.8]), at([0.8, 0.9])]).toEqual([1, 1]);
    expect(detectionPrecision(one([[30, 30, 40, 40], box], [0.9, 0.8])).map).toBeCloseTo(0.5, 12);
    expect(detectionPrecision(one([[30, 30, 40, 40], box], [0.9, 0.8]), { maxDetections: 1 }).map).toBe(0);
  });

  it('reads at the recalls of pycocotools, of which 35 * 0.01 is not reached by 7 of 20', () => {
    const boxes = Array.from({ length: 20 }, (_, i): Box => [i * 20, 0, i * 20 + 10, 10]);
    expect(detectionPrecision(one(boxes.slice(0, 7), boxes.slice(0, 7).map((_, i) => 1 - i / 100), { boxes })).map).toBeCloseTo(35 / 101, 12);
  });

  it('finds at a threshold, and counts an area at the end of a range, whatever the unit', () => {
    for (let k = 1; k <= 200; k++) {
      const scaled = (sides: number[]) => sides.map((edge) => edge * k / 100 + 0.1) as unknown as Box;
      const images = one([scaled([0, 0, 10, 7.5])], [1], { boxes: [scaled([0, 0, 10, 10])] });
      const { precision } = detectionPrecision(images, { iouThresholds: [0.75, 0.7500001] });
      expect(precision).toEqual([[1], [0]]);
      const area = (10 * k / 100) ** 2;
      for (const areaRange of [[area, 2 * area], [0, area]] as const) expect(detectionPrecision(images, { areaRange }).undefinedClasses).toBe(0);
    }
  });

  it('gives no credit and no blame for what lies in a crowd', () => {
    const truth = { boxes: [box, [20, 0, 60, 40]] as Box[], crowds: [0, 1] };
    expect(detectionPrecision(one([[25, 5, 30, 10], [30, 5, 35, 10], box], [0.9, 0.8, 0.7], truth)).map).toBe(1);
  });

  it('does not depend on the order of images and classes', () => {
    const images = drawnImages(3);
    const relabelled = images.map(({ truth, detections }) => ({
      truth: { ...truth, labels: Array.from(truth.labels!, (label) => 9 - label) },
      detections: { ...detections, labels: Array.from(detections.labels!, (label) => 9 - label) },
    }));
    const [a, b] = [detectionPrecision(images), detectionPrecision(relabelled)];
    expect(b.map).toBeCloseTo(a.map, 12);
    expect(b.precision.map((row) => [...row].reverse())).toEqual(a.precision);
  });

  it('of nothing is NaN and says so', () => {
    expect(detectionPrecision(one([box], [1], { boxes: [] }))).toMatchObject({ map: NaN, mar: NaN, reason: 'no class has an object' });
    expect(detectionPrecision(one([], [])).map).toBe(0);
  });

  it.each<[string, () => unknown]>([
    ['`images` in detectionPrecision: expected at least one value, received 0', () => detectionPrecision([])],
    ['`images[0].detections.scores` in detectionPrecision: expected 1 values, one a box, received 2', () => detectionPrecision(one([box], [1, 2]))],
    ['`images[0].detections.scores[0]` in detectionPrecision: expected a number, received NaN', () => detectionPrecision(one([box], [NaN]))],
    ['`images[0].truth.labels` in detectionPrecision: expected 1 values, one a box, received 0', () => detectionPrecision(one([box], [1], { boxes: [box], labels: [] }))],
    ['`images[0].truth.boxes[0]` in detectionPrecision: expected [x1, y1, x2, y2] with x1 ≤ x2 and y1 ≤ y2, received [1,0,0,1]',
      () => detectionPrecision(one([box], [1], { boxes: [[1, 0, 0, 1]] }))],
    ['`iouThresholds[0]` in detectionPrecision: expected a number in [0, 1], received 50', () => detectionPrecision(one([box], [1]), { iouThresholds: [50] })],
    ['`areaRange` in detectionPrecision: expected [least, greatest], received [2,1]', () => detectionPrecision(one([box], [1]), { areaRange: [2, 1] })],
    ['`maxDetections` in detectionPrecision: expected a positive integer, received 0', () => detectionPrecision(one([box], [1]), { maxDetections: 0 })],
  ])('says Invalid %s', (message, act) => {
    expect(act).toThrow(`Invalid ${message}.`);
  });
});
