/** Sizes of a 2-D convolution, read from the attributes of a tfjs kernel. Shapes that do not fit together are refused. */
import * as tf from '@tensorflow/tfjs-core';
import { checkPositiveIntegers, invalid } from '../../shapes/check';

export type Geometry = ReturnType<typeof tf.backend_util.computeConv2DInfo>;

type RoundingMode = 'floor' | 'round' | 'ceil';

export interface ConvolutionAttributes {
  strides: number | [number, number];
  pad: Parameters<typeof tf.backend_util.computeConv2DInfo>[4];
  dimRoundingMode?: RoundingMode;
  /** tfjs's own gradients leave it out: 1. */
  dilations?: number | [number, number];
  dataFormat?: 'NHWC' | 'NCHW';
}

type Shape4D = [number, number, number, number];

const where = 'a convolution on the WASM backend';

/** `inputShape` is [N, H, W, Cin], `filterShape` [KH, KW, Cin, Cout] or, depthwise, [KH, KW, Cin, multiplier]. */
export function geometryOf(
  inputShape: readonly number[], filterShape: readonly number[], attributes: ConvolutionAttributes, depthwise = false,
): Geometry {
  const { strides, pad, dimRoundingMode, dilations, dataFormat } = attributes;
  if (dataFormat === 'NCHW') {
    throw new Error('Invalid `dataFormat` in a convolution on the WASM backend: expected NHWC, received NCHW.');
  }
  if (!isShape4D(inputShape)) throw invalid('x', where, '[batch, height, width, channels]', inputShape);
  const channels = inputShape[3];
  if (!isShape4D(filterShape) || filterShape[2] !== channels) {
    throw invalid('filter', where, `[height, width, ${channels}, filters] for x of [${inputShape}]`, filterShape);
  }
  const g = tf.backend_util.computeConv2DInfo(
    inputShape, filterShape, strides, dilations ?? 1, pad, dimRoundingMode, depthwise,
  );
  checkWindows(where, g, 'filter', filterShape);
  return g;
}

function isShape4D(shape: readonly number[]): shape is Shape4D {
  return shape.length === 4 && shape.every((size) => Number.isInteger(size) && size >= 0);
}

/** Throws unless the windows of `g`, whose size is told as that of `argument`, lie at whole places in the padded image. */
export function checkWindows(where: string, g: Geometry, argument: string, received: unknown): void {
  const { strideHeight, strideWidth, dilationHeight, dilationWidth, padInfo: { top, left } } = g;
  checkPositiveIntegers(where, { strideHeight, strideWidth, dilationHeight, dilationWidth });
  if (!Number.isInteger(top) || !Number.isInteger(left)) throw invalid('pad', where, 'whole numbers', [top, left]);
  if (g.outHeight >= 0 && g.outWidth >= 0) return;
  throw invalid(argument, where, `one that fits into [${g.inShape}] and its padding`, received);
}

/**
 * The geometry whose output has the shape of dy. tfjs's own gradients leave `dimRoundingMode` out, so the modes are
 * tried in turn, the given one first.
 *
 * @param mayBeCut whether a dy that is larger than the output is taken for one whose last rows and columns are not read
 */
export function geometryOfGradient<G extends { outShape: number[] }>(
  dy: tf.TensorInfo, mode: RoundingMode | undefined, geometryWith: (mode: RoundingMode | undefined) => G, mayBeCut = false,
): G {
  const given = geometryWith(mode);
  const fits = ({ outShape }: G) => tf.util.arraysEqual(outShape, dy.shape);
  const fitting = fits(given) ? given : [geometryWith('ceil'), geometryWith('round')].find(fits);
  if (fitting) return fitting;
  const [batch, height, width, channels] = given.outShape;
  const [, rows, columns] = dy.shape;
  if (mayBeCut && rows >= height && columns >= width && fits({ ...given, outShape: [batch, rows, columns, channels] })) return given;
  throw new Error(
    'Invalid `dy` in a gradient (`x` in a transposed convolution) on the WASM backend: expected the shape of the ' +
      `output, [${given.outShape}], received [${dy.shape}].`,
  );
}

/** The geometry of a convolution from its gradient dy, with shapes as in `geometryOf`. */
export function convGeometryOfGradient(
  dy: tf.TensorInfo, inputShape: readonly number[], filterShape: readonly number[], attributes: ConvolutionAttributes,
  { depthwise = false, mayBeCut = false } = {},
): Geometry {
  return geometryOfGradient(dy, attributes.dimRoundingMode, (dimRoundingMode) =>
    geometryOf(inputShape, filterShape, { ...attributes, dimRoundingMode }, depthwise), mayBeCut);
}
