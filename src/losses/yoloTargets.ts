/**
 * Which cell of an anchor-free detector is to find which object.
 *
 * An object of size q = √(w·h) belongs to the finest map whose stride s has q ≤ 4·s, else to the coarsest. There the cells whose
 * middle is in the box, and less than 1.5·s from its centre in both directions, are to find it, and in any case the one that the
 * centre is in. A cell that several objects want goes to the smallest of them.
 *
 * Z. Tian, C. Shen, H. Chen, T. He (2019), "FCOS: fully convolutional one-stage object detection", arXiv:1904.01355, and its centre
 * sampling. The assignment depends on the objects alone, so that targets are data like any other.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor3D } from '@tensorflow/tfjs-core';
import type { Box } from '../metrics/spatial/boxes';
import type { CellOptions } from '../ops/decodeBoxes';
import { checkPositiveIntegers, invalid } from '../shapes/check';

/** An object of an image: its box in pixels, and its class from 0. */
export interface LabelledBox {
  box: Box;
  label: number;
}

/** Options of {@link yoloTargets}. */
export interface YoloTargetOptions extends CellOptions {
  classes: number;
}

/** In strides. */
const [LARGEST, RADIUS] = [4, 1.5];

/**
 * Targets of {@link yoloLoss}, of the shape of the model's output.
 *
 * @param images the objects of each image
 * @returns [B, N, 5 + classes] for N cells as `decodeBoxes` orders them: the box (x1, y1, x2, y2) in pixels, 1 where the cell is to
 * find an object, and its class, one-hot; all 0 for the background
 * @throws where an option is out of its range, a box has no area, or a label is no class
 * @example
 * const targets = yoloTargets([[{ box: [8, 8, 40, 40], label: 2 }]], { imageSize: [64, 64], classes: 3 });     // [1, 84, 8]
 */
export function yoloTargets(
  images: readonly (readonly LabelledBox[])[], { imageSize, strides = [8, 16, 32], classes }: YoloTargetOptions,
): Tensor3D {
  const [height, width] = imageSize;
  checkPositiveIntegers('yoloTargets', { 'imageSize[0]': height, 'imageSize[1]': width, classes });
  strides.forEach((stride, index) => checkPositiveIntegers('yoloTargets', { [`strides[${index}]`]: stride }));
  const maps = mapsOf(imageSize, strides);
  const [cells, values] = [maps.reduce((sum, { rows, columns }) => sum + rows * columns, 0), 5 + classes];
  const targets = new Float32Array(images.length * cells * values);
  images.forEach((objects, image) => {
    objects.forEach((object, index) => checkObject(object, `images[${image}][${index}]`, classes));
    for (const { box, label } of [...objects].sort((a, b) => sizeOf(b.box) - sizeOf(a.box))) {
      for (const cell of cellsFor(box, maps)) {
        const row = targets.subarray((image * cells + cell) * values).subarray(0, values);
        row.fill(0);
        row.set([...box, 1]);
        row[5 + label] = 1;
      }
    }
  });
  return tf.tensor3d(targets, [images.length, cells, values]);
}

interface CellMap { stride: number; rows: number; columns: number; first: number }

function mapsOf([height, width]: readonly [number, number], strides: readonly number[]): CellMap[] {
  let first = 0;
  return strides.map((stride) => {
    const map = { stride, rows: Math.ceil(height / stride), columns: Math.ceil(width / stride), first };
    first += map.rows * map.columns;
    return map;
  });
}

/** √(w·h). */
function sizeOf([x1, y1, x2, y2]: Box): number {
  return Math.sqrt((x2 - x1) * (y2 - y1));
}

function cellsFor(box: Box, maps: CellMap[]): number[] {
  const byStride = [...maps].sort((a, b) => a.stride - b.stride);
  const map = byStride.find(({ stride }) => sizeOf(box) <= LARGEST * stride) ?? byStride[byStride.length - 1];
  const { stride, rows, columns, first } = map;
  const [x1, y1, x2, y2] = box;
  const within = (count: number, low: number, high: number) => Array.from({ length: count }, (_, place) => place).filter((place) => {
    const [middle, centre] = [(place + 0.5) * stride, (low + high) / 2];
    return middle > low && middle < high && Math.abs(middle - centre) < RADIUS * stride;
  });
  const own = (count: number, low: number, high: number) =>
    Math.min(Math.max(Math.floor((low + high) / 2 / stride), 0), count - 1);
  const [ys, xs] = [within(rows, y1, y2), within(columns, x1, x2)];
  const cells = ys.flatMap((row) => xs.map((column) => first + row * columns + column));
  return [...cells, first + own(rows, y1, y2) * columns + own(columns, x1, x2)];
}

function checkObject({ box, label }: LabelledBox, place: string, classes: number): void {
  const [x1, y1, x2, y2] = box;
  if (!(x1 < x2 && y1 < y2 && box.every(Number.isFinite))) {
    throw invalid(`${place}.box`, 'yoloTargets', '[x1, y1, x2, y2] with x1 < x2 and y1 < y2', box);
  }
  if (!(Number.isInteger(label) && label >= 0 && label < classes)) {
    throw invalid(`${place}.label`, 'yoloTargets', `an integer in [0, ${classes})`, label);
  }
}
