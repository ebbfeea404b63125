/** What holds for every geometric transform and for chains of them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  affine, augmentFromJson, centerCrop, compose, cutmix, drawSteps, elastic, flip, gridDistortion, inverse, mixup, mosaic, oneOf, pad,
  perspective, preview, randomCrop, randomResizedCrop, replay, resize, rotate, scale, shear, shift, someOf, sometimes, trivialAugment, turn90,
  type Boxes, type Sample, type Step, type Transform,
} from 'tfjs-blocks/augment';
import { stream } from 'tfjs-blocks/random';
import { make, names } from './factories';
import { raster } from './samples';

const SIZE = 64;
const constant = { kind: 'constant', fill: 0, fillMask: 0 } as const;
const geometric: Record<string, Transform> = {
  flip: flip(), turn90: turn90(), rotate: rotate(), scale: scale(), shift: shift(), shear: shear(),
  affine: affine({ rotateRange: [-20, 20], scaleRange: [0.8, 1.2], shiftRange: [-0.1, 0.1], shearRange: [-8, 8] }),
  perspective: perspective({ distortionRange: [0, 0.2] }), elastic: elastic(), gridDistortion: gridDistortion(),
  randomResizedCrop: randomResizedCrop({ height: 60, width: 72, areaRange: [0.4, 1] }), randomCrop: randomCrop({ height: 50, width: 56 }),
  centerCrop: centerCrop({ height: 56, width: 50 }), pad: pad({ height: 80, width: 70 }), resize: resize({ height: 90, width: 50 }),
};
const exact = ['flip', 'turn90', 'randomCrop', 'centerCrop', 'pad'];
const chains = fc.array(fc.constantFrom('flip', 'turn90', 'rotate', 'scale', 'shift', 'shear', 'affine', 'perspective', 'elastic', 'gridDistortion', 'pad'), { minLength: 2, maxLength: 4 });
const rectangle = fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 40 }), fc.integer({ min: 16, max: 24 }), fc.integer({ min: 16, max: 24 }));
const seed = fc.nat(0xffffffff);

/** A sample whose mask and second mask are the rectangle. */
function boxed([left, top, wide, high]: [number, number, number, number]): Sample {
  const isInside = (y: number, x: number) => x >= left && x < left + wide && y >= top && y < top + high;
  const mask = raster(SIZE, SIZE, 1, (y, x) => (isInside(y, x) ? 255 : 0));
  return {
    id: 'boxed', image: raster(SIZE, SIZE, 3, (y, x, k) => 128 + 60 * Math.sin(x / 9 + k) * Math.cos(y / 11)), mask, masks: { other: raster(SIZE, SIZE, 1, (y, x) => (isInside(y, x) ? 7 : 0)) },
    boxes: { format: 'coco', values: [[left, top, wide, high]], labels: ['thing'] },
  };
}

/** Left, top, right, bottom of the pixels above 0. */
function edgesOfMask({ data, width }: Sample['image']): number[] {
  const at = Array.from(data.keys()).filter((i) => data[i] > 0), xs = at.map((i) => i % width), ys = at.map((i) => Math.floor(i / width));
  return at.length === 0 ? [] : [Math.min(...xs), Math.min(...ys), Math.max(...xs) + 1, Math.max(...ys) + 1];
}

function expectBoxOfMask(transforms: readonly Transform[], rect: [number, number, number, number], key: number, tolerance: number): void {
  const moved = compose(transforms, { border: constant })(boxed(rect), stream(key));
  const edges = edgesOfMask(moved.mask!);
  expect(moved.mask!.data.every((level, i) => moved.masks!.other.data[i] === (level === 255 ? 7 : level))).toBe(true);
  if (edges.length === 0 || moved.boxes!.values.length === 0) return;
  const [left, top, wide, high] = moved.boxes!.values[0];
  [left, top, left + wide, top + high].forEach((edge, i) => expect(Math.abs(edge - edges[i])).toBeLessThanOrEqual(tolerance));
}

/** Equal to the last byte and digit; quicker than `toEqual` of large arrays. */
function same(one: Sample, other: Sample): boolean {
  const plain = (_: string, value: unknown) => (value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value);
  return JSON.stringify(one, plain) === JSON.stringify(other, plain);
}

