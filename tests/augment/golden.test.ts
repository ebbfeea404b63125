/** Against OpenCV, Pillow and albumentations: tests/reference/augment.py. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  affine, centerCrop, drawSteps, flip, pad, replay, resize, sharpen, type Border, type Matrix, type Raster, type Sample, type Step,
} from 'tfjs-blocks/augment';
import { stream } from 'tfjs-blocks/random';
import { fourPoints } from '../../src/augment/matrix';
import { partStep } from '../../src/augment/resize';
import { raster } from './samples';

interface Encoded { height: number; width: number; data: string }
interface Warped { matrix: number[]; reflect: Encoded; constant: Encoded }
interface Moved { box: number[]; points: number[][]; image: Encoded }

const golden = JSON.parse(readFileSync(new URL('../golden/augment.json', import.meta.url), 'utf8')) as {
  height: number; width: number; kernel: number[]; clahe: Encoded[]; claheOfColors: Encoded;
  affine: (Warped & { parameters: [number, number, number, number, number, number] })[];
  perspective: (Warped & { to: [number, number][] })[];
  resize: { size: [number, number]; box: [number, number, number, number]; image: Encoded }[];
  moved: Record<string, Moved>; color: Record<string, Encoded>;
};
const { height, width } = golden;

/** The formula of the reference script. */
const picture = (rows: number, columns: number, waves = 1) => raster(rows, columns, 3, (y, x, k) => Math.min(255, Math.max(0,
  Math.floor(128 + 70 * Math.sin((waves * x) / 6 + 2 * k) + 50 * Math.cos((waves * y) / 5 - k) + 0.5))));
const image = picture(height, width), large = picture(90, 70, 0.7);
const constant: Border = { kind: 'constant', fill: 40, fillMask: 0 };
const run = (steps: readonly Step[], border: Border = 'reflect', from: Raster = image) => replay({ id: 'a', image: from }, steps, { border }).image;
const decode = (encoded: Encoded) => new Uint8Array(Buffer.from(encoded.data, 'base64'));

/** Mean and largest difference. */
function apart(ours: Raster, theirs: Encoded): { mean: number; max: number } {
  const expected = decode(theirs);
  expect([ours.height, ours.width, ours.data.length]).toEqual([theirs.height, theirs.width, expected.length]);
  const differences = Array.from(ours.data, (level, i) => Math.abs(level - expected[i]));
  return { mean: differences.reduce((a, b) => a + b, 0) / differences.length, max: Math.max(...differences) };
}

function expectClose(ours: Raster, theirs: Encoded, mean: number, max: number): void {
  const found = apart(ours, theirs);
  expect(found.mean).toBeLessThanOrEqual(mean);
  expect(found.max).toBeLessThanOrEqual(max);
}

describe('warps agree with OpenCV', () => {
  it.each(golden.affine.map((one) => [one.parameters, one] as const))('affine %j', ([degrees, scale, x, y, right, down], one) => {
    const { matrix } = drawSteps([affine({ rotateRange: [degrees, degrees], scaleRange: [scale, scale] })], stream(0), image)[0] as { matrix: Matrix };
    if (x === 0 && y === 0 && right === 0) matrix.forEach((entry, i) => expect(entry).toBeCloseTo(one.matrix[i] - (i === 5 ? down * height : 0), 9));
    if (x === y) {
      const [step] = drawSteps([affine({ shearRange: [x, x] })], stream(0), image) as { matrix?: Matrix }[];
      expect(step.matrix![1]).toBeCloseTo(Math.tan((x * Math.PI) / 180), 12);
    }
    const steps: Step[] = [{ kind: 'geometry', name: 'affine', matrix: one.matrix as unknown as Matrix }];
    expectClose(run(steps), one.reflect, 0.5, 2);
    expectClose(run(steps, constant), one.constant, 0.5, 2);
  });

  it('affine draws the product of turn and shear', () => {
    const { parameters: [degrees, scale, shearX], matrix } = golden.affine[0];
    const [step] = drawSteps([affine({ rotateRange: [degrees, degrees], scaleRange: [scale, scale], shearRange: [shearX, shearX] })], stream(0), image);
    const both = step.kind === 'geometry' ? step.matrix : [];
    expect(both[1]).toBeCloseTo(matrix[1], 12);
    expect(both[3]).toBeCloseTo(matrix[1], 12);
  });

  it.each(golden.perspective.map((one) => [one.to, one] as const))('perspective to %j', (to, one) => {
    const matrix = fourPoints([[0, 0], [width - 1, 0], [width - 1, height - 1], [0, height - 1]], to);
    matrix.forEach((entry, i) => expect(entry).toBeCloseTo(one.matrix[i], 6));
    const steps: Step[] = [{ kind: 'geometry', name: 'perspective', matrix }];
    expectClose(run(steps), one.reflect, 0.5, 2);
    expectClose(run(steps, constant), one.constant, 0.5, 2);
  });
});

