/**
 * Dropout: in training each value is set to zero with probability `rate`, and the others grow by 1 / (1 − rate).
 *
 * With a seed the masks are reproducible and yet differ from call to call and from step to step; tfjs's layer repeats one mask for ever. It
 * has the class name and config of that layer, so that a saved model loads in plain tfjs, and is not registered.
 *
 * N. Srivastava et al. (2014), "Dropout: a simple way to prevent neural networks from overfitting", JMLR 15.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import { stream } from '../random/stream';
import { checkRange, checkSeed } from '../shapes/check';
import type { Stepwise } from './stepwise';

/** Options of {@link dropout}. */
export interface DropoutOptions {
  /** Share of values dropped, in [0, 1). */
  rate: number;
  /** Integer in [0, 2^32). Default: other masks each time. */
  seed?: number;
  name?: string;
}

class Dropout extends layers.Layer implements Stepwise {
  static readonly className = 'Dropout';
  private readonly rate: number;
  private readonly seed?: number;
  private step = 0;
  private calls = 0;

  constructor({ rate, seed, ...rest }: DropoutOptions) {
    super(rest);
    this.supportsMasking = true;
    this.rate = rate;
    this.seed = seed;
  }

  atStep(step: number): void {
    this.step = step;
    this.calls = 0;
  }

  override call(inputs: Tensor | Tensor[], kwargs: { training?: boolean }): Tensor {
    const x = Array.isArray(inputs) ? inputs[0] : inputs;
    if (!kwargs.training || this.rate === 0) return tf.clone(x);
    const seed = this.seed === undefined ? undefined : stream(this.seed, 'dropout', this.step, this.calls++).uint32();
    return tf.dropout(x, this.rate, undefined, seed);
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), rate: this.rate, ...(this.seed === undefined ? {} : { seed: this.seed }) };
  }
}

/**
 * A layer for x of any shape.
 *
 * @throws unless rate is in [0, 1) and seed an integer in [0, 2^32)
 */
export function dropout(options: DropoutOptions): layers.Layer {
  checkRange('dropout', 'rate', options.rate, 0, 1);
  if (options.seed !== undefined) checkSeed('dropout', options.seed);
  return new Dropout(options);
}