describe('the box of the moved mask is the moved box', () => {
  it.each(Object.entries(geometric))('%s', (name, transform) => {
    fc.assert(fc.property(rectangle, seed, (rect, key) => expectBoxOfMask([transform], rect, key, exact.includes(name) ? 1e-9 : 1.6)), { numRuns: 12 });
  });

  it('of chains', () => {
    fc.assert(fc.property(chains, rectangle, seed, (names, rect, key) => expectBoxOfMask(names.map((name) => geometric[name]), rect, key, 2)), { numRuns: 30 });
  });
});

/** Every transform of the library by itself; `trivialAugment` draws one of others. */
it('these are all that move pixels', () => {
  const moving = names.filter((name) => name !== 'trivialAugment').filter((name) => {
    const transform = make(name);
    return [0, 1, 2, 3, 4, 5].some((key) => transform.draw(stream(key), { height: SIZE, width: SIZE }).some(({ kind }) => kind === 'geometry' || kind === 'warp'));
  });
  expect([...moving].sort()).toEqual(Object.keys(geometric).sort());
});

describe('inverse', () => {
  const invertible = Object.entries(geometric).filter(([name]) => name !== 'randomResizedCrop');
  it.each(invertible)('brings %s back', (_, transform) => {
    fc.assert(fc.property(seed, (key) => expectBack([transform], key)), { numRuns: 5 });
  });

  it('brings chains back', () => {
    fc.assert(fc.property(chains, seed, (names, key) => expectBack(names.map((name) => geometric[name]), key)), { numRuns: 15 });
  });

  /** To 2 levels wherever a white image comes back white. */
  function expectBack(transforms: readonly Transform[], key: number): void {
    const { image } = boxed([0, 0, 20, 20]), steps = drawSteps(transforms, stream(key), image), back = inverse(steps, image);
    const round = (of: Sample['image']) => replay(replay({ id: 'a', image: of }, steps, { border: constant }), back, { border: constant }).image;
    const seen = round(raster(SIZE, SIZE, 3, () => 255)), again = round(image);
    expect([again.height, again.width]).toEqual([SIZE, SIZE]);
    const inside = Array.from(seen.data.keys()).filter((i) => seen.data[i] === 255);
    expect(inside.length).toBeGreaterThan(SIZE * SIZE);
    expect(Math.max(...inside.map((i) => Math.abs(again.data[i] - image.data[i])))).toBeLessThanOrEqual(2);
  }

  it('brings boxes and points back', () => {
    fc.assert(fc.property(chains, seed, (names, key) => {
      const sample: Sample = { ...boxed([20, 20, 24, 24]), boxes: undefined, keypoints: { values: [[20, 30], [40, 33.5]], labels: ['a', 'b'] } };
      const steps = drawSteps(names.map((name) => geometric[name]), stream(key), sample.image), keep = { outsideKeypoints: 'keep' } as const;
      const { keypoints } = replay(replay(sample, steps, keep), inverse(steps, sample.image), keep);
      keypoints!.values.forEach((point, i) => point.forEach((place, j) => expect(place).toBeCloseTo(sample.keypoints!.values[i][j], 5)));
    }), { numRuns: 20 });
  });
});

describe('formats of boxes', () => {
  it.each<[Boxes['format'], [number, number, number, number], [number, number, number, number]]>([
    ['coco', [8, 16, 16, 32], [40, 16, 16, 32]],
    ['pascal_voc', [8, 16, 24, 48], [40, 16, 56, 48]],
    ['yolo', [0.25, 0.5, 0.25, 0.5], [0.75, 0.5, 0.25, 0.5]],
    ['normalised', [0.125, 0.25, 0.375, 0.75], [0.625, 0.25, 0.875, 0.75]],
  ])('%s', (format, value, flipped) => {
    const mirror = compose([flip({ horizontal: 1, vertical: 0 })]);
    expect(mirror({ ...boxed([0, 0, 9, 9]), boxes: { format, values: [value] } }, stream(0)).boxes).toEqual({ format, values: [flipped] });
  });

  it('clips to the image, and drops what is too small or too little of it is left', () => {
    const sample: Sample = { ...boxed([0, 0, 9, 9]), boxes: { format: 'coco', values: [[0, 0, 20, 10], [54, 54, 10, 10], [30, 30, 4, 4]], labels: [1, 2, 3] } };
    const steps: Step[] = [{ kind: 'geometry', name: 'shift', matrix: [1, 0, -8, 0, 1, 0] }];
    const run = (options: Parameters<typeof replay>[2]) => replay(sample, steps, options).boxes;
    expect(run({})).toEqual({ format: 'coco', values: [[0, 0, 12, 10], [46, 54, 10, 10], [22, 30, 4, 4]], labels: [1, 2, 3] });
    expect(run({ minArea: 100 })!.labels).toEqual([1, 2]);
    expect(run({ minVisibility: 0.6001 })!.labels).toEqual([2, 3]);
    expect(run({ minVisibility: 0.6 })!.labels).toEqual([1, 2, 3]);
  });
});

