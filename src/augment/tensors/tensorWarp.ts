/** Moves batches of tensors as `move.ts` moves rasters: places by one product of matrices, pixels by gathering. */
import * as tf from '@tensorflow/tfjs-core';
import { axisMatrix, type Axis } from '../antialias';
import type { Chain } from '../chain';
import { invert, isAffine, type Matrix } from '../matrix';
import { sizeWhenSmaller } from '../move';
import { TIE, type Places } from '../places';
import type { Size } from '../sample';
import type { Outside } from '../warp';

/** [B, H, W, C] → [B, H', W', C], chain b for image b; all chains give one size. Levels are rounded. */
export function moveTensors(images: tf.Tensor4D, chains: readonly Chain[], outside: Outside, how: 'bilinear' | 'nearest'): tf.Tensor4D {
  const size = chains[0].size;
  const smooths = how === 'bilinear' && chains.some(({ antialias }) => antialias !== undefined);
  if (smooths) return tf.concat(chains.map((chain, b) => moveSmoothly(tf.slice(images, b, 1), chain, outside)), 0);
  const places = chains.every(({ matrix }) => matrix)
    ? byMatrices(chains.map(({ matrix }) => matrix!), size) : byPlaces(chains.map((chain) => chain.places()), size);
  return gatherAt(images, places, size, outside, how);
}

interface TensorPlaces { readonly x: tf.Tensor; readonly y: tf.Tensor }

/** x and y [B, H'·W'] in the source: the inverse matrices [3B, 3] times the pixels [3, H'·W']. */
function byMatrices(matrices: readonly Matrix[], { height, width }: Size): TensorPlaces {
  const backs = matrices.flatMap((matrix) => {
    const [a, b, c, d, e, f, g = 0, h = 0] = invert(matrix);
    return [a, b, c, d, e, f, g, h, 1];
  });
  const count = height * width, pixels = new Float32Array(3 * count);
  for (let i = 0; i < count; i++) pixels.set([i % width], i);
  for (let i = 0; i < count; i++) pixels[count + i] = Math.floor(i / width);
  pixels.fill(1, 2 * count);
  const product = tf.matMul(tf.tensor2d(backs, [3 * matrices.length, 3]), tf.tensor2d(pixels, [3, count]));
  const [x, y, w] = tf.unstack(tf.reshape(product, [matrices.length, 3, count]), 1);
  return matrices.every(isAffine) ? { x, y } : { x: tf.div(x, w), y: tf.div(y, w) };
}

/** As the host computes them, for warps. */
function byPlaces(all: readonly Places[], { height, width }: Size): TensorPlaces {
  const [x, y] = [0, 1].map(() => new Float32Array(all.length * height * width));
  const xs = new Float64Array(width), ys = new Float64Array(width);
  all.forEach((places, b) => {
    for (let row = 0; row < height; row++) {
      places(row, xs, ys);
      x.set(xs, (b * height + row) * width);
      y.set(ys, (b * height + row) * width);
    }
  });
  return { x: tf.tensor2d(x, [all.length, height * width]), y: tf.tensor2d(y, [all.length, height * width]) };
}

