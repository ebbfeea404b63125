/**
 * Multiply-adds of one application of a layer, from its kernels: each number of a kernel is used once for each place that
 * the layer looks at. Those are the pixels of its output, or of its input where the convolution is transposed.
 */
import type { layers } from '@tensorflow/tfjs-layers';
import type { Dim } from '../shapes/sym';

/** One application of a layer: the shapes of its inputs and outputs, without the batch. */
export interface Call {
  inputShapes: readonly Dim[][];
  outputShapes: readonly Dim[][];
}

/** NaN where a size is open. */
export function multiplyAdds(layer: layers.Layer, { inputShapes, outputShapes }: Call): number {
  const [seen] = layer.getClassName().endsWith('Transpose') ? inputShapes : outputShapes;
  const kernels = layer.weights.filter(({ originalName }) => /(^|_|\/)kernel(_|$)/.test(originalName));
  return kernels.reduce((sum, kernel) => sum + sizeOf(kernel.shape) * sizeOf(seen.slice(0, -1)), 0);
}

/** The product of sizes; NaN where one is open. */
export function sizeOf(shape: readonly Dim[]): number {
  return shape.reduce<number>((product, size) => product * (size ?? NaN), 1);
}