describe('JSON', () => {
  /** Every transform of the library with its defaults. */
  const all = names.map((name) => make(name));

  it.each(all.map((one) => [one.name, one] as const))('writes and reads %s, and its steps', (name, transform) => {
    const augment = compose([transform], { border: constant, minArea: 3 }), sample = boxed([10, 10, 20, 20]);
    const again = augmentFromJson(JSON.stringify(augment));
    expect(again.options).toEqual(augment.options);
    expect(names).toContain(name);
    for (let key = 0; key < 3; key++) {
      const steps = drawSteps([transform], stream(key), sample.image);
      const moved = augment(sample, stream(key));
      expect(same(again(sample, stream(key)), moved)).toBe(true);
      expect(same(replay(sample, JSON.parse(JSON.stringify(steps)), augment.options), moved)).toBe(true);
      expect(steps.every((step) => step.name === name)).toBe(true);
    }
  });

  it('needs no options', () => {
    expect(augmentFromJson('[{"name":"flip"},{"name":"rotate","options":null}]').transforms.map(({ name }) => name)).toEqual(['flip', 'rotate']);
  });

  it('writes and reads choices within choices', () => {
    const augment = compose([
      oneOf([flip(), sometimes(0.5, [rotate(), scale({ probability: 0.5 })])], { weights: [1, 3] }), someOf(all.slice(0, 5), { count: 2, probability: 0.9 }),
    ]);
    const again = augmentFromJson(JSON.stringify(augment));
    for (let key = 0; key < 10; key++) expect(same(again(boxed([9, 9, 20, 20]), stream(key)), augment(boxed([9, 9, 20, 20]), stream(key)))).toBe(true);
  });

  it.each([
    ['[{"name":"elastik"}]', 'Invalid `name` in augmentFromJson', '(perhaps "elastic")'],
    ['[{"name":"oneOf","options":{}}]', 'Invalid `transforms` in oneOf'],
    ['{"transforms":3}', 'Invalid `text` in augmentFromJson: expected a list of transforms'],
    ['[null]', 'Invalid `name` in augmentFromJson'],
    ['[{"name":"rotate","options":{"rotateRange":[3]}}]', 'Invalid `rotateRange` in rotate'],
    ['flip', 'Invalid `text` in augmentFromJson: expected JSON, received "flip".'],
  ])('refuses %s', (text, ...messages) => {
    for (const message of messages) expect(() => augmentFromJson(text)).toThrow(message);
  });
});

describe('choices', () => {
  const size = { height: 32, width: 32 };
  const names = (transform: Transform) => Array.from({ length: 400 }, (_, key) => transform.draw(stream(key), size).map(({ name }) => name).join());
  const share = (drawn: string[], name: string) => drawn.filter((one) => one === name).length / drawn.length;

  it('oneOf draws by weight', () => {
    expect(share(names(oneOf([flip(), rotate()], { weights: [3, 1] })), 'flip')).toBeCloseTo(0.75, 1);
  });

  it('someOf draws so many, in order', () => {
    const drawn = names(someOf([flip(), rotate(), scale()], { count: 2 }));
    for (const pair of ['flip,rotate', 'flip,scale', 'rotate,scale']) expect(share(drawn, pair)).toBeCloseTo(1 / 3, 1);
  });

  it('sometimes draws all or none', () => {
    const drawn = names(sometimes(0.3, [flip(), rotate()]));
    expect(share(drawn, 'flip,rotate')).toBeCloseTo(0.3, 1);
    expect(share(drawn, '')).toBeCloseTo(0.7, 1);
  });

  it('a probability drops a transform but not the numbers that follow', () => {
    const after = (probability: number) => drawSteps([rotate({ probability }), flip()], stream(5), size).at(-1);
    expect(names(rotate({ probability: 0.25 })).filter(Boolean).length / 400).toBeCloseTo(0.25, 1);
    expect([after(0.001), after(0.999)].map((step) => step!.name)).toEqual(['flip', 'flip']);
    expect(after(0.001)).toEqual(after(0.999));
  });

  it('trivialAugment draws one operation at most, all of them in time', () => {
    const drawn = Array.from({ length: 300 }, (_, key) => trivialAugment().draw(stream(key), size));
    expect(Math.max(...drawn.map((steps) => steps.length))).toBe(1);
    expect(new Set(drawn.map(([step]) => step?.kind)).size).toBe(10);
  });
});

