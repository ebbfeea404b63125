/**
 * Stochastic depth: in training each sample is set to zero as a whole with probability `rate`, and the others grow by
 * 1 / (1 − rate). On the branch of a residual block it leaves the shortcut alone, so that the network is shallower for that sample.
 *
 * Neither tfjs nor Keras has such a layer. Its class is registered for loading when the factory is first called.
 *
 * G. Huang et al. (2016), "Deep networks with stochastic depth", arXiv:1603.09382.
 */
import { serialization, type Tensor } from '@tensorflow/tfjs-core';
import type { layers } from '@tensorflow/tfjs-layers';
import { checkDropout, type DropoutOptions, SeededDropout } from './seededDropout';

export class DropPath extends SeededDropout {
  static readonly className = 'DropPath';

  protected shapes(x: Tensor): [number[], number[]] {
    return [[x.shape[0], -1], [x.shape[0], 1]];
  }
}

/**
 * A layer for [B, …].
 *
 * @throws unless rate is in [0, 1) and seed an integer in [0, 2^32)
 */
export function dropPath(options: DropoutOptions): layers.Layer {
  checkDropout('dropPath', options);
  serialization.registerClass(DropPath);
  return new DropPath(options);
}
