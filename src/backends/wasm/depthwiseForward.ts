/**
 * DepthwiseConv2dNative and FusedDepthwiseConv2D (bias and activation in the same pass). Stock takes the size of the
 * output from the padding: it is wrong where `dimRoundingMode` rounds up, and its relu makes 0 of NaN.
 *
 * With a multiplier m, each channel of the image is repeated m times, so that output channels have one of their own. On
 * an image of one channel it is an ordinary convolution.
 */
import type * as tf from '@tensorflow/tfjs-core';
import { addressOf, checkFloat, withScratch } from './backend';
import { convForward, type ForwardArgs } from './convForward';
import { type Clamp, clamps, fused, noClamp } from './fused';
import { type Geometry, geometryOf } from './geometry';
import { kernelsOf } from './module';
import { parallelFor, partsOf, threadsOf } from './threadPool';

export function depthwiseForward(args: ForwardArgs): tf.TensorInfo {
  const { inputs: { x, filter }, attrs } = args;
  checkFloat('a depthwise convolution', { x, filter });
  const g = geometryOf(x.shape, filter.shape, attrs, true);
  if (g.inChannels === 1) return convForward(args);
  return fused(args, g.outChannels, (bias, activation) => depthwise(args, g, bias, clamps[activation] ?? noClamp));
}

function depthwise(args: ForwardArgs, g: Geometry, bias: tf.TensorInfo | undefined, clamp: Clamp): tf.TensorInfo {
  const { inputs: { x, filter }, backend } = args;
  const sizes = [
    g.inHeight, g.inWidth, g.outChannels, g.outHeight, g.outWidth, g.filterHeight, g.filterWidth,
    g.strideHeight, g.strideWidth, g.dilationHeight, g.dilationWidth, g.padInfo.top, g.padInfo.left, ...clamp,
  ];
  const inputs = g.inHeight * g.inWidth * g.inChannels;
  const outputs = g.outHeight * g.outWidth * g.outChannels;
  const multiplier = filter.shape[3];
  const operations = g.batchSize * outputs * g.filterHeight * g.filterWidth;
  const roomSize = multiplier > 1 ? Math.ceil((inputs * multiplier * 4 + 16) / 64) * 64 : 0;
  const roomsSize = roomSize * threadsOf(backend);
  return withScratch(backend, [bias ? 0 : g.outChannels * 4, roomsSize], ([zeros, rooms]) => {
    const output = backend.makeOutput(g.outShape, 'float32');
    if (!bias) kernelsOf(backend).clear(zeros, g.outChannels * 4);
    const biases = bias ? addressOf(backend, bias) : zeros;
    parallelFor(backend, g.batchSize, partsOf(backend, g.batchSize, operations), (kernels, first, end, thread) => {
      const room = rooms + thread * roomSize;
      for (let n = first; n < end; n++) {
        const image = addressOf(backend, x) + n * inputs * 4;
        if (multiplier > 1) kernels.repeatEach(image, room, inputs, multiplier);
        kernels.depthwise(
          multiplier > 1 ? room : image, addressOf(backend, filter), biases,
          addressOf(backend, output) + n * outputs * 4, ...sizes,
        );
      }
    });
    return output;
  });
}