describe('mixes of samples', () => {
  const flat = (id: string, level: number, label: string): Sample => ({ id, label, image: raster(32, 32, 3, () => level) });
  const masked = (id: string, level: number): Sample => ({
    ...flat(id, level, id), mask: raster(32, 32, 1, () => level), boxes: { format: 'pascal_voc', values: [[0, 0, 32, 32]] }, keypoints: { values: [[2, 2], [30, 30]] },
  });

  it('mixup blends levels and classes alike', () => {
    for (let key = 0; key < 20; key++) {
      const { image, labelWeights, id } = mixup(flat('a', 200, 'x'), flat('b', 0, 'y'), stream(key), { alpha: 0.5 });
      expect(id).toBe('a+b');
      expect(labelWeights!.x + labelWeights!.y).toBeCloseTo(1, 12);
      expect(Math.abs(image.data[7] - 200 * labelWeights!.x)).toBeLessThanOrEqual(0.5);
    }
    expect(() => mixup(masked('a', 0), flat('b', 0, 'y'), stream(0))).toThrow('Invalid sample `a` in mixup');
  });

  it('cutmix counts the pixels, and moves masks, boxes and points with them', () => {
    for (let key = 0; key < 20; key++) {
      const { image, mask, labelWeights, boxes, keypoints } = cutmix(masked('a', 0), masked('b', 255), stream(key));
      const pasted = mask!.data.filter((level) => level === 255).length;
      expect(labelWeights!.b).toBeCloseTo(pasted / 1024, 12);
      expect(mask!.data.every((level, i) => level === image.data[3 * i])).toBe(true);
      const part = edgesOfMask(mask!);
      if (pasted > 0) expect(boxes!.values.at(-1)).toEqual(part);
      expect(boxes!.values.length).toBe((pasted <= 512 ? 1 : 0) + (pasted > 0 ? 1 : 0));
      expect(keypoints!.values.length).toBe(2);
    }
    expect(() => cutmix(flat('a', 0, ''), { ...flat('b', 0, ''), image: raster(8, 8, 3, () => 0) }, stream(0))).toThrow('Invalid sample `b` in cutmix: expected 32 × 32 × 3');
  });

  it('mosaic shows four, by area', () => {
    const labelled = (id: string, level: number) => ({ ...flat(id, level, id), masks: { parts: raster(32, 32, 1, () => level) } });
    const { masks, labelWeights } = mosaic([labelled('a', 10), labelled('b', 20), labelled('c', 30), labelled('d', 40)], stream(3));
    const { data } = masks!.parts;
    for (const [label, level] of [['a', 10], ['b', 20], ['c', 30], ['d', 40]] as const) {
      expect(labelWeights![label]).toBeCloseTo(data.filter((one) => one === level).length / 1024, 12);
    }
    expect([0, 31, 992, 1023].map((i) => data[i])).toEqual([10, 20, 30, 40]);
  });
});

it('preview lays the original and so many pictures on a grid', () => {
  const sample = { ...boxed([10, 10, 20, 20]), keypoints: { values: [[3, 3]] as [number, number][] } };
  const { height, width, channels, data } = preview(sample, compose([pad({ height: 70, width: 64 })]), { count: 5, columns: 3 });
  expect([height, width, channels]).toEqual([2 * 70 + 4, 3 * 64 + 8, 3]);
  const at = (y: number, x: number) => Array.from(data.subarray((y * width + x) * 3, (y * width + x) * 3 + 3));
  expect([at(64, 0), at(10, 10), at(9, 15), at(3, 3)]).toEqual([[255, 255, 255], [0xe6, 0x9f, 0], [0, 0x72, 0xb2], [0xf0, 0xe4, 0x42]]);
});

