/**
 * Spatial dropout: in training each channel of each image is set to zero as a whole with probability `rate`, and the others grow by
 * 1 / (1 − rate). Neighbouring pixels are alike, so that dropping single ones takes away little.
 *
 * It has the class name and config of Keras; tfjs has no such layer. Its class is registered for loading when the factory is first called.
 *
 * J. Tompson et al. (2015), "Efficient object localization using convolutional networks", arXiv:1411.4280.
 */
import { serialization, type Tensor } from '@tensorflow/tfjs-core';
import type { layers } from '@tensorflow/tfjs-layers';
import { checkOneOf } from '../shapes/check';
import { checkDropout, type DropoutOptions, type SavedOptions, SeededDropout } from './seededDropout';

export class SpatialDropout2D extends SeededDropout {
  static readonly className = 'SpatialDropout2D';

  constructor({ dataFormat = 'channelsLast', ...options }: SavedOptions & { dataFormat?: string }) {
    super(options);
    checkOneOf('spatialDropout2d', 'dataFormat', dataFormat, ['channelsLast']);
  }

  protected shapes(x: Tensor): [number[], number[]] {
    const [batch, channels] = [x.shape[0], x.shape[x.rank - 1]];
    return [[batch, -1, channels], [batch, 1, channels]];
  }

  /** Without `trainable`, which Keras does not take here. */
  override getConfig(): serialization.ConfigDict {
    const config: serialization.ConfigDict = { ...super.getConfig(), dataFormat: 'channelsLast' };
    delete config.trainable;
    return config;
  }
}

/**
 * A layer for [B, H, W, C].
 *
 * @throws unless rate is in [0, 1) and seed an integer in [0, 2^32)
 */
export function spatialDropout2d(options: DropoutOptions): layers.Layer {
  checkDropout('spatialDropout2d', options);
  serialization.registerClass(SpatialDropout2D);
  return new SpatialDropout2D(options);
}
