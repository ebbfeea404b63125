import { describe, expect, it } from 'vitest';
import { froc, frocCurve, type Box, type DetectionImage } from 'tfjs-blocks/metrics/spatial';
import { integer, integers } from '../../contracts/drawn';
import golden from '../../golden/detection.json';

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

describe('frocCurve', () => {
  it('is that of MONAI on drawn scores', () => {
    golden.froc.forEach(([score, rates, sensitivities, points], number) => {
      const name = `froc/${number}`;
      const scores = (which: string, count: string, most: number) =>
        integers(`${name}/${which}`, integer(`${name}/${count}`, 0, most), 12).map((value) => value / 11);
      const [truePositives, falsePositives] = [scores('right', 'hits', 30), scores('wrong', 'misses', 60)];
      const lesions = truePositives.length + integer(`${name}/missed`, 1, 9);
      const curve = frocCurve({ truePositives, falsePositives, lesions, images: integer(`${name}/images`, 1, 20) });
      expect(curve.thresholds).toHaveLength(points);
      expect(Math.abs(curve.score - score)).toBeLessThan(1e-12);
      expect(Math.abs(sum(curve.falsePositives) - rates)).toBeLessThan(1e-11);
      expect(Math.abs(sum(curve.sensitivities) - sensitivities)).toBeLessThan(1e-11);
    });
  });

  it('reads between thresholds', () => {
    const curve = frocCurve({ truePositives: [0.9, 0.5], falsePositives: [0.7, 0.5], lesions: 4, images: 2 }, { rates: [0, 0.25, 0.75, 8] });
    expect(curve.thresholds).toEqual([Infinity, 0.9, 0.7, 0.5]);
    expect(curve.falsePositives).toEqual([0, 0, 0.5, 1]);
    expect(curve.sensitivities).toEqual([0, 0.25, 0.25, 0.5]);
    expect(curve.sensitivityAt).toEqual([0.25, 0.25, 0.375, 0.5]);
  });

  it('goes on to the lowest threshold, where MONAI stops before', () => {
    const hits = { truePositives: [0.9, 0.5], lesions: 4, images: 2 };
    expect(frocCurve({ ...hits, falsePositives: [0.7, 0.5] }).score).toBeCloseTo(2.5 / 6, 14);      // MONAI: 0.25
    // MONAI with one more false alarm below all scores, which is what its curve then stops at
    expect(frocCurve({ ...hits, falsePositives: [0.7, 0.5, -1] }).sensitivities.slice(0, -1)).toEqual(
      frocCurve({ ...hits, falsePositives: [0.7, 0.5] }).sensitivities);
  });

  it('without lesions is NaN and says so', () => {
    expect(frocCurve({ truePositives: [], falsePositives: [1], lesions: 0, images: 1 })).toMatchObject({ score: NaN, reason: 'there is no lesion' });
  });

  it.each<[string, () => unknown]>([
    ['`lesions` in frocCurve: expected an integer of at least 2, the true positives, received 1',
      () => frocCurve({ truePositives: [1, 1], falsePositives: [], lesions: 1, images: 1 })],
    ['`images` in frocCurve: expected a positive integer, received 0', () => frocCurve({ truePositives: [], falsePositives: [], lesions: 1, images: 0 })],
    ['`falsePositives[1]` in frocCurve: expected a number, received NaN',
      () => frocCurve({ truePositives: [], falsePositives: [0, NaN], lesions: 1, images: 1 })],
    ['`rates[0]` in frocCurve: expected a number in [0, ∞], received -1',
      () => frocCurve({ truePositives: [], falsePositives: [], lesions: 1, images: 1 }, { rates: [-1] })],
  ])('says Invalid %s', (message, act) => {
    expect(act).toThrow(`Invalid ${message}.`);
  });
});

