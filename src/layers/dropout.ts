/**
 * Dropout: in training each value is set to zero with probability `rate`, and the others grow by 1 / (1 − rate).
 *
 * With a seed the masks are reproducible and yet differ from call to call and from step to step; tfjs's layer repeats one mask for ever. It
 * has the class name and config of that layer, so that a saved model loads in plain tfjs, and is not registered.
 *
 * N. Srivastava et al. (2014), "Dropout: a simple way to prevent neural networks from overfitting", JMLR 15.
 */
import type { Tensor } from '@tensorflow/tfjs-core';
import type { layers } from '@tensorflow/tfjs-layers';
import { checkDropout, type DropoutOptions, SeededDropout } from './seededDropout';

export class Dropout extends SeededDropout {
  static readonly className = 'Dropout';

  protected shapes(x: Tensor): [number[], number[]] {
    return [x.shape, x.shape];
  }
}

/**
 * A layer for x of any shape.
 *
 * @throws unless rate is in [0, 1) and seed an integer in [0, 2^32)
 */
export function dropout(options: DropoutOptions): layers.Layer {
  checkDropout('dropout', options);
  return new Dropout(options);
}
