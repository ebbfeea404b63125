/**
 * ReLU with a learned slope for what is below zero, one for each channel:
 *
 *     y = x where x > 0, else α·x
 *
 * tfjs's layer learns one for each pixel and channel unless it is told which axes share it; here all axes but the channels do. It has the
 * class name, the config and the weights of that layer, so that a saved model loads in plain tfjs, and is not registered.
 *
 * K. He, X. Zhang, S. Ren, J. Sun (2015), "Delving deep into rectifiers", arXiv:1502.01852.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { initializers, layers } from '@tensorflow/tfjs-layers';
import type { LayerVariable, Shape } from '@tensorflow/tfjs-layers';
import { checkRange } from '../shapes/check';

/** Options of {@link prelu}. */
export interface PreluOptions {
  /** The slopes at first; default 0.25, as in the paper (Keras: 0). */
  alpha?: number;
  name?: string;
}

export class PReLU extends layers.Layer {
  static readonly className = 'PReLU';
  private readonly start: number;
  private sharedAxes: number[] = [];
  private alpha!: LayerVariable;

  constructor({ alpha = 0.25, ...rest }: PreluOptions) {
    super(rest);
    this.supportsMasking = true;
    this.start = alpha;
  }

  override build(inputShape: Shape): void {
    this.sharedAxes = inputShape.slice(1, -1).map((_, i) => i + 1);
    const shape = [...this.sharedAxes.map(() => 1), inputShape[inputShape.length - 1]];
    this.alpha = this.addWeight('alpha', shape, 'float32', initializers.constant({ value: this.start }));
    this.built = true;
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return tf.prelu(Array.isArray(inputs) ? inputs[0] : inputs, this.alpha.read());
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), sharedAxes: this.sharedAxes };
  }
}

/**
 * A layer for [B, …, C].
 *
 * @throws unless alpha is a number of at least 0
 */
export function prelu(options: PreluOptions = {}): layers.Layer {
  checkRange('prelu', 'alpha', options.alpha ?? 0.25, 0, Infinity);
  return new PReLU(options);
}
