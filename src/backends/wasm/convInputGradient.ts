/**
 * Conv2DBackpropInput, which is also the forward pass of the transposed convolution:
 * dx[n, p, i] = Σ over taps and o of dy[n, (p + before − k·dilation) / stride, o] · filter[k, i, o].
 *
 * A convolution of dy with the filter turned around and transposed; with strides, one for each phase (`taps.ts`).
 *
 * A transposed convolution may be asked for an output so small that the convolution of it has fewer pixels than its x: as in
 * tfjs, the rest of x is left out. (PyTorch and TensorFlow know no such sizes.)
 */
import * as tf from '@tensorflow/tfjs-core';
import { checkFloat, type WasmBackend } from './backend';
import { convolution } from './convolution';
import { type ConvolutionAttributes, convGeometryOfGradient } from './geometry';
import { gradientPhases } from './taps';

interface InputGradientArgs {
  inputs: { dy: tf.TensorInfo; filter: tf.TensorInfo };
  backend: WasmBackend;
  attrs: ConvolutionAttributes & { inputShape: number[] };
}

export function convInputGradient(args: InputGradientArgs): tf.TensorInfo {
  const { inputs: { dy, filter }, backend, attrs } = args;
  checkFloat('a transposed convolution', { x: dy, filter });
  const g = convGeometryOfGradient(dy, attrs.inputShape, filter.shape, attrs, { mayBeCut: true });
  if (!tf.util.arraysEqual(g.outShape, dy.shape)) return ofPart(args, g.outShape);
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

/** The gradient of the first `size` of dy. */
function ofPart(args: InputGradientArgs, size: number[]): tf.TensorInfo {
  const { inputs: { dy, filter }, backend } = args;
  const slice = tf.getKernel('Slice', 'wasm').kernelFunc;
  const part = slice({ inputs: { x: dy }, backend, attrs: { begin: [0, 0, 0, 0], size } }) as tf.TensorInfo;
  try {
    return convInputGradient({ ...args, inputs: { dy: part, filter } });
  } finally {
    backend.disposeData(part.dataId);
  }
}
