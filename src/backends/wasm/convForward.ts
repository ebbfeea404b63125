/**
 * Conv2D and FusedConv2D (bias and activation in the same pass). Faster than the stock kernels, and right for 'same'
 * padding where the stride is larger than the filter along an axis (a 1×3 filter with stride 2), where stock gives
 * zeros.
 */
import type * as tf from '@tensorflow/tfjs-core';
import { checkFloat } from './backend';
import { convolution } from './convolution';
import { clamps, fused, type FusedArgs } from './fused';
import { type ConvolutionAttributes, geometryOf } from './geometry';
import { forwardPhase } from './taps';

export interface ForwardArgs extends FusedArgs {
  inputs: FusedArgs['inputs'] & { x: tf.TensorInfo; filter: tf.TensorInfo };
  attrs: FusedArgs['attrs'] & ConvolutionAttributes;
}

export function convForward(args: ForwardArgs): tf.TensorInfo {
  const { inputs: { x, filter }, backend, attrs } = args;
  checkFloat('a convolution', { x, filter });
  const g = geometryOf(x.shape, filter.shape, attrs);
  return fused(args, g.outChannels, (bias, activation) => convolution(backend, {
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
    clamp: clamps[activation],
  }, () => backend.makeOutput(g.outShape, 'float32')));
}
