import { boxArea, intersectionOverUnion, iouMatrix, nonMaxSuppression } from 'tfjs-blocks/metrics/spatial';
import type { Box } from 'tfjs-blocks/metrics/spatial';
import { stream } from 'tfjs-blocks/random';
import { describe, expect, it } from 'vitest';

/** Boxes with whole edges in 12 × 12 pixels, and scores of which many are equal. */
function draw(seed: number, count: number) {
  const random = stream(seed, 'boxes');
  const side = () => [random.integer(12), random.integer(12)].sort((a, b) => a - b).map((edge, i) => edge + i);
  const boxes = Array.from({ length: count }, () => {
    const [[x1, x2], [y1, y2]] = [side(), side()];
    return [x1, y1, x2, y2] as Box;
  });
  const numbers = (n: number) => Array.from({ length: count }, () => random.integer(n));
  return { boxes, scores: numbers(5).map((score) => score / 5), labels: numbers(3) };
}

const pixels = ([x1, y1, x2, y2]: Box) => new Set(Array.from({ length: 144 }, (_, i) => i)
  .filter((i) => i % 12 >= x1 && i % 12 < x2 && Math.floor(i / 12) >= y1 && Math.floor(i / 12) < y2));

/** By counting pixels. */
function countedIou(a: Box, b: Box): number {
  const [inA, inB] = [pixels(a), pixels(b)];
  return [...inA].filter((pixel) => inB.has(pixel)).length / new Set([...inA, ...inB]).size;
}

/** One class after the other, the best box of those left each time, by strokes through a list. */
function naiveSuppression(boxes: Box[], scores: number[], labels: number[], threshold: number): number[] {
  const kept: number[] = [];
  for (const label of new Set(labels)) {
    let left = boxes.map((_, i) => i).filter((i) => labels[i] === label);
    while (left.length > 0) {
      const top = Math.max(...left.map((i) => scores[i]));
      const best = left.find((i) => scores[i] === top)!;
      kept.push(best);
      left = left.filter((i) => i !== best && !(countedIou(boxes[i], boxes[best]) > threshold));
    }
  }
  return kept.sort((a, b) => a - b).sort((a, b) => scores[b] - scores[a]);
}

describe('intersectionOverUnion', () => {
  it.each<[Box, Box, number]>([
    [[0, 0, 2, 2], [0, 0, 2, 2], 1],
    [[0, 0, 2, 2], [1, 0, 3, 2], 2 / 6],
    [[0, 0, 2, 2], [1, 1, 3, 3], 1 / 7],
    [[0, 0, 4, 4], [1, 1, 3, 2], 2 / 16],
    [[0, 0, 2, 2], [2, 0, 4, 2], 0],
    [[0, 0, 2, 2], [5, 7, 6, 8], 0],
    [[-1.5, 0, 0.5, 1], [-0.5, 0, 1.5, 1], 1 / 3],
    [[0, 0, 2, 2], [1, 1, 1, 1], 0],
  ])('of %j and %j is %d', (a, b, expected) => {
    expect(intersectionOverUnion(a, b)).toBeCloseTo(expected, 12);
    expect(intersectionOverUnion(b, a)).toBeCloseTo(expected, 12);
  });

  it('of two boxes without area is NaN', () => {
    expect(intersectionOverUnion([1, 1, 1, 1], [1, 1, 1, 1])).toBeNaN();
  });

  it('is the share of pixels', () => {
    const { boxes } = draw(1, 20);
    const matrix = iouMatrix(boxes, boxes.slice(5));
    boxes.forEach((a, i) => {
      expect(boxArea(a)).toBe(pixels(a).size);
      boxes.slice(5).forEach((b, j) => expect(matrix[i][j]).toBeCloseTo(countedIou(a, b), 12));
    });
  });
});

