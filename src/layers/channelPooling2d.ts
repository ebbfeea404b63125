/** The mean and the largest of every pixel's channels, which tfjs cannot pool. See `channelMeanAndMax` of `ops`. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import type { Shape } from '@tensorflow/tfjs-layers';
import { channelMeanAndMax } from '../ops/channelMeanAndMax';

export class ChannelPooling2D extends layers.Layer {
  static readonly className = 'ChannelPooling2D';

  override computeOutputShape(inputShape: Shape): Shape {
    return [...inputShape.slice(0, -1), 2];
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return channelMeanAndMax(Array.isArray(inputs) ? inputs[0] : inputs);
  }
}

/**
 * A layer [B, H, W, C] → [B, H, W, 2]: mean, then maximum. Its class is registered for loading when it is first called.
 */
export function channelPooling2d({ name }: { name?: string } = {}): layers.Layer {
  tf.serialization.registerClass(ChannelPooling2D);
  return new ChannelPooling2D({ name });
}
