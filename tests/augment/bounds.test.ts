/** Comparisons with a bound: rounding must not decide where the numbers are equal on paper. */
import { describe, expect, it } from 'vitest';
import {
  affine, compose, cutmix, flip, mosaic, pad, perspective, preview, replay, resize, scale, shift, turn90, type Boxes, type Matrix, type Sample, type Step,
} from 'tfjs-blocks/augment';
import { resizeImage, resizeSample } from 'tfjs-blocks/data';
import { stream } from 'tfjs-blocks/random';
import { raster } from './samples';

const blank = (height: number, width: number, channels = 1) => raster(height, width, channels, () => 0);
const withBoxes = (height: number, width: number, boxes: Boxes): Sample => ({ id: 'a', image: blank(height, width), boxes });
const sides = Array.from({ length: 58 }, (_, i) => 7 + 4 * i), small = Array.from({ length: 30 }, (_, i) => 5 + i);

describe('boxes', () => {
  it.each<[Boxes['format'], (side: number) => [number, number, number, number]]>([
    ['coco', (side) => [0, 0, side, side]], ['pascal_voc', (side) => [0, 0, side, side]],
    ['yolo', () => [0.5, 0.5, 1, 1]], ['normalised', () => [0, 0, 1, 1]],
  ])('around the whole image remain in every resize with `minVisibility: 1` (%s)', (format, value) => {
    for (const from of small) {
      const sample = withBoxes(from, from, { format, values: [value(from)] });
      const lost = small.filter((to) => compose([resize({ height: to, width: to })], { minVisibility: 1 })(sample, stream(0)).boxes!.values.length !== 1);
      expect([from, lost]).toEqual([from, []]);
    }
  });

  it('at the edge remain wholly visible through flips, turns, scales and back', () => {
    const there = [flip({ horizontal: 1, vertical: 0 }), resize({ height: 49, width: 49 }), turn90(), resize({ height: 37, width: 37 })];
    for (let key = 0; key < 40; key++) {
      const sample = withBoxes(37, 37, { format: 'yolo', values: [[0.15, 0.5, 0.3, 1]], labels: ['x'] });
      expect(compose(there, { minVisibility: 1 })(sample, stream(key)).boxes!.values).toHaveLength(1);
    }
  });

  it('that poke out by the rounding of six decimals are wholly visible', () => {
    const sample = withBoxes(64, 64, { format: 'normalised', values: [[-5e-7, 0, 1.0000005, 1]] });
    expect(compose([flip({ horizontal: 1 })], { minVisibility: 1 })(sample, stream(0)).boxes!.values).toHaveLength(1);
  });

  it('of exactly the least area remain', () => {
    const lost = small.flatMap((from) => small.filter((to) => {
      const sample = withBoxes(from, from, { format: 'pascal_voc', values: [[0, 0, from, from / 2]] });
      return replay(sample, resize({ height: to, width: to }).draw(stream(0), sample.image), { minArea: (to * to) / 2 }).boxes!.values.length === 0;
    }));
    expect(lost).toEqual([]);
  });

  it('that were moved out to the edge are gone, without a sliver from rounding', () => {
    const slivers = small.flatMap((side) => Array.from({ length: 20 }, (_, i) => (i + 1) / 21).filter((share) => {
      const sample = withBoxes(side, side, { format: 'normalised', values: [[1 - share, 0, 1, 1]] });
      return compose([shift({ shiftRange: [share, share] })])(sample, stream(0)).boxes!.values.length > 0;
    }));
    expect(slivers).toEqual([]);
  });

  it('of the first stay in mosaic if half of them does, whatever their place rounds to', () => {
    const named = (id: string, boxes?: Boxes): Sample => ({ id, image: blank(64, 64), boxes });
    const four = (value: [number, number, number, number]) => mosaic(
      [named('a', { format: 'coco', values: [value], labels: ['x'] }), named('b'), named('c'), named('d')], stream(0), { centerRange: [0.5, 0.5] }).boxes!;
    for (let tenth = 1; tenth < 200; tenth++) {
      const side = tenth / 10, labels = ['x'];
      expect(four([32 - side, 1, 2 * side, 20])).toMatchObject({ labels });      // half is covered by the second
      expect(four([1, 32 - side, 20, 2 * side])).toMatchObject({ labels });      // and by the third
      expect(four([32 - side, 32 - side, 2 * side, 2 * side])).toEqual({ format: 'coco', values: [], labels: [] });   // a quarter each by three
    }
  });

  it('of half a covered area stay in cutmix', () => {
    // Found by trying: parts whose edges lie in the middle of a box with fractions of pixels.
    let halves = 0;
    for (let key = 0; key < 400; key++) {
      const plain = { id: 'a', image: blank(32, 32) }, other = { id: 'b', image: raster(32, 32, 1, () => 255) };
      const { data } = cutmix(plain, other, stream(key)).image, columns = Array.from({ length: 32 }, (_, x) => x).filter((x) => [...Array(32).keys()].some((y) => data[y * 32 + x] > 0));
      const rows = [...Array(32).keys()].filter((y) => columns.some((x) => data[y * 32 + x] > 0));
      if (columns.length < 4 || rows.length < 4 || columns.at(-1)! > 20) continue;
      const edge = columns.at(-1)! + 1, reach = Math.min(3, columns.length - 1) / 3 + 0.1;
      const box: [number, number, number, number] = [edge - reach, rows[0], edge + reach, rows.at(-1)! + 1];
      expect(cutmix({ ...plain, boxes: { format: 'pascal_voc', values: [box] } }, other, stream(key)).boxes!.values).toHaveLength(1);
      halves++;
    }
    expect(halves).toBeGreaterThan(20);
  });
});

