/**
 * Stock depthwise and fused convolutions take the size of the output from the padding, rounded down: they are wrong
 * where `dimRoundingMode` rounds up, and give zeros for 'same' padding where the stride is larger than the filter along
 * an axis, as XNNPACK counts a negative padding then. With as much padding as the windows reach they are right.
 */
import type * as tf from '@tensorflow/tfjs-core';
import type { ForwardArgs } from './convForward';
import { geometryOf } from './geometry';

/** `stock` with padding given in numbers, as far as the last window reaches. */
export function withNumericPadding(stock: (args: ForwardArgs) => tf.TensorInfo, depthwise: boolean) {
  return (args: ForwardArgs): tf.TensorInfo => {
    const { inputs: { x, filter }, attrs } = args;
    const g = geometryOf(x.shape, filter.shape, attrs, depthwise);
    const { top, left } = g.padInfo;
    const bottom = (g.outHeight - 1) * g.strideHeight + g.effectiveFilterHeight - g.inHeight - top;
    const right = (g.outWidth - 1) * g.strideWidth + g.effectiveFilterWidth - g.inWidth - left;
    const pad: ForwardArgs['attrs']['pad'] = [[0, 0], [top, Math.max(0, bottom)], [left, Math.max(0, right)], [0, 0]];
    return stock({ ...args, attrs: { ...attrs, pad, dimRoundingMode: 'floor' } });
  };
}