describe('froc', () => {
  const lesion: Box = [0, 0, 10, 10], other: Box = [20, 20, 30, 30], nowhere: Box = [50, 50, 60, 60];
  const images: DetectionImage[] = [
    { truth: { boxes: [lesion, other] }, detections: { boxes: [[0, 0, 10, 9], lesion, nowhere], scores: [0.6, 0.8, 0.7] } },
    { truth: { boxes: [] }, detections: { boxes: [lesion], scores: [0.3] } },
  ];

  it('gives a lesion the highest score that hits it, and blames no further hit', () => {
    expect(froc(images)).toEqual(frocCurve({ truePositives: [0.8], falsePositives: [0.7, 0.3], lesions: 2, images: 2 }));
    expect(froc(images, { iouThreshold: 0.95 })).toEqual(frocCurve({ truePositives: [0.8], falsePositives: [0.6, 0.7, 0.3], lesions: 2, images: 2 }));
  });

  it('lets a detection hit lesions of its own class only', () => {
    const labelled = (labels: number[]): DetectionImage[] =>
      [{ truth: { boxes: [lesion, other], labels: [1, 2] }, detections: { boxes: [lesion, other], scores: [0.9, 0.8], labels } }];
    expect(froc(labelled([1, 2]))).toEqual(frocCurve({ truePositives: [0.9, 0.8], falsePositives: [], lesions: 2, images: 1 }));
    expect(froc(labelled([2, 2]))).toEqual(frocCurve({ truePositives: [0.8], falsePositives: [0.9], lesions: 2, images: 1 }));
    expect(froc(labelled([2, 1]))).toEqual(frocCurve({ truePositives: [], falsePositives: [0.9, 0.8], lesions: 2, images: 1 }));
    // without labels all are of class 0
    expect(froc([{ truth: { boxes: [lesion], labels: [0] }, detections: { boxes: [lesion], scores: [1] } }]).score).toBe(1);
  });

  it('neither counts a crowd nor blames what lies in one of its class', () => {
    const crowd = (labels: number[]): DetectionImage[] => [{
      truth: { boxes: [lesion, [20, 20, 60, 60]], labels: [0, 0], crowds: [0, 1] },
      detections: { boxes: [lesion, [22, 22, 26, 26], [30, 30, 34, 34], [18, 18, 22, 22]], scores: [0.9, 0.8, 0.7, 0.6], labels },
    }];
    expect(froc(crowd([0, 0, 0, 0]))).toEqual(frocCurve({ truePositives: [0.9], falsePositives: [0.6], lesions: 1, images: 1 }));
    expect(froc(crowd([0, 0, 5, 0]))).toEqual(frocCurve({ truePositives: [0.9], falsePositives: [0.7, 0.6], lesions: 1, images: 1 }));
    // a lesion inside a crowd is hit first
    const inside: DetectionImage[] = [{ truth: { boxes: [[0, 0, 40, 40], lesion], crowds: [true, false] }, detections: { boxes: [lesion], scores: [0.5] } }];
    expect(froc(inside)).toEqual(frocCurve({ truePositives: [0.5], falsePositives: [], lesions: 1, images: 1 }));
  });

  it('hits at the threshold whatever the unit, and in spite of boxes without area', () => {
    for (let k = 1; k <= 200; k++) {
      const scaled = (sides: number[]) => sides.map((edge) => edge * k / 100 + 0.1) as unknown as Box;
      const image: DetectionImage = { truth: { boxes: [scaled([0, 0, 10, 10])] }, detections: { boxes: [scaled([0, 0, 10, 6])], scores: [1] } };
      expect(froc([image], { iouThreshold: 0.6 }).score).toBe(1);
    }
    const point: Box = [3, 3, 3, 3];
    const image: DetectionImage = { truth: { boxes: [point, lesion] }, detections: { boxes: [point, lesion], scores: [0.9, 0.8] } };
    expect(froc([image])).toEqual(frocCurve({ truePositives: [0.8], falsePositives: [0.9], lesions: 2, images: 1 }));
  });

  it('says what is wrong', () => {
    expect(() => froc([{ truth: { boxes: [lesion], labels: [NaN] }, detections: { boxes: [], scores: [] } }]))
      .toThrow('Invalid `images[0].truth.labels[0]` in froc: expected a number, received NaN.');
    expect(() => froc(images, { iouThreshold: 0 })).toThrow('Invalid `iouThreshold` in froc: expected a number in (0, 1], received 0.');
    expect(() => froc([])).toThrow('Invalid `images` in froc: expected at least one value, received 0.');
  });
});
