import * as tf from '@tensorflow/tfjs-core';
import type { Tensor3D } from '@tensorflow/tfjs-core';
import { model } from '@tensorflow/tfjs-layers';
import { expect, it } from 'vitest';
import { convBlock, input } from 'tfjs-blocks/blocks';
import { boxLoss, yoloLoss, yoloTargets } from 'tfjs-blocks/losses';
import { backbone, detections, type FeatureMap, yolo } from 'tfjs-blocks/models';
import { onEveryDevice } from '../contracts/devices';
import { expectClose, expectFinite, expectGradient, normal } from '../contracts/numeric';

const kinds = ['iou', 'giou', 'diou', 'ciou'] as const;

onEveryDevice('boxLoss', () => {
  it('gives the values computed by hand', () => {
    const [t, y] = [tf.tensor2d([[0, 0, 2, 2], [0, 0, 1, 1]]), tf.tensor2d([[1, 0, 3, 2], [2, 0, 3, 1]])];
    const values = (kind: typeof kinds[number]) => boxLoss({ kind, reduction: 'none' })(t, y);
    expectClose(values('iou'), [2 / 3, 1], 1e-6);
    expectClose(values('giou'), [2 / 3, 1 + 1 / 3], 1e-6);
    expectClose(values('diou'), [2 / 3 + 1 / 13, 1 + 4 / 10], 1e-6);
    expectClose(values('ciou'), values('diou'), 1e-6);     // of the same shape
    expectClose(boxLoss({ kind: 'iou' })(t, y, tf.tensor1d([1, 0])), [2 / 3], 1e-6);
  });

  it.each(kinds)('%s is finite for boxes far apart, of no area, equal and large', (kind) => {
    const boxes = [[0, 0, 0, 0], [0, 0, 1e4, 1e4], [-1e4, -1e4, -1e4, -1e4], [1e4, 0, 65504, 3], [5, 5, 5, 9], [0, 0, 1e-4, 1e-4]];
    for (const target of boxes) {
      const { value, grad } = tf.valueAndGrad((y: tf.Tensor) => boxLoss({ kind })(tf.tensor2d(boxes.map(() => target)), y))(tf.tensor2d(boxes));
      expectFinite(value, grad);
    }
  });

  it('names bad arguments', () => {
    expect(() => boxLoss({ kind: 'siou' as 'iou' })).toThrow('Invalid `kind` in boxLoss: expected one of "iou", "giou", "diou", "ciou"');
    expect(() => boxLoss()(tf.zeros([2, 3]), tf.zeros([2, 3]))).toThrow('Invalid `boxes` in boxLoss: expected the shape [batch, …, 4], received [2,3].');
    expect(() => boxLoss()(tf.zeros([2, 4]), tf.zeros([1, 4]))).toThrow('Invalid `targets` in boxLoss');
    expect(() => boxLoss()(tf.zeros([2, 4]), tf.zeros([2, 4]), tf.ones([2, 1]))).toThrow('Invalid `weights` in boxLoss: expected the shape [2]');
  });
});

const options = { imageSize: [32, 32], classes: 2 } as const;
const targets = () => yoloTargets([[{ box: [2, 3, 14, 13], label: 1 }], [], [{ box: [0, 0, 60, 60], label: 0 }]], options);

onEveryDevice('yoloTargets', () => {
  it('gives an object to the cells in its middle', async () => {
    const found = targets();
    expect(found.shape).toEqual([3, 21, 7]);
    const rows = await found.array();
    // √(12·10) ≤ 4·8: the map of stride 8; middles 4, 12 and 4, 12 are within the box and 12 of its centre (8, 8)
    expect([0, 1, 4, 5].map((cell) => rows[0][cell])).toEqual(Array.from({ length: 4 }, () => [2, 3, 14, 13, 1, 0, 1]));
    expect(rows[0].filter((row) => row[4] === 1).length).toBe(4);
    expect(rows[1].flat().every((value) => value === 0)).toBe(true);
    // 60 > 4·8, ≤ 4·16: the 2 × 2 cells of stride 16, middles 8 and 24, less than 24 from 30
    expect(rows[2].map((row) => row[4])).toEqual(Array.from({ length: 21 }, (_, cell) => (cell >= 16 && cell < 20 ? 1 : 0)));
  });

  it('gives a tiny object the cell of its centre, and a shared cell to the smaller object', async () => {
    const [rows] = await yoloTargets([[{ box: [17, 9, 18, 10], label: 0 }, { box: [10, 2, 30, 20], label: 1 }]], options).array();
    expect(rows[4 + 2]).toEqual([17, 9, 18, 10, 1, 1, 0]);
    expect(rows.filter((row) => row[6] === 1).length).toBeGreaterThan(0);
  });

  it('names bad arguments', () => {
    expect(() => yoloTargets([[{ box: [3, 3, 3, 4], label: 0 }]], options))
      .toThrow('Invalid `images[0][0].box` in yoloTargets: expected [x1, y1, x2, y2] with x1 < x2 and y1 < y2, received [3,3,3,4].');
    expect(() => yoloTargets([[], [{ box: [3, 3, 4, 4], label: 2 }]], options))
      .toThrow('Invalid `images[1][0].label` in yoloTargets: expected an integer in [0, 2), received 2.');
    expect(() => yoloTargets([], { ...options, classes: 0 })).toThrow('Invalid `classes` in yoloTargets');
  });
});