describe('refuses', () => {
  const good = boxed([1, 1, 9, 9]);
  const floating = (name: 'image' | 'mask', at: (i: number) => number) => (
    { ...good, [name]: { ...good[name], data: Float32Array.from(good[name]!.data, (_, i) => at(i)) } } as unknown as Sample);
  const boxes = (format: string, value: number[]) => ({ ...good, boxes: { format, values: [value] } } as unknown as Sample);
  it.each<[string, Sample]>([
    ['Invalid `values[0]` in the boxes of boxed: expected a coco box with an area inside 64 × 64 pixels', boxes('coco', [60, 0, 9, 9])],
    ['Invalid `values[0]` in the boxes of boxed', boxes('pascal_voc', [9, 9, 3, 12])],
    ['received [null,0,9,9]'.replace('null', '"NaN"'), boxes('coco', [NaN, 0, 9, 9])],
    ['Invalid `format` in the boxes of boxed', boxes('yolov5', [0, 0, 1, 1])],
    ['Invalid `labels` in the boxes of boxed: expected 1', { ...good, boxes: { format: 'coco', values: [[0, 0, 9, 9]], labels: [] } }],
    ['Invalid `values[1]` in the keypoints of boxed: expected two finite numbers', { ...good, keypoints: { values: [[0, 0], [NaN, 3]] } }],
    ['Invalid `image` of boxed in augment: expected a Uint8Array of levels from 0 to 255, received a Float32Array with NaN at index 5.',
      floating('image', (i) => (i === 5 || i === 9 ? NaN : 0.5))],
    ['`mask` of boxed in augment: expected a Uint8Array of levels from 0 to 255, received a Float32Array with Infinity at index 0.', floating('mask', () => Infinity)],
    ['`image` of boxed in augment: expected a Uint8Array of levels from 0 to 255, received a Float32Array.', floating('image', () => 7)],
    ['Invalid `values` in the boxes of boxed: expected a list of boxes, received undefined.', { ...good, boxes: { format: 'coco' } } as unknown as Sample],
    ['Invalid `values[0]` in the boxes of boxed: expected a coco box, four numbers, received 7.', boxes('coco', 7 as never)],
    ['received [1,2,3]', boxes('coco', [1, 2, 3])],
    ['Invalid `image` of empty in augment: expected at least one pixel, received 0 × 0 × 3.', { id: 'empty', image: raster(0, 0, 3, () => 0) }],
    ['Invalid `image` of none in augment: expected a raster, received none.', { id: 'none' } as Sample],
    ['Invalid `mask` of boxed in augment: expected 64 × 64 × 1, received 9 × 64 × 1.', { ...good, mask: raster(9, 64, 1, () => 0) }],
    ['Invalid `masks.other` of boxed in augment: expected 64 × 64 × 1', { ...good, masks: { other: raster(3, 3, 1, () => 0) } }],
  ])('%s', (message, sample) => {
    expect(() => compose([flip()])(sample, stream(0))).toThrow(message);
  });

  it('crops larger than the image, unknown steps and wrong limits', () => {
    expect(() => compose([centerCrop({ height: 65, width: 3 })])(good, stream(0))).toThrow("Invalid `height` in centerCrop: expected at most the image's 64, received 65.");
    const empty: Step = { kind: 'geometry', name: 'crop', matrix: [1, 0, 0, 0, 1, 0], size: { height: 0, width: 4 } };
    expect(() => replay(good, [empty])).toThrow('Invalid `height` in the step crop of boxed: expected a positive integer, received 0.');
    expect(() => randomCrop({ height: 0, width: 3 })).toThrow('Invalid `height` in randomCrop: expected a positive integer, received 0.');
    expect(() => replay(good, [{ kind: 'geometri', name: '' } as never])).toThrow('(perhaps "geometry")');
    expect(() => compose([], { minVisibility: 2 })).toThrow('Invalid `minVisibility` in compose');
    expect(() => rotate({ probability: NaN })).toThrow('Invalid `probability` in rotate: expected a probability in [0, 1], received NaN.');
    expect(() => oneOf([])).toThrow('Invalid `transforms` in oneOf');
    expect(() => someOf([flip()], { count: 2 })).toThrow('Invalid `count` in someOf: expected an integer from 1 to 1, received 2.');
  });
});
