/**
 * Blur, then keep every s-th row and column; see `blurPool2d`. Neither tfjs nor Keras has such a layer. Its class is registered for
 * loading when the factory is first called.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import type { Shape } from '@tensorflow/tfjs-layers';
import { blurPool2d } from '../ops/blurPool2d';
import { checkPositiveIntegers } from '../shapes/check';
import { convOutputSize } from '../shapes/size';

/** Options of {@link blurPooling2d}. */
export interface BlurPooling2dOptions {
  /** Taps of the filter, down and across; default 3: [1, 2, 1] / 4. */
  kernelSize?: number;
  /** Rows and columns from one that is kept to the next; default 2. */
  strides?: number;
  name?: string;
}

export class BlurPooling2D extends layers.Layer {
  static readonly className = 'BlurPooling2D';
  private readonly kernelSize: number;
  private readonly strides: number;

  constructor({ kernelSize = 3, strides = 2, ...rest }: BlurPooling2dOptions) {
    super(rest);
    this.kernelSize = kernelSize;
    this.strides = strides;
  }

  override computeOutputShape([batch, height, width, channels]: Shape): Shape {
    return [batch, ...[height, width].map((size) => convOutputSize(size, this.kernelSize, this.strides)), channels];
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return blurPool2d((Array.isArray(inputs) ? inputs[0] : inputs) as Tensor4D, this.kernelSize, this.strides);
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), kernelSize: this.kernelSize, strides: this.strides };
  }
}

/**
 * A layer [B, H, W, C] → [B, ⌈H/s⌉, ⌈W/s⌉, C].
 *
 * @throws unless kernelSize and strides are positive integers
 */
export function blurPooling2d(options: BlurPooling2dOptions = {}): layers.Layer {
  const { kernelSize = 3, strides = 2 } = options;
  checkPositiveIntegers('blurPooling2d', { kernelSize, strides });
  tf.serialization.registerClass(BlurPooling2D);
  return new BlurPooling2D(options);
}
