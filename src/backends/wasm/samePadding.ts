/**
 * Stock depthwise and fused convolutions give zeros for 'same' padding where the stride is larger than the filter
 * along an axis: XNNPACK counts a negative padding. With the padding given in numbers they are right.
 */
import type * as tf from '@tensorflow/tfjs-core';
import type { ForwardArgs } from './convForward';
import { geometryOf } from './geometry';

/** `stock` with 'same' replaced by the numbers it stands for. */
export function withNumericPadding(stock: (args: ForwardArgs) => tf.TensorInfo, depthwise: boolean) {
  return (args: ForwardArgs): tf.TensorInfo => {
    const { inputs: { x, filter }, attrs } = args;
    if (attrs.pad !== 'same') return stock(args);
    const { top, bottom, left, right } = geometryOf(x.shape, filter.shape, attrs, depthwise).padInfo;
    return stock({ ...args, attrs: { ...attrs, pad: [[0, 0], [top, bottom], [left, right], [0, 0]] } });
  };
}
