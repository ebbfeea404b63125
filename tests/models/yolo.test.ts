import * as tf from '@tensorflow/tfjs-core';
import type { Tensor3D } from '@tensorflow/tfjs-core';
import { model } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, expectTypeOf, it } from 'vitest';
import { convBlock, input, pathAggregation } from 'tfjs-blocks/blocks';
import { binaryCrossEntropy } from 'tfjs-blocks/losses';
import { intersectionOverUnion, type Box } from 'tfjs-blocks/metrics/spatial';
import { backbone, detections, type FeatureMap, resnet18, yolo } from 'tfjs-blocks/models';
import { decodeBoxes } from 'tfjs-blocks/ops';
import { stream } from 'tfjs-blocks/random';
import type { Sym } from 'tfjs-blocks/shapes';
import { blockContract } from '../contracts/block';
import { startWasm } from '../startDevice';

/** A convolution a stage. */
const small = (seed: number, strides = [2, 4, 8, 16, 32]) => {
  const convs = strides.map((stride, stage) => {
    const step = stage === 0 ? stride : stride / strides[stage - 1];
    return convBlock<number, number, number>({ filters: 4 + 2 * stage, kernelSize: step + 1, strides: step, seed, name: `small_${stage}` });
  });
  return backbone((x: FeatureMap) => {
    let y = x;
    return convs.map((conv) => (y = conv(y)));
  }, { prefix: 'small', strides });
};

blockContract('pathAggregation', {
  inputs: [[8, 4, 2], [4, 2, 3], [2, 1, 4]],
  block: (seed) => {
    const neck = pathAggregation({ filters: 3, seed, name: 'neck' });
    return (fine, middle, coarse) => neck(fine, middle, coarse)[2];
  },
  output: [null, 2, 1, 3],
});
blockContract('yolo', {
  inputs: [[32, 64, 3]],
  block: (seed) => yolo({ backbone: small(seed, [8, 16, 32]), classes: 2, filters: 3, seed }),
  output: [null, 42, 7],
});

describe('yolo', () => {
  beforeAll(() => startWasm(1));
  const x = input([64, 96, 3]);

  it('knows its shape', () => {
    expectTypeOf(yolo({ backbone: small(1), classes: 3 })(x)).toEqualTypeOf<Sym<readonly [null, 126, 8]>>();
    expectTypeOf(yolo({ backbone: small(1), classes: 3 })(input([null, 96, 3]))).toEqualTypeOf<Sym<readonly [null, null, 8]>>();
    const [fine, , coarse] = pathAggregation({ filters: 8 })(input([16, 8, 3]), input([8, 4, 5]), input([4, 2, 7]));
    expectTypeOf(fine).toEqualTypeOf<Sym<readonly [null, 16, 8, 8]>>();
    expectTypeOf(coarse).toEqualTypeOf<Sym<readonly [null, 4, 2, 8]>>();
    // @ts-expect-error the middle map is as large as the fine one
    expect(() => pathAggregation({ filters: 8 })(input([16, 8, 3]), input([16, 8, 5]), input([4, 2, 7]))).toThrow('Invalid `b` in concat');
  });

  it('stands on a ResNet', () => {
    const image = input([416, 416, 3]);
    const y = yolo({ backbone: resnet18({ width: 0.0625 }), classes: 20, filters: 4 })(image);
    expectTypeOf(y).toEqualTypeOf<Sym<readonly [null, 3549, 25]>>();
    expect(y.shape).toEqual([null, 3549, 25]);
  });

  it('takes images of any size', () => {
    const any = input([null, null, 3]);
    const built = model({ inputs: any, outputs: yolo({ backbone: small(1), classes: 1, filters: 2 })(any) });
    expect(built.outputs[0].shape).toEqual([null, null, 6]);
    expect((built.predict(tf.zeros([1, 64, 32, 3])) as tf.Tensor).shape).toEqual([1, 42, 6]);
  });

  it('says little at first: objects and classes are improbable', async () => {
    const built = model({ inputs: x, outputs: yolo({ backbone: small(1), classes: 3, filters: 4, seed: 1 })(x) });
    const logits = tf.slice(built.predict(tf.zeros([1, 64, 96, 3])) as Tensor3D, [0, 0, 4], [1, 126, 4]);
    for (const p of await tf.sigmoid(logits).data()) expect(p).toBeCloseTo(0.01, 3);
  });

  it('names bad options', () => {
    const options = { backbone: small(1), classes: 1 };
    expect(() => yolo({ ...options, classes: 0 })).toThrow('Invalid `classes` in yolo: expected a positive integer, received 0.');
    expect(() => yolo({ ...options, filters: 0.5 })).toThrow('Invalid `filters` in yolo: expected a positive integer, received 0.5.');
    expect(() => yolo({ ...options, backbone: small(1, [2, 4, 8, 16]) }))
      .toThrow('Invalid `backbone` in yolo: expected feature maps at strides 8, 16 and 32, received [2,4,8,16].');
    expect(() => yolo(options)(input([48, 64, 3]))).toThrow('Invalid height of `x` in yolo: expected a multiple of 32, received 48.');
    expect(() => yolo(options)(input([64, 48, 3]))).toThrow('Invalid width of `x` in yolo: expected a multiple of 32, received 48.');
  });
});

