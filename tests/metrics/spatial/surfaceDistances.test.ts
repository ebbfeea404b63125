import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { averageSurfaceDistance, distanceTransform, hausdorffDistance, surfaceDice, surfaceDistances } from 'tfjs-blocks/metrics/spatial';
import { integer, integers } from '../../contracts/drawn';
import golden from '../../golden/masks.json';

/** As tests/reference/masks.py draws them. */
function blobs(name: string, height: number, width: number): number[] {
  const holes = integers(`${name}/holes`, height * width, 40);
  const discs = Array.from({ length: integer(`${name}/discs`, 0, 3) }, (_, disc) =>
    [['y', height], ['x', width], ['r', 12]].map(([which, most]) => integer(`${name}/${disc}/${which}`, 0, most as number)));
  return holes.map((hole, i) => Number(hole > 0 &&
    discs.some(([y, x, r]) => (Math.floor(i / width) - y) ** 2 + (i % width - x) ** 2 <= r * r)));
}

const close = (actual: number, expected: number | null | undefined) => {
  if (expected === null) expect(actual).toBeNaN();
  else expect(Math.abs(actual - expected!)).toBeLessThan(1e-12 * Math.max(1, Math.abs(expected!)));
};

const cases = golden.distances.map((expected, number) => {
  const name = `masks/${number}`;
  const shape = [integer(`${name}/height`, 1, 40), integer(`${name}/width`, 1, 40)] as const;
  const spacing = ([[1, 1], [0.5, 0.5], [2, 0.75]] as const)[integer(`${name}/spacing`, 0, 2)];
  return {
    name, expected, shape, spacing, tolerance: integer(`${name}/tolerance`, 0, 8) / 2,
    truth: blobs(`${name}/truth`, ...shape), prediction: blobs(`${name}/prediction`, ...shape),
  };
});

describe('distanceTransform', () => {
  it('is that of SciPy on drawn masks', () => {
    for (const { name, truth, shape, spacing, expected } of cases) {
      const distances = distanceTransform(truth, { shape, spacing });
      if (!truth.includes(1)) {
        expect(distances.every((distance) => distance === Infinity)).toBe(true);
        continue;
      }
      const direction = integers(`${name}/direction`, truth.length, 100);
      close(distances.reduce((a, b) => a + b, 0), expected.transform[0]);
      close(distances.reduce((sum, distance, i) => sum + distance * direction[i], 0), expected.transform[1]);
    }
  });

  it('is the least of all distances', () => {
    const mask = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 })).chain(([height, width]) =>
      fc.record({ shape: fc.constant([height, width] as const), inside: fc.array(fc.nat(1), { minLength: height * width, maxLength: height * width }) }));
    const step = fc.double({ min: 0.1, max: 10, noNaN: true });
    fc.assert(fc.property(mask, step, step, ({ shape, inside }, rows, columns) => {
      const distances = distanceTransform(inside, { shape, spacing: [rows, columns] });
      const points = inside.map((_, i) => [Math.floor(i / shape[1]) * rows, i % shape[1] * columns]);
      points.forEach(([y, x], i) => {
        const nearest = Math.min(...points.filter((_, j) => inside[j]).map(([y1, x1]) => Math.hypot(y - y1, x - x1)));
        if (nearest === Infinity) expect(distances[i]).toBe(Infinity);
        else expect(distances[i]).toBeCloseTo(nearest, 10);
      });
    }));
  });

  it.each<[string, () => unknown]>([
    ['`mask` in distanceTransform: expected 4 values, 2 × 2, received 3', () => distanceTransform([0, 1, 0], { shape: [2, 2] })],
    ['`mask` in distanceTransform: expected a mask of 0 and 1, or of 0 and 255 (of one with levels between `binaryMask` makes such), received the values 0, NaN',
      () => distanceTransform([0, NaN], { shape: [1, 2] })],
    ['`mask` in distanceTransform: expected a mask of 0 and 1, or of 0 and 255 (of one with levels between `binaryMask` makes such), received the values 0, 3, 255',
      () => distanceTransform([0, 3, 255], { shape: [1, 3] })],
    ['`shape[0]` in distanceTransform: expected a positive integer, received 0', () => distanceTransform([], { shape: [0, 2] })],
    ['`spacing` in distanceTransform: expected a positive number or two of them, [rows, columns], received [1,0]',
      () => distanceTransform([0, 1], { shape: [1, 2], spacing: [1, 0] })],
  ])('says Invalid %s', (message, act) => {
    expect(act).toThrow(`Invalid ${message}.`);
  });
});

