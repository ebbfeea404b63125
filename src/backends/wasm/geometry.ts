/** Sizes of a 2-D convolution, read from the attributes of a tfjs kernel. */
import * as tf from '@tensorflow/tfjs-core';

export type Geometry = ReturnType<typeof tf.backend_util.computeConv2DInfo>;

export interface ConvolutionAttributes {
  strides: number | [number, number];
  pad: Parameters<typeof tf.backend_util.computeConv2DInfo>[4];
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
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
  return tf.backend_util.computeConv2DInfo(
    inputShape as Shape4D, filterShape as Shape4D, strides, dilations ?? 1, pad, dimRoundingMode, depthwise,
  );
}