describe('detections', () => {
  beforeAll(() => startWasm(1));
  const logit = (p: number) => Math.log(p / (1 - p));
  /** Cells of 8 pixels in 8 × 32: (tx, ty, tw, th), objectness, two classes. */
  const cells = (...rows: number[][]) => tf.tensor3d([rows.map(([tx, ...p]) => [tx, 0.5, Math.log(2), 0, ...p.map(logit)])]);
  const strides = [8];

  it('lists the likely objects, and of overlapping ones of a class the likeliest', async () => {
    const predictions = cells([0.5, 0.9, 0.9, 0.2], [0.5, 0.9, 0.8, 0.2], [0, 0.5, 0.1, 0.6], [0.5, 0.9, 0.2, 0.1]);
    const before = tf.memory().numTensors;
    const [objects] = await detections(predictions, { imageSize: [8, 32], strides, iouThreshold: 0.3 });
    expect(tf.memory().numTensors).toBe(before);
    expect(objects.map(({ label }) => label)).toEqual([0, 1]);
    [[-4, 0, 12, 8], [8, 0, 24, 8]].forEach((box, i) => box.forEach((edge, j) => expect(objects[i].box[j]).toBeCloseTo(edge, 4)));
    expect(objects.map(({ score }) => score)).toEqual([expect.closeTo(0.81, 5), expect.closeTo(0.3, 5)]);
    const all = await detections(predictions, { imageSize: [8, 32], strides, iouThreshold: 1, scoreThreshold: 0 });
    expect(all[0].map(({ score }) => score)).toEqual([0.81, 0.72, 0.3, 0.18].map((score) => expect.closeTo(score, 5)));
  });

  it('leaves out what is no number, and keeps huge boxes finite', async () => {
    const [broken, huge, good] = [cells([0.5, 0.9, 0.9, 0.2]), cells([0.5, 0.9, 0.9, 0.2]), cells([0.5, 0.9, 0.9, 0.2])];
    const with3 = (x: tf.Tensor, size: number) => tf.concat([tf.slice(x, [0, 0, 0], [1, 1, 2]), tf.fill([1, 1, 2], size), tf.slice(x, [0, 0, 4])], 2);
    const images = tf.concat([with3(broken, NaN), with3(huge, 200), good]) as Tensor3D;
    const [none, one, same] = await detections(images, { imageSize: [8, 8], strides });
    expect(none).toEqual([]);
    expect(one[0].box.every(Number.isFinite)).toBe(true);
    expect(same).toHaveLength(1);
  });

  it('keeps images apart', async () => {
    const [one, none] = [cells([0.5, 0.9, 0.9, 0.2]), cells([0.5, 0.1, 0.1, 0.2])];
    const images = await detections(tf.concat([none, one, none]) as Tensor3D, { imageSize: [8, 8], strides });
    expect(images.map(({ length }) => length)).toEqual([0, 1, 0]);
  });

  it('names bad options', async () => {
    await expect(detections(tf.zeros([1, 21, 6]), { imageSize: [32, 32], scoreThreshold: 2 }))
      .rejects.toThrow('Invalid `scoreThreshold` in detections: expected a number in [0, 1], received 2.');
    await expect(detections(tf.zeros([1, 21, 6]), { imageSize: [32, 32], iouThreshold: -1 })).rejects.toThrow('Invalid `iouThreshold` in detections: expected a number in [0, 1], received -1.');
    await expect(detections(tf.zeros([1, 20, 6]), { imageSize: [32, 32] })).rejects.toThrow('Invalid `predictions` in decodeBoxes');
  });
});