function gatherAt(images: tf.Tensor4D, { x, y }: TensorPlaces, size: Size, outside: Outside, how: 'bilinear' | 'nearest'): tf.Tensor4D {
  const [batch, height, width, channels] = images.shape;
  const flat = tf.reshape(images, [batch * height * width, channels]);
  const start = tf.reshape(tf.range(0, batch), [batch, 1]);
  const pixel = (column: tf.Tensor, row: tf.Tensor): tf.Tensor => {
    const inX = mirrored(column, width), inY = mirrored(row, height);
    const index = tf.add(tf.mul(tf.add(tf.mul(start, height), inY), width), inX);
    const levels = tf.gather(flat, tf.cast(index, 'int32'));
    if (outside === 'reflect') return levels;
    const isInside = tf.cast(tf.logicalAnd(tf.equal(inX, column), tf.equal(inY, row)), 'float32');
    const inside = tf.expandDims(isInside, -1);
    return tf.add(tf.mul(levels, inside), tf.mul(tf.sub(1, inside), outside));
  };
  const shape: [number, number, number, number] = [batch, size.height, size.width, channels];
  if (how === 'nearest') {
    const round = (place: tf.Tensor) => tf.floor(tf.add(place, 0.5 + TIE));
    return tf.reshape(pixel(round(x), round(y)), shape);
  }
  const left = tf.floor(x), top = tf.floor(y), right = tf.add(left, 1), bottom = tf.add(top, 1);
  const u = tf.expandDims(tf.sub(x, left), -1), v = tf.expandDims(tf.sub(y, top), -1);
  const between = (a: tf.Tensor, b: tf.Tensor, share: tf.Tensor) => tf.add(a, tf.mul(share, tf.sub(b, a)));
  const above = between(pixel(left, top), pixel(right, top), u), below = between(pixel(left, bottom), pixel(right, bottom), u);
  return tf.reshape(tf.floor(tf.add(between(above, below, v), 0.5)), shape);
}

/** Reflected about the outermost pixels: (n − 1) − |i mod 2(n − 1) − (n − 1)|. */
function mirrored(place: tf.Tensor, size: number): tf.Tensor {
  if (size === 1) return tf.zerosLike(place);
  return tf.sub(size - 1, tf.abs(tf.sub(tf.mod(place, 2 * (size - 1)), size - 1)));
}

/** One image where a step changes the resolution, as `moveImage` does it. */
function moveSmoothly(image: tf.Tensor4D, chain: Chain, outside: Outside): tf.Tensor4D {
  const { matrix, size, scale, antialias } = chain, [, height, width] = image.shape;
  if (antialias !== undefined && matrix && isAffine(matrix) && matrix[1] === 0 && matrix[3] === 0) {
    const [a, , c, , e, f] = invert(matrix);
    return rounded(resampleTensor(image, { slope: a, start: c }, { slope: e, start: f }, size, outside, antialias));
  }
  if (!antialias || Math.min(...scale) >= 1) return gatherAt(image, byPlaces([chain.places()], size), size, outside, 'bilinear');
  const smaller = sizeWhenSmaller({ height, width }, scale);
  const x = width / smaller.width, y = height / smaller.height;
  const averaged = resampleTensor(image, { slope: x, start: x / 2 - 0.5 }, { slope: y, start: y / 2 - 0.5 }, smaller, outside, true);
  const places = chain.places([x, 0, x / 2 - 0.5, 0, y, y / 2 - 0.5]);
  return gatherAt(rounded(averaged), byPlaces([places], size), size, outside, 'bilinear');
}

/** Columns, then rows, each a product with a matrix of weights. */
function resampleTensor(image: tf.Tensor4D, x: Axis, y: Axis, size: Size, outside: Outside, widen: boolean): tf.Tensor4D {
  const [, height, width, channels] = image.shape;
  const columns = axisMatrix(x, width, size.width, outside, widen), rows = axisMatrix(y, height, size.height, outside, widen);
  const upright = tf.reshape(tf.transpose(image, [0, 2, 1, 3]), [width, height * channels]);
  const across = tf.add(tf.matMul(tf.tensor2d(columns.matrix, [size.width, width]), upright), tf.tensor2d(columns.outer, [size.width, 1]));
  const level = tf.reshape(tf.transpose(tf.reshape(across, [size.width, height, channels]), [1, 0, 2]), [height, size.width * channels]);
  const both = tf.add(tf.matMul(tf.tensor2d(rows.matrix, [size.height, height]), level), tf.tensor2d(rows.outer, [size.height, 1]));
  return tf.reshape(both, [1, size.height, size.width, channels]);
}

function rounded(image: tf.Tensor4D): tf.Tensor4D {
  return tf.floor(tf.add(image, 0.5)) as tf.Tensor4D;
}
