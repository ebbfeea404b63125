import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { completeIou, distanceIou, generalizedIou, intersectionOverUnion, type Box } from 'tfjs-blocks/metrics/spatial';

const boxes = fc.tuple(fc.nat(20), fc.nat(20), fc.integer({ min: 1, max: 15 }), fc.integer({ min: 1, max: 15 }))
  .map(([x, y, width, height]): Box => [x, y, x + width, y + height]);

describe('generalised, distance and complete IoU', () => {
  it.each<[Box, Box, number, number, number]>([
    [[0, 0, 2, 2], [0, 0, 2, 2], 1, 1, 1],
    [[0, 0, 1, 1], [2, 0, 3, 1], -1 / 3, -4 / 10, -4 / 10],
    [[0, 0, 2, 2], [1, 1, 3, 3], 1 / 7 - 2 / 9, 1 / 7 - 2 / 18, 1 / 7 - 2 / 18],
    // one upright, one lying: v = (2/π · (atan 2 − atan 1/2))²
    [[0, 0, 1, 2], [0, 0, 2, 1], 1 / 3 - 1 / 4, 1 / 3 - 0.5 / 8, 1 / 3 - 0.5 / 8 -
      (2 / Math.PI * (Math.atan(2) - Math.atan(0.5))) ** 4 / (2 / 3 + (2 / Math.PI * (Math.atan(2) - Math.atan(0.5))) ** 2)],
  ])('of %j and %j', (a, b, giou, diou, ciou) => {
    expect(generalizedIou(a, b)).toBeCloseTo(giou, 12);
    expect(distanceIou(a, b)).toBeCloseTo(diou, 12);
    expect(completeIou(a, b)).toBeCloseTo(ciou, 12);
  });

  it('are symmetric, at most the IoU, above −1 or −2, and do not change with scale and place', () => {
    fc.assert(fc.property(boxes, boxes, fc.integer({ min: 1, max: 9 }), (a, b, scale) => {
      const moved = (box: Box) => box.map((edge) => edge * scale + 3) as unknown as Box;
      for (const [of, least] of [[generalizedIou, -1], [distanceIou, -1], [completeIou, -2]] as const) {
        expect(of(b, a)).toBeCloseTo(of(a, b), 12);
        expect(of(moved(a), moved(b))).toBeCloseTo(of(a, b), 12);
        expect(of(a, b)).toBeLessThanOrEqual(intersectionOverUnion(a, b) + 1e-12);
        expect(of(a, b)).toBeGreaterThan(least);
      }
    }));
  });
});
