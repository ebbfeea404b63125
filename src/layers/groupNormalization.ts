/**
 * Group normalisation: the channels of every image fall into groups, each normalised by its own mean and variance, in training and
 * inference alike.
 *
 *     y = γ·(x − μ) / √(σ² + ε) + β
 *
 * It has the class name, the config and the weights of Keras 3; tfjs has no such layer. Its class is registered for loading when the
 * factory is first called.
 *
 * Y. Wu, K. He (2018), "Group normalization", arXiv:1803.08494.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor1D } from '@tensorflow/tfjs-core';
import { initializers, layers } from '@tensorflow/tfjs-layers';
import type { LayerVariable, Shape } from '@tensorflow/tfjs-layers';
import { groupNorm } from '../ops/groupNorm';
import { checkPositiveIntegers, checkRange, invalid } from '../shapes/check';

/** Options of {@link groupNormalization}. */
export interface GroupNormalizationOptions {
  /** A divisor of the channels; −1: as many as channels, which is instance normalisation. Default 32. */
  groups?: number;
  /** Added to the variance; default 1e-3. */
  epsilon?: number;
  name?: string;
}

export class GroupNormalization extends layers.Layer {
  static readonly className = 'GroupNormalization';
  private readonly groups: number;
  private readonly epsilon: number;
  private gamma!: LayerVariable;
  private beta!: LayerVariable;

  constructor({ groups = 32, epsilon = 1e-3, ...rest }: GroupNormalizationOptions) {
    super(rest);
    this.supportsMasking = true;
    this.groups = groups;
    this.epsilon = epsilon;
  }

  override build(inputShape: Shape): void {
    const channels = inputShape[inputShape.length - 1] as number;
    if (channels % this.groups !== 0) {
      throw invalid('groups', 'groupNormalization', `a divisor of the ${channels} channels of the input`, this.groups);
    }
    this.gamma = this.addWeight('gamma', [channels], 'float32', initializers.ones());
    this.beta = this.addWeight('beta', [channels], 'float32', initializers.zeros());
    this.built = true;
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    const x = Array.isArray(inputs) ? inputs[0] : inputs;
    const groups = this.groups === -1 ? x.shape[x.rank - 1] : this.groups;
    return groupNorm(x, this.gamma.read() as Tensor1D, this.beta.read() as Tensor1D, groups, this.epsilon);
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), groups: this.groups, axis: -1, epsilon: this.epsilon, center: true, scale: true };
  }
}

/**
 * A layer for [B, …, C].
 *
 * @throws unless groups is a positive integer or −1, and epsilon is positive
 */
export function groupNormalization(options: GroupNormalizationOptions = {}): layers.Layer {
  const { groups = 32, epsilon = 1e-3 } = options;
  if (groups !== -1) checkPositiveIntegers('groupNormalization', { groups });
  checkRange('groupNormalization', 'epsilon', epsilon, Number.MIN_VALUE, Infinity);
  tf.serialization.registerClass(GroupNormalization);
  return new GroupNormalization(options);
}
