/**
 * Global max pooling: the largest value of each channel. Where several are equal, as in a channel that ReLU has set to zero, one of them
 * has the gradient; in tfjs's layer each has all of it. It has the class name and config of that layer, so that a saved
 * model loads in plain tfjs, and is not registered.
 */
import type { Tensor, Tensor4D, serialization } from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import type { Shape } from '@tensorflow/tfjs-layers';
import { globalMaxPool2d } from '../ops/pool2d';

export class GlobalMaxPooling2D extends layers.Layer {
  static readonly className = 'GlobalMaxPooling2D';

  override computeOutputShape([batch, , , channels]: Shape): Shape {
    return [batch, channels];
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return globalMaxPool2d((Array.isArray(inputs) ? inputs[0] : inputs) as Tensor4D);
  }

  override getConfig(): serialization.ConfigDict {
    return { ...super.getConfig(), dataFormat: 'channelsLast' };
  }
}

/** A layer [B, H, W, C] → [B, C]. */
export function globalMaxPooling2d({ name }: { name?: string } = {}): layers.Layer {
  return new GlobalMaxPooling2D({ name });
}
