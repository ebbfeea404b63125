/** Sizes of a 2-D convolution, read from the attributes of a tfjs kernel. */
import * as tf from '@tensorflow/tfjs-core';

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

/** `inputShape` is [N, H, W, Cin], `filterShape` [KH, KW, Cin, Cout] or, depthwise, [KH, KW, Cin, multiplier]. */
export function geometryOf(
  inputShape: readonly number[], filterShape: readonly number[], attributes: ConvolutionAttributes, depthwise = false,
): Geometry {
  const { strides, pad, dimRoundingMode, dilations, dataFormat } = attributes;
  if (dataFormat === 'NCHW') {
    throw new Error('Invalid `dataFormat` in a convolution on the WASM backend: expected NHWC, received NCHW.');
  }
  const g = tf.backend_util.computeConv2DInfo(
    inputShape as Shape4D, filterShape as Shape4D, strides, dilations ?? 1, pad, dimRoundingMode, depthwise,
  );
  if (g.outHeight < 0 || g.outWidth < 0) {
    throw new Error(
      `Invalid \`filter\` in a convolution on the WASM backend: expected one that fits into [${inputShape}] and its ` +
        `padding, received [${filterShape}].`,
    );
  }
  return g;
}

/**
 * The geometry whose output has the shape of dy. tfjs's own gradients leave `dimRoundingMode` out, so the modes are
 * tried in turn, the given one first.
 */
export function geometryOfGradient<G extends { outShape: number[] }>(
  dy: tf.TensorInfo, mode: RoundingMode | undefined, geometryWith: (mode: RoundingMode | undefined) => G,
): G {
  const given = geometryWith(mode);
  const fits = ({ outShape }: G) => tf.util.arraysEqual(outShape, dy.shape);
  const fitting = fits(given) ? given : [geometryWith('ceil'), geometryWith('round')].find(fits);
  if (!fitting) {
    throw new Error(
      'Invalid `dy` in a gradient (`x` in a transposed convolution) on the WASM backend: expected the shape of the ' +
        `output, [${given.outShape}], received [${dy.shape}].`,
    );
  }
  return fitting;
}

/** The geometry of a convolution from its gradient dy, with shapes as in `geometryOf`. */
export function convGeometryOfGradient(
  dy: tf.TensorInfo, inputShape: readonly number[], filterShape: readonly number[], attributes: ConvolutionAttributes, depthwise = false,
): Geometry {
  return geometryOfGradient(dy, attributes.dimRoundingMode, (dimRoundingMode) =>
    geometryOf(inputShape, filterShape, { ...attributes, dimRoundingMode }, depthwise));
}
