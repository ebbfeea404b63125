/**
 * Layer normalisation over the channels: every pixel is normalised by the mean and variance of its own channels, in training and
 * inference alike. The gradient is in closed form; that of tfjs's layer takes many times as long.
 *
 *     y = γ·(x − μ) / √(σ² + ε) + β
 *
 * It has the class name, the config and the weights of tfjs's LayerNormalization, so that a saved model loads in plain tfjs; it is not
 * registered, so that nothing of tfjs is replaced.
 *
 * J. L. Ba, J. R. Kiros, G. Hinton (2016), arXiv:1607.06450.
 */
import type { Tensor, Tensor1D, serialization } from '@tensorflow/tfjs-core';
import { initializers, layers } from '@tensorflow/tfjs-layers';
import type { LayerVariable, Shape } from '@tensorflow/tfjs-layers';
import { layerNorm } from '../ops/layerNorm';
import { checkRange } from '../shapes/check';

/** Options of {@link layerNormalization}. */
export interface LayerNormalizationOptions {
  /** Added to the variance; default 1e-3. */
  epsilon?: number;
  name?: string;
}

export class LayerNormalization extends layers.Layer {
  static readonly className = 'LayerNormalization';
  private readonly epsilon: number;
  private gamma!: LayerVariable;
  private beta!: LayerVariable;
  private rank?: number;

  constructor({ epsilon = 1e-3, ...rest }: LayerNormalizationOptions) {
    super(rest);
    checkRange('layerNormalization', 'epsilon', epsilon, Number.MIN_VALUE, Infinity);
    this.supportsMasking = true;
    this.epsilon = epsilon;
  }

  override build(inputShape: Shape): void {
    this.rank = inputShape.length;
    this.gamma = this.addWeight('gamma', inputShape.slice(-1), 'float32', initializers.ones());
    this.beta = this.addWeight('beta', inputShape.slice(-1), 'float32', initializers.zeros());
    this.built = true;
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    const x = Array.isArray(inputs) ? inputs[0] : inputs;
    return layerNorm(x, this.gamma.read() as Tensor1D, this.beta.read() as Tensor1D, this.epsilon);
  }

  /** The axis as in tfjs's layer: once it is built, from the left. */
  override getConfig(): serialization.ConfigDict {
    return { ...super.getConfig(), axis: [(this.rank ?? 0) - 1], epsilon: this.epsilon, center: true, scale: true };
  }
}

/**
 * A layer for [B, …, C].
 *
 * @throws unless epsilon is positive
 */
export function layerNormalization(options: LayerNormalizationOptions = {}): layers.Layer {
  return new LayerNormalization(options);
}