describe('resizing agrees with Pillow', () => {
  it.each(golden.resize.map((one) => [one.size, one.box, one.image] as const))('to %j from %j', ([rows, columns], [left, top, right, bottom], expected) => {
    const step = partStep('resize', [left, top, right - left, bottom - top], { height: rows, width: columns }, true);
    expectClose(run([step], 'reflect', large), expected, 0.5, 1);
  });

  it('averages first where the image is turned too', () => {
    const [shrink] = drawSteps([resize({ height: 30, width: 30 })], stream(0), large);
    const [turn] = drawSteps([affine({ rotateRange: [30, 30] })], stream(0), { height: 30, width: 30 });
    const once = run([shrink, turn], 'reflect', large), twice = run([turn], 'reflect', run([shrink], 'reflect', large));
    const differences = Array.from(once.data, (level, i) => Math.abs(level - twice.data[i]));
    expect(Math.max(...differences)).toBeLessThanOrEqual(6);
    expect(differences.reduce((a, b) => a + b) / differences.length).toBeLessThan(1);
  });
});

describe('boxes and keypoints move as in albumentations', () => {
  const fixed = (range: number): [number, number] => [range, range];
  it.each([
    ['flip', [flip({ horizontal: 1, vertical: 0 })], 0, 0, 'reflect'],
    ['flop', [flip({ horizontal: 0, vertical: 1 })], 0, 0, 'reflect'],
    ['centerCrop', [centerCrop({ height: 15, width: 21 })], 0, 0, 'reflect'],
    ['pad', [pad({ height: 27, width: 31 })], 0, 0, 'reflect'],
    ['padConstant', [pad({ height: 27, width: 31 })], 0, 0, constant],
    ['resize', [resize({ height: 40, width: 13, antialias: false })], 0.5, 1, 'reflect'],
    ['rotate', [affine({ rotateRange: fixed(-20) })], 0.5, 2, constant],
    ['scale', [affine({ scaleRange: fixed(0.8) })], 0.5, 2, constant],
    ['both', [affine({ rotateRange: fixed(35), scaleRange: fixed(0.7) })], 0.5, 2, constant],
  ] as const)('%s', (name, transforms, mean, max, border) => {
    const expected = golden.moved[name];
    const sample: Sample = {
      id: 'a', image, boxes: { format: 'pascal_voc', values: [[4, 5, 17, 14]] }, keypoints: { values: [[4, 5], [12.5, 9.25]] },
    };
    const moved = replay(sample, drawSteps(transforms, stream(0), image), { border, outsideKeypoints: 'keep' });
    expectClose(moved.image, expected.image, mean, max);
    moved.boxes!.values[0].forEach((edge, i) => expect(Math.abs(edge - expected.box[i])).toBeLessThan(1e-4));
    // albumentations scales points without the half pixel by which it moves the image: (4, 5) to (2, 10).
    if (name === 'resize') expect(moved.keypoints!.values[0]).toEqual([1.75, 10.5]);
    else moved.keypoints!.values.forEach((point, i) => point.forEach((place, j) => expect(Math.abs(place - expected.points[i][j])).toBeLessThan(1e-4)));
  });
});

describe('colours', () => {
  const steps: Record<string, (value: number) => Step> = {
    brightness: (factor) => ({ kind: 'brightness', name: '', factor }),
    contrast: (factor) => ({ kind: 'contrast', name: '', factor }),
    saturation: (factor) => ({ kind: 'saturation', name: '', factor }),
    gamma: (factor) => ({ kind: 'gamma', name: '', factor }),
    hue: (degrees) => ({ kind: 'hue', name: '', degrees }),
    grayscale: () => ({ kind: 'grayscale', name: '' }),
    equalize: () => ({ kind: 'equalize', name: '' }),
    autoContrast: () => ({ kind: 'autoContrast', name: '' }),
    posterize: (bits) => ({ kind: 'posterize', name: '', bits }),
    solarize: (threshold) => ({ kind: 'solarize', name: '', threshold }),
    jpeg: (quality) => ({ kind: 'jpeg', name: '', quality }),
    gaussianBlur: (sigma) => ({ kind: 'gaussianBlur', name: '', sigma }),
    filter: () => ({ kind: 'filter', name: '', rows: 3, columns: 5, kernel: golden.kernel }),
    sharpen: () => sharpen({ amountRange: [0.3, 0.3] }).draw(stream(0), image)[0],
  };
  it.each(Object.entries(golden.color))('%s', (name, expected) => {
    const [kind, value] = name.split(' ');
    const part = raster(expected.height, expected.width, 3, (y, x, k) => image.data[(y * width + x) * 3 + k]);
    const from = kind === 'autoContrast' ? { ...image, data: image.data.map((level) => (level >> 1) + 30) } : part;
    const [mean, max] = kind === 'jpeg' ? [0, 0] : [0.6, 1];
    expectClose(run([steps[kind](Number(value))], 'reflect', from), expected, mean, max);
  });

  it('clahe of colours', () => {
    const part = raster(64, 64, 3, (y, x, k) => large.data[(y * 70 + x) * 3 + k]);
    expectClose(run([{ kind: 'clahe', name: '', clipLimit: 3, tiles: 4 }], 'reflect', part), golden.claheOfColors, 0.01, 2);
  });

  it.each([[2, 8], [40, 5], [1, 1]].map(([limit, tiles], i) => [limit, tiles, golden.clahe[i]] as const))('clahe of grey: limit %d, %d tiles', (clipLimit, tiles, expected) => {
    const grey = raster(90, 70, 1, (y, x) => large.data[(y * 70 + x) * 3]);
    expectClose(run([{ kind: 'clahe', name: '', clipLimit, tiles }], 'reflect', grey), expected, 0, 0);
  });
});
