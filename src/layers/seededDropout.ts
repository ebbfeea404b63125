/**
 * What the dropout layers have in common: in training, parts of x are set to zero with probability `rate`, and the others grow by
 * 1 / (1 − rate). With a seed the masks are reproducible and yet differ from call to call and from step to step.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import { stream } from '../random/stream';
import { checkRange, checkSeed } from '../shapes/check';
import type { Stepwise } from './stepwise';

/** Options of {@link dropout}. */
export interface DropoutOptions {
  /** Share of what is dropped, in [0, 1). */
  rate: number;
  /** Integer in [0, 2^32). Default: other masks each time. */
  seed?: number;
  name?: string;
}

/** Options as a saved config has them. */
export type SavedOptions = Omit<DropoutOptions, 'seed'> & { seed?: number | null };

/** A dropout layer; what is dropped together, its class says. */
export abstract class SeededDropout extends layers.Layer implements Stepwise {
  private readonly rate: number;
  private readonly seed?: number;
  private step = 0;
  private calls = 0;

  constructor({ rate, seed, ...rest }: SavedOptions) {
    super(rest);
    this.supportsMasking = true;
    this.rate = rate;
    this.seed = seed ?? undefined;
    checkDropout(this.getClassName(), { rate, seed: this.seed });
  }

  atStep(step: number): void {
    this.step = step;
    this.calls = 0;
  }

  override call(inputs: Tensor | Tensor[], kwargs: { training?: boolean }): Tensor {
    const x = Array.isArray(inputs) ? inputs[0] : inputs;
    if (!kwargs.training || this.rate === 0) return tf.clone(x);
    const seed = this.seed === undefined ? undefined : stream(this.seed, 'dropout', this.step, this.calls++).uint32();
    const [shape, noiseShape] = this.shapes(x);
    return tf.tidy(() => tf.reshape(tf.dropout(tf.reshape(x, shape), this.rate, noiseShape, seed), x.shape));
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), rate: this.rate, seed: this.seed ?? null };
  }

  /** A shape for x, and that of the mask, 1 where it is repeated. */
  protected abstract shapes(x: Tensor): [shape: number[], noiseShape: number[]];
}

/** Throws unless rate is in [0, 1) and seed an integer in [0, 2^32). */
export function checkDropout(where: string, { rate, seed }: DropoutOptions): void {
  checkRange(where, 'rate', rate, 0, 1);
  if (seed !== undefined) checkSeed(where, seed);
}
