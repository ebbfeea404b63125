/**
 * Stock forward convolutions give zeros for 'same' padding where the stride is larger than the filter along an axis
 * (a 1×3 filter with stride 2): XNNPACK counts a negative padding. With the padding given in numbers they are right.
 */
import type * as tf from '@tensorflow/tfjs-core';
import { type ConvolutionAttributes, geometryOf } from './geometry';

interface ForwardArgs {
  inputs: { x: tf.TensorInfo; filter: tf.TensorInfo };
  backend: unknown;
  attrs: ConvolutionAttributes;
}

/** `kernel` with 'same' replaced by what it stands for. */
export function withNumericPadding(kernel: (args: ForwardArgs) => tf.TensorInfo, depthwise: boolean) {
  return (args: ForwardArgs): tf.TensorInfo => {
    if (args.attrs.pad !== 'same') return kernel(args);
    const { top, bottom, left, right } =
      geometryOf(args.inputs.x.shape, args.inputs.filter.shape, args.attrs, depthwise).padInfo;
    const pad: ConvolutionAttributes['pad'] = [[0, 0], [top, bottom], [left, right], [0, 0]];
    return kernel({ ...args, attrs: { ...args.attrs, pad } });
  };
}