onEveryDevice('yoloLoss', () => {
  it('is that computed by hand', () => {
    // one cell of 8 pixels predicts (−4, −4, 4, 4) for (0, 0, 4, 4): IoU 16 / 64, and log 2 for each logit
    const [t, y] = [tf.tensor3d([[[0, 0, 4, 4, 1, 1, 0]]]), tf.zeros([1, 1, 7])];
    const loss = (more: object) => yoloLoss({ imageSize: [8, 8], strides: [8], ...more })(t, y);
    expectClose(loss({ kind: 'iou' }), [5 * 0.75 + 3 * Math.LN2], 1e-5);
    expectClose(loss({ kind: 'iou', boxWeight: 1, objectnessWeight: 2, classWeight: 0 }), [0.75 + 2 * Math.LN2], 1e-5);
    expectClose(yoloLoss({ imageSize: [8, 8], strides: [8] })(tf.zeros([1, 1, 7]), y), [Math.LN2], 1e-6);     // background
  });

  it('reduces over the cells with an object', () => {
    const y = normal([3, 21, 7], 1);
    const parts = yoloLoss({ ...options, reduction: 'none' })(targets(), y);
    expect(parts.shape).toEqual([3, 21]);
    expectClose(yoloLoss({ ...options })(targets(), y), tf.div(tf.sum(parts), 8), 1e-5);
    expectClose(tf.div(yoloLoss({ ...options, reduction: 'sum' })(targets(), y), tf.sum(parts)), [1], 1e-6);
    expectClose(yoloLoss(options)(targets(), y, tf.zeros([3, 21])), [0], 0);
  });

  it('has the gradient of finite differences, and is finite for logits of ±10000', () => {
    expectGradient((y) => yoloLoss({ ...options, kind: 'ciou' })(targets(), y), tf.mul(normal([3, 21, 7], 2), 0.5), 2e-2, 3e-3);
    for (const size of [1e4, -1e4, 65504]) {
      const { value, grad } = tf.valueAndGrad((y: tf.Tensor) => yoloLoss({ ...options, kind: 'ciou' })(targets(), y))(tf.fill([3, 21, 7], size));
      expectFinite(value, grad);
    }
  });

  it('leaves no tensor behind', () => {
    const [t, y] = [targets(), normal([3, 21, 7], 1)];
    const before = tf.memory().numTensors;
    tf.dispose(tf.grad((each) => yoloLoss(options)(t, each))(y));
    expect(tf.memory().numTensors).toBe(before);
  });

  it('names bad arguments', () => {
    expect(() => yoloLoss({ ...options, boxWeight: -1 })).toThrow('Invalid `boxWeight` in yoloLoss');
    expect(() => yoloLoss(options)(tf.zeros([1, 21, 6]), tf.zeros([1, 21, 7]))).toThrow('Invalid `targets` in yoloLoss');
    expect(() => yoloLoss(options)(tf.zeros([1, 21, 5]), tf.zeros([1, 21, 5]))).toThrow('Invalid `predictions` in yoloLoss');
    expect(() => yoloLoss(options)(tf.zeros([1, 20, 7]), tf.zeros([1, 20, 7]))).toThrow('Invalid `predictions` in decodeBoxes');
  });
});

onEveryDevice('a detector', (device) => {
  it.runIf(device === 'wasm')('learns with yoloLoss in fit to find bright squares', async () => {
    const corners = [[3, 4, 12], [15, 12, 14], [6, 15, 10], [14, 2, 16]];
    const images = tf.tensor4d(corners.flatMap(([x, y, size]) => Array.from({ length: 32 * 32 }, (_, i) =>
      (i % 32 >= x && i % 32 < x + size && Math.floor(i / 32) >= y && Math.floor(i / 32) < y + size ? 2 : -0.5))), [4, 32, 32, 1]);
    const objects = corners.map(([x, y, size]) => [{ box: [x, y, x + size, y + size] as const, label: 0 }]);
    const small = backbone((x: FeatureMap) => {
      const fine = convBlock({ filters: 8, kernelSize: 9, strides: 8, seed: 1, norm: 'none', name: 'small_0' })(x);
      const middle = convBlock({ filters: 8, kernelSize: 3, strides: 2, seed: 1, norm: 'none', name: 'small_1' })(fine);
      return [fine, middle, convBlock({ filters: 8, kernelSize: 3, strides: 2, seed: 1, norm: 'none', name: 'small_2' })(middle)];
    }, { prefix: 'small', strides: [8, 16, 32] });
    const x = input([32, 32, 1]);
    const net = model({ inputs: x, outputs: yolo({ backbone: small, classes: 1, filters: 8, norm: 'none', seed: 1 })(x) });
    const y = yoloTargets(objects, { imageSize: [32, 32], classes: 1 });
    const losses: number[] = [];
    for (const [rate, epochs] of [[0.01, 120], [0.002, 60]]) {     // the smaller steps at the end settle the boxes
      net.compile({ optimizer: tf.train.adam(rate), loss: yoloLoss({ imageSize: [32, 32] }) });
      const { history } = await net.fit(images, y, { epochs, batchSize: 4, shuffle: false, verbose: 0 });
      losses.push(...history.loss as number[]);
    }
    expect(losses.at(-1)).toBeLessThan(0.3 * losses[0]);
    const found = await detections(net.predict(images) as Tensor3D, { imageSize: [32, 32], scoreThreshold: 0.3 });
    const near = found.filter(([best], i) => best?.box.every((edge, side) => Math.abs(edge - objects[i][0].box[side]) < 1.5));
    expect(near.length).toBe(4);
  });
});
