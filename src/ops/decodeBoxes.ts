/**
 * Boxes from what an anchor-free detector predicts for the cells of its feature maps.
 *
 * The map of stride s has a cell for every s × s pixels. The cell in column j and row i predicts (tx, ty, tw, th), and means
 *
 *     centre (x, y) = ((j + tx)·s, (i + ty)·s),   size (w, h) = (s·exp tw, s·exp th),   all in pixels
 *
 * with exp tw and exp th at most 10⁴, so that no box is infinite,
 *
 * so that each map deals with objects of about its own stride.
 *
 * Z. Ge, S. Liu, F. Wang, Z. Li, J. Sun (2021), "YOLOX: exceeding YOLO series in 2021", arXiv:2107.08430.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor3D } from '@tensorflow/tfjs-core';
import { checkPositiveIntegers, invalid } from '../shapes/check';

const LARGEST_LOG_SIZE = Math.log(1e4);

/** Where the cells lie; see {@link decodeBoxes}. */
export interface CellOptions {
  /** [height, width] of the image, in pixels. */
  imageSize: readonly [number, number];
  /** Of the feature maps, in the order of the predictions; default [8, 16, 32]. */
  strides?: readonly number[];
}

/**
 * @param predictions [B, N, 4 or more], the first four (tx, ty, tw, th); N cells, map by map, each row by row
 * @returns [B, N, 4] with (x1, y1, x2, y2) in pixels; boxes may reach over the edge of the image
 * @throws unless N is the number of cells
 * @example
 * decodeBoxes(tf.zeros([1, 5, 4]), { imageSize: [16, 16], strides: [8, 16] });     // the first: [-4, -4, 4, 4]
 */
export function decodeBoxes(predictions: Tensor3D, { imageSize, strides = [8, 16, 32] }: CellOptions): Tensor3D {
  const [height, width] = imageSize;
  checkPositiveIntegers('decodeBoxes', { 'imageSize[0]': height, 'imageSize[1]': width });
  strides.forEach((stride, index) => checkPositiveIntegers('decodeBoxes', { [`strides[${index}]`]: stride }));
  const cells = strides.flatMap((stride) => cellsOf(Math.ceil(height / stride), Math.ceil(width / stride), stride));
  const [batch, count, values] = predictions.shape;
  if (count !== cells.length || values < 4) {
    throw invalid('predictions', 'decodeBoxes', `the shape [batch, ${cells.length}, 4 or more]`, predictions.shape);
  }
  return tf.tidy(() => {
    const corners = tf.tensor3d(cells.flatMap(([column, row]) => [column, row]), [1, count, 2]);
    const stride = tf.tensor3d(cells.map((cell) => cell[2]), [1, count, 1]);
    const centre = tf.mul(tf.add(tf.slice(predictions, [0, 0, 0], [batch, count, 2]), corners), stride);
    const logSize = tf.minimum(tf.slice(predictions, [0, 0, 2], [batch, count, 2]), LARGEST_LOG_SIZE);
    const half = tf.mul(tf.exp(logSize), tf.div(stride, 2));
    return tf.concat([tf.sub(centre, half), tf.add(centre, half)], 2) as Tensor3D;
  });
}

/** [column, row, stride] of each cell of a map. */
function cellsOf(rows: number, columns: number, stride: number): number[][] {
  return Array.from({ length: rows * columns }, (_, index) => [index % columns, Math.floor(index / columns), stride]);
}
