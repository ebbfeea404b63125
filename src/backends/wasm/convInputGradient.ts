/**
 * Conv2DBackpropInput, which is also the forward pass of the transposed convolution:
 * dx[n, p, i] = Σ over taps and o of dy[n, (p + before − k·dilation) / stride, o] · filter[k, i, o].
 *
 * A convolution of dy with the filter turned around and transposed; with strides, one for each phase (`taps.ts`).
 */
import type * as tf from '@tensorflow/tfjs-core';
import { checkFloat, type WasmBackend } from './backend';
import { convolution } from './convolution';
import { type ConvolutionAttributes, convGeometryOfGradient } from './geometry';
import { gradientPhases } from './taps';

export function convInputGradient(args: {
  inputs: { dy: tf.TensorInfo; filter: tf.TensorInfo };
  backend: WasmBackend;
  attrs: ConvolutionAttributes & { inputShape: number[] };
}): tf.TensorInfo {
  const { inputs: { dy, filter }, backend, attrs } = args;
  checkFloat('a transposed convolution', { x: dy, filter });
  const g = convGeometryOfGradient(dy, attrs.inputShape, filter.shape, attrs);
  return convolution(backend, {
    batch: g.batchSize,
    input: dy,
    inputShape: [g.outHeight, g.outWidth, g.outChannels],
    inputSteps: [1, 1],
    outputShape: [g.inHeight, g.inWidth, g.inChannels],
    outputSteps: [g.strideHeight, g.strideWidth],
    rows: gradientPhases({
      size: g.inHeight, kernel: g.filterHeight, stride: g.strideHeight, dilation: g.dilationHeight,
      before: g.padInfo.top,
    }),
    columns: gradientPhases({
      size: g.inWidth, kernel: g.filterWidth, stride: g.strideWidth, dilation: g.dilationWidth,
      before: g.padInfo.left,
    }),
    filter,
    filterWidth: g.filterWidth,
    transposed: true,
  }, () => backend.makeOutput(attrs.inputShape, 'float32'));
}