describe('nonMaxSuppression', () => {
  const row: Box[] = [[0, 0, 4, 4], [1, 0, 5, 4], [2, 0, 6, 4]];     // 0.6, 0.6, 1/3

  it('keeps what only a dropped box would have dropped', () => {
    expect(nonMaxSuppression(row, [0.9, 0.8, 0.7])).toEqual([0, 2]);
    expect(nonMaxSuppression(row, [0.7, 0.8, 0.9])).toEqual([2, 0]);
    expect(nonMaxSuppression(row, [0.7, 0.9, 0.8])).toEqual([1]);
  });

  it('drops above the threshold, not at it', () => {
    expect(nonMaxSuppression(row.slice(0, 2), [1, 0], { iouThreshold: 12 / 20 })).toEqual([0, 1]);
    expect(nonMaxSuppression(row.slice(0, 2), [1, 0], { iouThreshold: 0.5999 })).toEqual([0]);
    expect(nonMaxSuppression([row[0], row[0]], [1, 0], { iouThreshold: 1 })).toEqual([0, 1]);
  });

  it('keeps what is at the threshold but for rounding, whatever the unit', () => {
    for (let k = 1; k <= 200; k++) {
      const scaled = row.slice(0, 2).map((box) => box.map((edge) => edge * k / 100 + 0.1) as unknown as Box);
      expect(nonMaxSuppression(scaled, [1, 0], { iouThreshold: 0.6 })).toEqual([0, 1]);
    }
  });

  it('refuses NaN as a class, which would equal no other', () => {
    expect(() => nonMaxSuppression(row, [3, 2, 1], { labels: [0, NaN, 1] }))
      .toThrow('Invalid `labels[1]` in nonMaxSuppression: expected a number, received NaN.');
  });

  it('keeps the order of equal scores', () => {
    expect(nonMaxSuppression(row, [0.5, 0.5, 0.5], { iouThreshold: 0.9 })).toEqual([0, 1, 2]);
    expect(nonMaxSuppression(row, [0.5, 0.5, 0.5])).toEqual([0, 2]);
  });

  it('takes each class for itself', () => {
    expect(nonMaxSuppression(row, [0.7, 0.9, 0.8], { labels: [0, 1, 0] })).toEqual([1, 2, 0]);
  });

  it('keeps boxes without area, and needs none at all', () => {
    expect(nonMaxSuppression([[1, 1, 1, 1], [1, 1, 1, 1]], [1, 0])).toEqual([0, 1]);
    expect(nonMaxSuppression([], [])).toEqual([]);
  });

  it('agrees with strokes through a list', () => {
    for (let seed = 0; seed < 60; seed++) {
      const { boxes, scores, labels } = draw(seed, 25);
      for (const iouThreshold of [0, 0.25, 0.5]) {
        expect(nonMaxSuppression(boxes, scores, { iouThreshold, labels })).toEqual(naiveSuppression(boxes, scores, labels, iouThreshold));
      }
    }
  });
});

describe('bad arguments', () => {
  const box: Box = [0, 0, 1, 1];
  it.each([
    [() => iouMatrix([box], [[2, 0, 1, 1]]), 'Invalid `b[0]` in iouMatrix: expected [x1, y1, x2, y2] with x1 ≤ x2 and y1 ≤ y2, received [2,0,1,1].'],
    [() => nonMaxSuppression([box, [0, NaN, 1, 1]], [1, 1]), 'Invalid `boxes[1]` in nonMaxSuppression'],
    [() => nonMaxSuppression([box], [1, 2]), 'Invalid `scores` in nonMaxSuppression: expected 1 values, one a box, received 2.'],
    [() => nonMaxSuppression([box], [1], { labels: [] }), 'Invalid `labels` in nonMaxSuppression: expected 1 values, one a box, received 0.'],
    [() => nonMaxSuppression([box], [NaN]), 'Invalid `scores[0]` in nonMaxSuppression: expected a number, received NaN.'],
    [() => nonMaxSuppression([box], [1], { iouThreshold: 1.5 }), 'Invalid `iouThreshold` in nonMaxSuppression: expected a number in [0, 1], received 1.5.'],
  ])('are named: %#', (call, message) => {
    expect(call).toThrow(message);
  });
});