describe('keypoints', () => {
  const corners: [number, number][] = [[-0.5, -0.5], [31.5, -0.5], [-0.5, 31.5], [31.5, 31.5], [12, 7]];
  const sample: Sample = { id: 'a', image: blank(32, 32), keypoints: { values: corners, labels: [1, 2, 3, 4, 5] } };

  it('on the outline of the image stay through what leaves the image whole', () => {
    const whole = [flip(), turn90(), resize({ height: 21, width: 47 }), pad({ height: 60, width: 60 })];
    for (let key = 0; key < 30; key++) {
      expect(compose(whole)(sample, stream(key)).keypoints!.labels).toEqual([1, 2, 3, 4, 5]);
    }
    for (const side of sides) expect(resizeSample(sample, [side, side]).keypoints!.labels).toEqual([1, 2, 3, 4, 5]);
  });

  it('beyond it go', () => {
    const { labels } = compose([shift({ shiftRange: [0.01, 0.01] })])(sample, stream(0)).keypoints!;
    expect(labels).toEqual([1, 5]);
  });

  it('on the outline of a part belong to one image', () => {
    const named = (id: string): Sample => ({ id, image: blank(32, 32), keypoints: { values: [[15.5, 15.5], [31.5, 31.5], [-0.5, 31.5], [31.5, -0.5], [-0.5, -0.5]], labels: [0, 1, 2, 3, 4].map((i) => `${id}${i}`) } });
    const { keypoints } = mosaic([named('a'), named('b'), named('c'), named('d')], stream(0), { centerRange: [0.5, 0.5] });
    expect([...keypoints!.labels!].sort()).toEqual(['a4', 'b3', 'c2', 'd0', 'd1']);
  });
});

