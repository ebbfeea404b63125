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
  /** Whether β is added; default true. */
  center?: boolean;
  /** Whether γ multiplies; default true. */
  scale?: boolean;
  name?: string;
}

/** Options as a saved config has them. */
type SavedOptions = GroupNormalizationOptions & { axis?: number };

export class GroupNormalization extends layers.Layer {
  static readonly className = 'GroupNormalization';
  private groups: number;
  private readonly epsilon: number;
  private readonly center: boolean;
  private readonly scale: boolean;
  private gamma?: LayerVariable;
  private beta?: LayerVariable;

  constructor({ groups = 32, epsilon = 1e-3, center = true, scale = true, axis = -1, ...rest }: SavedOptions) {
    super(rest);
    if (groups !== -1) checkPositiveIntegers('groupNormalization', { groups });
    checkRange('groupNormalization', 'epsilon', epsilon, Number.MIN_VALUE, Infinity);
    if (axis !== -1) throw invalid('axis', 'groupNormalization', '-1, the channels last', axis);
    this.supportsMasking = true;
    this.center = center;
    this.scale = scale;
    this.groups = groups;
    this.epsilon = epsilon;
  }

  override build(inputShape: Shape): void {
    const channels = inputShape[inputShape.length - 1] as number;
    if (this.groups === -1) this.groups = channels;
    if (channels % this.groups !== 0) {
      throw invalid('groups', 'groupNormalization', `a divisor of the ${channels} channels of the input`, this.groups);
    }
    if (this.scale) this.gamma = this.addWeight('gamma', [channels], 'float32', initializers.ones());
    if (this.center) this.beta = this.addWeight('beta', [channels], 'float32', initializers.zeros());
    this.built = true;
  }

  override call(inputs: Tensor | Tensor[], kwargs: { training?: boolean }): Tensor {
    return tf.tidy(() => {
      const x = Array.isArray(inputs) ? inputs[0] : inputs;
      if (kwargs.training && x.size === x.shape[0] * this.groups) {
        throw invalid('x', this.name, 'more than one value of each group in training: a larger image, or fewer groups', x.shape);
      }
      const channels = x.shape[x.rank - 1];
      const [gamma, beta] = [this.gamma?.read() ?? tf.ones([channels]), this.beta?.read() ?? tf.zeros([channels])] as Tensor1D[];
      return groupNorm(x, gamma, beta, this.groups, this.epsilon);
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), groups: this.groups, axis: -1, epsilon: this.epsilon, center: this.center, scale: this.scale };
  }
}

/**
 * A layer for [B, …, C].
 *
 * @throws unless groups is a positive integer or −1, and epsilon is positive
 */
export function groupNormalization(options: GroupNormalizationOptions = {}): layers.Layer {
  tf.serialization.registerClass(GroupNormalization);
  return new GroupNormalization(options);
}