describe('distances of contours', () => {
  it('are those of SciPy and MONAI on drawn masks', () => {
    for (const { truth, prediction, shape, spacing, tolerance, expected } of cases) {
      const distances = surfaceDistances(truth, prediction, { shape, spacing });
      close(surfaceDice(distances, { tolerance }), expected.surfaceDice);
      expect(distances.reason !== undefined).toBe('empty' in expected);
      if ('empty' in expected) {
        expect([hausdorffDistance(distances), averageSurfaceDistance(distances)]).toEqual([NaN, NaN]);
        continue;
      }
      close(hausdorffDistance(distances), expected.hausdorff);
      close(hausdorffDistance(distances, { percentile: 95 }), expected.hd95);
      close(hausdorffDistance(distances, { percentile: 30, direction: 'toTruth' }), expected.toTruth30);
      close(averageSurfaceDistance(distances), expected.average);
      close(averageSurfaceDistance(distances, { direction: 'toTruth' }), expected.averageToTruth);
      close(hausdorffDistance(surfaceDistances(truth, prediction, { shape, spacing, points: 'mask' })), expected.masks);
    }
  });

  it('count within a tolerance what is there but for rounding, at any spacing', () => {
    const disc = (x0: number) => Array.from({ length: 64 * 64 }, (_, i) => Number((Math.floor(i / 64) - 31) ** 2 + (i % 64 - x0) ** 2 <= 400));
    const [truth, moved] = [disc(28), disc(31)], shape = [64, 64] as const;
    for (let k = 1; k <= 320; k++) {
      const spacing = k / 100;
      const distances = surfaceDistances(truth, moved, { shape, spacing });
      expect(surfaceDice(distances, { tolerance: 3 * k / 100 })).toBe(1);
      expect(surfaceDice(distances, { tolerance: 3 * spacing })).toBe(1);
      expect(surfaceDice(distances, { tolerance: 2.9999 * spacing })).toBeLessThan(0.9);
    }
    // √(1² + 2²) pixels of .1 and .3 apart: an oblique distance, on rows and columns of their own
    const [a, b] = [[1, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 1]];
    expect(surfaceDice(surfaceDistances(a, b, { shape: [2, 3], spacing: [0.3, 0.1] }), { tolerance: Math.sqrt(0.13) })).toBe(1);
  });

  it('say which mask is empty', () => {
    const reason = (truth: number[], prediction: number[]) => surfaceDistances(truth, prediction, { shape: [1, 2] }).reason;
    expect([reason([0, 0], [0, 1]), reason([1, 1], [0, 0]), reason([0, 0], [0, 0]), reason([1, 0], [0, 1])])
      .toEqual(['the truth is empty', 'the prediction is empty', 'the truth and the prediction are empty', undefined]);
    expect(surfaceDice(surfaceDistances([0, 0], [0, 1], { shape: [1, 2] }), { tolerance: 9 })).toBe(0);
  });

  it.each<[string, number | { truth?: number; prediction?: number }]>([
    ['of the prediction', 0], ['of each side', { truth: 128, prediction: 0 }], ['of one side by name', { prediction: 0 }],
  ])('take a threshold %s, from which on a pixel is inside', (_, threshold) => {
    const { toTruth } = surfaceDistances([0, 255, 0, 0], [-3, -1, 0, 2], { shape: [1, 4], threshold });
    expect(Array.from(toTruth)).toEqual([1, 2]);
  });

  it('take masks of 0 and 1, 0 and 255, false and true, and probabilities from .5, alike', () => {
    const shape = [1, 5] as const;
    const bits = [0, 1, 1, 0, 1], masks = [bits, bits.map((bit) => 255 * bit), bits.map(Boolean), Uint8Array.from(bits), [.49, .5, 1, 0, .7]];
    const expected = surfaceDistances(bits, [1, 0, 0, 0, 0], { shape });
    for (const truth of masks) expect(surfaceDistances(truth, [255, 0, 0, 0, 0], { shape })).toEqual(expected);
    for (const mask of masks.slice(0, 4)) expect(distanceTransform(mask, { shape })).toEqual(distanceTransform(bits, { shape }));
  });

  it('take infinite thresholds', () => {
    expect(surfaceDistances([0, 1], [.2, .3], { shape: [1, 2], threshold: Infinity }).reason).toBe('the prediction is empty');
    expect(surfaceDistances([1, 1], [-9, 9], { shape: [1, 2], threshold: -Infinity }).toTruth).toEqual(Float64Array.of(0, 0));
  });

  it('do not change when both masks are shifted or turned, and swap with the masks', () => {
    for (const { truth, prediction, shape: [height, width], spacing } of cases.slice(0, 40)) {
      const distances = surfaceDistances(truth, prediction, { shape: [height, width], spacing });
      const swapped = surfaceDistances(prediction, truth, { shape: [height, width], spacing });
      expect(swapped.toTruth).toEqual(distances.toPrediction);
      const transposed = (mask: number[]) => mask.map((_, i) => mask[i % height * width + Math.floor(i / height)]);
      const turned = surfaceDistances(transposed(truth), transposed(prediction), { shape: [width, height], spacing: [spacing[1], spacing[0]] });
      close(hausdorffDistance(turned, { percentile: 95 }), distances.reason ? null : hausdorffDistance(distances, { percentile: 95 }));
      // a frame of two pixels turns pixels at the edge of the image into pixels beside the outside: the contours stay
      const framed = (mask: number[]) => Array.from({ length: (height + 4) * (width + 4) }, (_, i) => {
        const [y, x] = [Math.floor(i / (width + 4)) - 2, i % (width + 4) - 2];
        return y >= 0 && y < height && x >= 0 && x < width ? mask[y * width + x] : 0;
      });
      expect(surfaceDistances(framed(truth), framed(prediction), { shape: [height + 4, width + 4], spacing })).toEqual(distances);
    }
  });

  it.each<[string, () => unknown]>([
    ['`truth` in surfaceDistances: expected 2 values, 1 × 2, received 3', () => surfaceDistances([0, 1, 1], [0, 1, 1], { shape: [1, 2] })],
    ['`prediction` in surfaceDistances: expected 2 values, as many as `truth` has, received 1', () => surfaceDistances([0, 1], [1], { shape: [1, 2] })],
    ['`prediction` in surfaceDistances: expected a mask of 0 and 1 or of 0 and 255, or probabilities in [0, 1], as it has no `threshold`, received the values 0, 2', () => surfaceDistances([0, 1], [0, 2], { shape: [1, 2] })],
    ['`percentile` in hausdorffDistance: expected a number in [0, 100], received 101',
      () => hausdorffDistance(surfaceDistances([0, 1], [1, 1], { shape: [1, 2] }), { percentile: 101 })],
    ['`tolerance` in surfaceDice: expected a number in [0, ∞), received NaN',
      () => surfaceDice(surfaceDistances([0, 1], [1, 1], { shape: [1, 2] }), { tolerance: NaN })],
    ['`direction` in averageSurfaceDistance: expected one of "both", "toTruth", "toPrediction", received "there"',
      () => averageSurfaceDistance(surfaceDistances([0, 1], [1, 1], { shape: [1, 2] }), { direction: 'there' as 'both' })],
  ])('say Invalid %s', (message, act) => {
    expect(act).toThrow(`Invalid ${message}.`);
  });
});
