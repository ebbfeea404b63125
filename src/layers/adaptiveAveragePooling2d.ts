/**
 * Average pooling to a given size, with the class name and config of Keras 3; tfjs has no such layer. Its class is registered
 * for loading when the factory is first called.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import type { Shape } from '@tensorflow/tfjs-layers';
import { adaptiveAveragePool2d } from '../ops/adaptiveAveragePool2d';
import { checkKernelSize, checkOneOf } from '../shapes/check';
import { heightAndWidth, type KernelSize } from '../shapes/size';

/** Options of {@link adaptiveAveragePooling2d}. */
export interface AdaptivePooling2dOptions {
  /** Height and width of the result, in pixels, or [height, width]. */
  outputSize: KernelSize;
  name?: string;
}

export class AdaptiveAveragePooling2D extends layers.Layer {
  static readonly className = 'AdaptiveAveragePooling2D';
  private readonly outputSize: readonly [number, number];

  constructor({ outputSize, dataFormat = 'channelsLast', ...rest }: AdaptivePooling2dOptions & { dataFormat?: string }) {
    super(rest);
    checkOneOf('adaptiveAveragePooling2d', 'dataFormat', dataFormat, ['channelsLast']);
    this.outputSize = heightAndWidth(outputSize);
  }

  override computeOutputShape([batch, , , channels]: Shape): Shape {
    return [batch, ...this.outputSize, channels];
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return adaptiveAveragePool2d((Array.isArray(inputs) ? inputs[0] : inputs) as Tensor4D, this.outputSize);
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), outputSize: [...this.outputSize], dataFormat: 'channelsLast' };
  }
}

/**
 * A layer [B, H, W, C] → [B, h, w, C].
 *
 * @throws unless the size is a positive integer or a pair of them
 */
export function adaptiveAveragePooling2d(options: AdaptivePooling2dOptions): layers.Layer {
  checkKernelSize('adaptiveAveragePooling2d', 'outputSize', options.outputSize);
  tf.serialization.registerClass(AdaptiveAveragePooling2D);
  return new AdaptiveAveragePooling2D(options);
}