describe('levels from outside', () => {
  it('do not come in where an axis begins at the edge, whatever rounds', () => {
    const border = { kind: 'constant', fill: 255, fillMask: 0 } as const;
    for (const side of sides) {
      // The edge of the image at the edge of a result, by a product of matrices that is not exact.
      const x = side / 49, matrix: Matrix = [x, 0, 0.5 * x - 0.5, 0, x, 0.5 * x - 0.5], back: Matrix = [1 / x, 0, 0.5 / x - 0.5, 0, 1 / x, 0.5 / x - 0.5];
      const there: Step = { kind: 'geometry', name: '', matrix, size: { height: side, width: side }, antialias: true };
      const moved = replay({ id: 'a', image: blank(49, 49) }, [there, { ...there, matrix: back, size: { height: 49, width: 49 } }], { border });
      expect(Math.max(...moved.image.data)).toBe(0);
    }
    // A place that is the edge of the source itself.
    for (let k = 1; k < 200; k++) {
      const slope = 1 + k / 77, from: Matrix = [1 / slope, 0, 0.5 / slope + 3, 0, 1 / slope, 0.5 / slope + 3];
      const step: Step = { kind: 'geometry', name: '', matrix: from, size: { height: 5, width: 5 }, antialias: true };
      expect([k, replay({ id: 'a', image: blank(40, 40) }, [step], { border }).image.data[3 * 5 + 3]]).toEqual([k, 0]);
    }
  });

  it('smoothing takes the size on paper', () => {
    // Halved and turned, in one turn and in two: 32 columns on paper, 33 if rounding decides.
    const sample: Sample = { id: 'a', image: raster(64, 64, 3, (y, x, k) => (x * 37 + y * 91 + k * 50 + ((x * y) % 7) * 20) % 256) };
    const half = resize({ height: 32, width: 32 }).draw(stream(0), sample.image);
    const turn = (degrees: number) => affine({ rotateRange: [degrees, degrees] }).draw(stream(0), { height: 32, width: 32 });
    const turned = (...all: number[]) => replay(sample, [...half, ...all.flatMap(turn)]).image.data, once = turned(30);
    for (let degrees = 1; degrees < 60; degrees++) {
      const twice = turned(30 + degrees, -degrees);
      expect([degrees, Math.max(...once.map((level, i) => Math.abs(level - twice[i]))) <= 1]).toEqual([degrees, true]);
    }
  });
});

it('perspective keeps the horizon out of the image', () => {
  for (let key = 0; key < 300; key++) {
    const [step] = perspective({ distortionRange: [0, 0.66] }).draw(stream(key), { height: 60, width: 90 }) as (Step & { kind: 'geometry' })[];
    const [, , , , , , g = 0, h = 0] = step.matrix;
    for (const [x, y] of [[0, 0], [89, 0], [0, 59], [89, 59]]) expect(g * x + h * y + 1).toBeGreaterThan(0);
  }
  expect(() => perspective({ distortionRange: [0, 0.9] })).toThrow('Invalid `distortionRange` in perspective: expected [low, high] from 0 to 0.66');
});

it('preview draws boxes on the pixels that they cover', () => {
  const sample: Sample = { id: 'a', image: blank(20, 20), boxes: { format: 'normalised', values: [[0.1 * 3, 0.1, 0.7 + 0.1 + 0.05, 0.9]] } };
  const { data, width } = preview(sample, compose([scale({ scaleRange: [1, 1] })]), { count: 1, columns: 2 });
  const orange = Array.from({ length: 20 }, (_, x) => x).filter((x) => data[(10 * width + x) * 3] === 0xe6);
  expect(orange).toEqual([6, 16]);
});

describe('fit', () => {
  /** Rows or columns that are not border. */
  const shown = (height: number, width: number, size: [number, number]) => {
    const { data, height: rows, width: columns } = resizeImage(raster(height, width, 1, () => 255), size, { mode: 'fit' });
    const lines = (count: number, at: (i: number, j: number) => number, other: number) =>
      [...Array(count).keys()].filter((i) => [...Array(other).keys()].some((j) => data[at(i, j)] > 0)).length;
    return [lines(rows, (y, x) => y * columns + x, columns), lines(columns, (x, y) => y * columns + x, rows)];
  };

  // round(1 / 2 · 5) is 2 and round(1 / 2 · 7) is 4 in Python, as in Pillow's ImageOps.contain.
  it.each<[number, number, [number, number], number[]]>([
    [1, 2, [9, 5], [2, 5]], [1, 2, [9, 7], [4, 7]], [2, 1, [5, 9], [5, 2]], [2, 1, [7, 9], [7, 4]], [10, 20, [99, 25], [12, 25]], [30, 20, [21, 99], [21, 14]],
  ])('shows half a pixel as Pillow rounds it: %i × %i in %j is %j', (height, width, size, expected) => {
    expect(shown(height, width, size)).toEqual(expected);
  });
});
