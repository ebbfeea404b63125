/**
 * Conv2D and FusedConv2D (bias and activation in the same pass). Faster than the stock kernels, and right for 'same'
 * padding where the stride is larger than the filter along an axis (a 1×3 filter with stride 2), where stock gives
 * zeros. Activations other than relu and relu6, and a bias that is not by channel, are left to the stock kernel.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { WasmBackend } from './backend';
import { convolution } from './convolution';
import { type ConvolutionAttributes, geometryOf } from './geometry';
import { forwardPhase } from './taps';

export interface ForwardArgs {
  inputs: { x: tf.TensorInfo; filter: tf.TensorInfo; bias?: tf.TensorInfo };
  backend: WasmBackend;
  attrs: ConvolutionAttributes & { activation?: string };
}

/** Smallest and largest output of the activations that are clamps. */
export const clamps: Record<string, readonly [number, number] | undefined> = {
  linear: [-Infinity, Infinity],
  relu: [0, Infinity],
  relu6: [0, 6],
};

/** Whether `bias` is one number for each of `channels`. */
export function isPerChannel(bias: tf.TensorInfo, channels: number): boolean {
  const { shape } = bias;
  return tf.util.sizeFromShape(shape) === channels && (shape[shape.length - 1] ?? 1) === channels;
}

/** The forward kernel; `stock` takes the other activations and shapes of bias. */
export function convForward(stock: (args: ForwardArgs) => tf.TensorInfo) {
  return (args: ForwardArgs): tf.TensorInfo => {
    const { inputs: { x, filter, bias }, backend, attrs } = args;
    const clamp = clamps[attrs.activation ?? 'linear'];
    const g = geometryOf(x.shape, filter.shape, attrs);
    if (!clamp || (bias && !isPerChannel(bias, g.outChannels))) return stock(args);
    return convolution(backend, {
      batch: g.batchSize,
      input: x,
      inputShape: [g.inHeight, g.inWidth, g.inChannels],
      inputSteps: [g.strideHeight, g.strideWidth],
      outputShape: [g.outHeight, g.outWidth, g.outChannels],
      outputSteps: [1, 1],
      rows: [forwardPhase(g.outHeight, { kernel: g.filterHeight, dilation: g.dilationHeight, before: g.padInfo.top })],
      columns: [forwardPhase(g.outWidth, { kernel: g.filterWidth, dilation: g.dilationWidth, before: g.padInfo.left })],
      filter,
      filterWidth: g.filterWidth,
      transposed: false,
      bias,
      clamp,
    }, () => backend.makeOutput(g.outShape, 'float32'));
  };
}