describe('yolo on wasm', () => {
  beforeAll(() => startWasm(1));

  /** A bright rectangle of two kinds in the dark, and the cell of 8 pixels that its centre is in. */
  function draw(seed: number) {
    const random = stream(seed, 'rectangles');
    const [x1, y1, label] = [random.integer(18), random.integer(18), random.integer(2)];
    const [x2, y2] = [x1 + 6 + random.integer(8), y1 + 6 + random.integer(8)];
    const inside = (i: number) => i % 32 >= x1 && i % 32 < x2 && Math.floor(i / 32) >= y1 && Math.floor(i / 32) < y2;
    const pixels = Array.from({ length: 32 * 32 }, (_, i) => (inside(i) ? [2, label ? 2 : -2] : [-0.5, 0]));
    const cell = 4 * Math.floor((y1 + y2) / 16) + Math.floor((x1 + x2) / 16);
    return { pixels, box: [x1, y1, x2, y2] as Box, label, cell };
  }

  it('learns to find rectangles', async () => {
    const samples = Array.from({ length: 8 }, (_, seed) => draw(seed));
    const images = tf.tensor4d(samples.flatMap(({ pixels }) => pixels.flat()), [8, 32, 32, 2]);
    const truth = tf.tensor3d(samples.map(({ box }) => [[...box]]));
    const labels = tf.oneHot(samples.map(({ label }) => label), 2);
    const place = tf.expandDims(tf.oneHot(samples.map(({ cell }) => cell), 21), -1);
    const x = input([32, 32, 2]);
    const built = model({ inputs: x, outputs: yolo({ backbone: small(1, [8, 16, 32]), classes: 2, filters: 6, seed: 1 })(x) });
    const loss = () => {
      const y = built.apply(images, { training: true }) as Tensor3D;
      const at = (values: tf.Tensor) => tf.sum(tf.mul(values, place), 1);
      const boxes = tf.div(tf.abs(tf.sub(at(decodeBoxes(y, { imageSize: [32, 32] })), tf.squeeze(truth, [1]))), 8);
      const objectness = binaryCrossEntropy({ reduction: 'sum' })(tf.cast(place, 'float32'), tf.slice(y, [0, 0, 4], [8, 21, 1]));
      const classes = binaryCrossEntropy()(tf.cast(labels, 'float32'), at(tf.slice(y, [0, 0, 5], [8, 21, 2])));
      return tf.add<tf.Scalar>(tf.add(tf.mean(boxes), tf.div(objectness, 8)), classes);
    };
    const optimizer = tf.train.adam(0.02);
    const losses: number[] = [];
    for (let step = 0; step < 40; step++) losses.push(optimizer.minimize(loss, true)!.dataSync()[0]);
    expect(losses.at(-1)).toBeLessThan(0.3 * losses[0]);
    const found = await detections(built.apply(images, { training: true }) as Tensor3D, { imageSize: [32, 32] });
    const right = samples.filter(({ box, label }, i) =>
      found[i].length > 0 && found[i][0].label === label && intersectionOverUnion(found[i][0].box, box) > 0.5);
    expect(right.length).toBeGreaterThanOrEqual(6);
  });
});
