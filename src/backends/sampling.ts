/** Where the pixels of a resized image come from, along an axis: for the gradients of resizing. */
import type * as tf from '@tensorflow/tfjs-core';
import { invalid } from '../shapes/check';

export interface ResizeAttributes {
  alignCorners: boolean;
  halfPixelCenters: boolean;
}

/** Throws unless dy is for as many images, of as many channels. */
export function checkResizing(dy: tf.TensorInfo, images: tf.TensorInfo): void {
  const where = 'the gradient of resizing';
  if (images.shape.length !== 4) throw invalid('images', where, '[batch, height, width, channels]', images.shape);
  const [batch, , , channels] = images.shape;
  if (dy.shape.length !== 4 || dy.shape[0] !== batch || dy.shape[3] !== channels) {
    throw invalid('dy', where, `[${batch}, height, width, ${channels}] for images of [${images.shape}]`, dy.shape);
  }
}

/** Where an output position comes from: source position, and the weight of the one after it. */
export type Source = [position: number, weight: number];
export type Sampling = (sizeIn: number, sizeOut: number, attrs: ResizeAttributes) => Source[];

/**
 * Positions are fractions of whole numbers, so that no rounding makes a weight of what is 0: it would give NaN for ∞. The
 * forward kernel's own weights, in float32, are off by some 1e-5 where images have 160 pixels a side.
 */
export const bilinear: Sampling = (sizeIn, sizeOut, attrs) => Array.from({ length: sizeOut }, (_, i) => {
  const [numerator, denominator] = place(i, sizeIn, sizeOut, attrs);
  const rest = numerator % denominator;
  const position = (numerator - rest) / denominator;
  return position < sizeIn - 1 ? [position, rest / denominator] : [sizeIn - 1, 0];
});

/** Where output position i lies in the source, as a fraction. */
function place(
  i: number, sizeIn: number, sizeOut: number, { alignCorners, halfPixelCenters }: ResizeAttributes,
): [numerator: number, denominator: number] {
  if (halfPixelCenters) return [Math.max(0, (2 * i + 1) * sizeIn - sizeOut), 2 * sizeOut];
  return alignCorners && sizeOut > 1 ? [i * (sizeIn - 1), sizeOut - 1] : [i * sizeIn, sizeOut];
}

/**
 * Each number is rounded as the forward kernel of the backend rounds it (`Math.fround` for float32): it decides which of two
 * pixels that are as near is taken.
 */
export const nearest = (round: (value: number) => number): Sampling => (sizeIn, sizeOut, { alignCorners, halfPixelCenters }) => {
  const last = alignCorners && sizeOut > 1 ? 1 : 0;
  const scale = round((sizeIn - last) / (sizeOut - last));
  return Array.from({ length: sizeOut }, (_, i) => {
    const source = round((halfPixelCenters ? i + 0.5 : i) * scale);
    const position = alignCorners ? Math.round(source) : Math.floor(source);
    return [Math.min(Math.max(position, 0), sizeIn - 1), 0];
  });
};
