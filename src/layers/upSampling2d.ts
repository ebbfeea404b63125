/**
 * Upsampling layers with the right gradient on every backend.
 *
 * `nearestUpsampling` saves as tfjs's own UpSampling2D and loads in plain tfjs. `bilinearUpsampling` has half-pixel
 * centres, which tfjs's layer has not; it saves under a class name that tfjs does not know, so that a plain load fails
 * rather than compute something else. Its class is registered for loading when the factory is first called.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import type { Shape } from '@tensorflow/tfjs-layers';
import { upsampleBilinear } from '../ops/upsampleBilinear';
import { upsampleNearest } from '../ops/upsampleNearest';
import { checkPositiveIntegers } from '../shapes/check';

/** Options of {@link nearestUpsampling} and {@link bilinearUpsampling}. */
export interface UpsamplingOptions {
  /** How many times higher and wider the result is; default 2. */
  size?: number;
  name?: string;
}

/** [B, H, W, C] → [B, H·size, W·size, C]. */
abstract class UpSampling extends layers.Layer {
  protected readonly size: number;

  constructor({ size = 2, ...rest }: { size?: number | number[]; name?: string } = {}) {
    super(rest);
    this.size = Array.isArray(size) ? size[0] : size;
  }

  override computeOutputShape([batch, height, width, channels]: Shape): Shape {
    const times = (length: number | null) => (length === null ? null : length * this.size);
    return [batch, times(height), times(width), channels];
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return this.upsample((Array.isArray(inputs) ? inputs[0] : inputs) as Tensor4D);
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), size: [this.size, this.size] };
  }

  protected abstract upsample(x: Tensor4D): Tensor4D;
}

export class NearestUpSampling2D extends UpSampling {
  static readonly className = 'UpSampling2D';

  protected upsample(x: Tensor4D): Tensor4D {
    return upsampleNearest(x, this.size);
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), dataFormat: 'channelsLast', interpolation: 'nearest' };
  }
}

export class BilinearUpSampling2D extends UpSampling {
  static readonly className = 'BilinearUpSampling2D';

  protected upsample(x: Tensor4D): Tensor4D {
    return upsampleBilinear(x, this.size);
  }
}

/** A layer that repeats every pixel size × size times. */
export function nearestUpsampling(options: UpsamplingOptions = {}): layers.Layer {
  checkPositiveIntegers('nearestUpsampling', { size: options.size ?? 2 });
  return new NearestUpSampling2D(options);
}

/** A layer that interpolates between pixels: [0, 1] → [0, ¼, ¾, 1]. */
export function bilinearUpsampling(options: UpsamplingOptions = {}): layers.Layer {
  checkPositiveIntegers('bilinearUpsampling', { size: options.size ?? 2 });
  tf.serialization.registerClass(BilinearUpSampling2D);
  return new BilinearUpSampling2D(options);
}
