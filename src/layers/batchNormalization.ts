/**
 * Batch normalisation, with a gradient in closed form and a freeze that holds.
 *
 *     training    y = γ·(x − μ) / √(σ² + ε) + β             with the mean and variance of the batch: of two values or more
 *     inference   y = γ·(x − μ̄) / √(σ̄² + ε) + β             with their moving averages
 *     after each training step   μ̄ ← momentum·μ̄ + (1 − momentum)·μ,  and σ̄² so from σ²
 *
 * As in Keras 3 and tfjs the moving variance averages the biased variance of the batch (torch: the unbiased one).
 * `trainable = false`, on the layer or on the model it is in, means inference: the statistics do not move. tfjs freezes no models within
 * a model: each must be frozen itself.
 *
 * It has the class name, the config and the weights of tfjs's BatchNormalization, so that a saved model loads in plain
 * tfjs; it is not registered, so that nothing of tfjs is replaced.
 *
 * S. Ioffe, C. Szegedy (2015), arXiv:1502.03167.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor1D, serialization } from '@tensorflow/tfjs-core';
import { initializers, layers } from '@tensorflow/tfjs-layers';
import type { LayerVariable, Shape } from '@tensorflow/tfjs-layers';
import { batchNormTraining } from '../ops/batchNormTraining';
import { addChannels, scaleChannels } from '../ops/channels';
import { checkRange, invalid } from '../shapes/check';
import { PooledStatistics } from './pooledStatistics';
import { type Regularizer, regularizerConfig, regularizerOf } from './regularizer';

/** Options of {@link batchNormalization}. */
export interface BatchNormalizationOptions {
  /** Share of the old moving average kept at each step, in [0, 1); default 0.9 (torch counts the other share: 0.1). */
  momentum?: number;
  /** Added to the variance; default 1e-3. */
  epsilon?: number;
  /** Whether β is added; default true. */
  center?: boolean;
  /** Whether γ multiplies; default true. */
  scale?: boolean;
  /** Penalty on β; default none. */
  betaRegularizer?: Regularizer;
  /** Penalty on γ; default none. */
  gammaRegularizer?: Regularizer;
  name?: string;
}

/** A layer whose statistics can be set from data; see `recalibrate`. */
export interface Calibrated {
  /** Whether its statistics stay as they are in training, too. */
  readonly frozen: boolean;
  /** From here on, training calls gather statistics and leave the moving averages alone. */
  startCalibration(): void;
  /** Back to moving averages; where `keep` says so, what was gathered takes their place. */
  endCalibration(keep: boolean): void;
}

/** The layer of {@link batchNormalization}. */
export class BatchNormalization extends layers.Layer implements Calibrated {
  static readonly className = 'BatchNormalization';
  private readonly momentum: number;
  private readonly epsilon: number;
  private readonly center: boolean;
  private readonly scale: boolean;
  private readonly penalties: { beta?: Regularizer; gamma?: Regularizer };
  private gamma?: LayerVariable;
  private beta?: LayerVariable;
  private movingMean!: LayerVariable;
  private movingVariance!: LayerVariable;
  private gathered?: PooledStatistics;
  /** tfjs freezes the layers of a model by their weights; without γ and β this stands in for them. */
  private readonly standIn = { trainable: true } as LayerVariable;

  constructor(options: BatchNormalizationOptions = {}) {
    const { momentum = 0.9, epsilon = 1e-3, center = true, scale = true, betaRegularizer, gammaRegularizer, ...rest } = options;
    super(rest);
    checkRange('batchNormalization', 'momentum', momentum, 0, 1);
    checkRange('batchNormalization', 'epsilon', epsilon, Number.MIN_VALUE, Infinity);
    this.supportsMasking = true;
    this.center = center;
    this.scale = scale;
    this.penalties = { beta: regularizerOf(betaRegularizer), gamma: regularizerOf(gammaRegularizer) };
    this.momentum = momentum;
    this.epsilon = epsilon;
  }

  override build(inputShape: Shape): void {
    const shape = inputShape.slice(-1);
    const [zeros, ones] = [initializers.zeros(), initializers.ones()];
    if (this.scale) this.gamma = this.addWeight('gamma', shape, 'float32', ones, this.penalties.gamma);
    if (this.center) this.beta = this.addWeight('beta', shape, 'float32', zeros, this.penalties.beta);
    if (!this.scale && !this.center) this._trainableWeights.push(this.standIn);
    this.movingMean = this.addWeight('moving_mean', shape, 'float32', zeros, undefined, false);
    this.movingVariance = this.addWeight('moving_variance', shape, 'float32', ones, undefined, false);
    this.built = true;
  }

  override call(inputs: Tensor | Tensor[], kwargs: { training?: boolean }): Tensor {
    return tf.tidy(() => {
      const x = Array.isArray(inputs) ? inputs[0] : inputs;
      return kwargs.training && !this.frozen ? this.train(x) : this.infer(x);
    });
  }

  get frozen(): boolean {
    return super.trainableWeights.length === 0;
  }

  override get trainableWeights(): LayerVariable[] {
    return super.trainableWeights.filter((weight) => weight !== this.standIn);
  }

  override get nonTrainableWeights(): LayerVariable[] {
    return super.nonTrainableWeights.filter((weight) => weight !== this.standIn);
  }

  private train(x: Tensor): Tensor {
    if (x.size === x.shape[x.rank - 1]) {
      const expected = 'more than one value of each channel in training: a larger batch '
        + '(`remainder: "drop"` of a loader leaves the rest of an epoch out)';
      throw invalid('x', this.name, expected, x.shape);
    }
    const { output, mean, variance } = batchNormTraining(x, this.factor(), this.offset(), this.epsilon);
    if (this.gathered) {
      this.gathered.add(mean, variance, x.size / mean.size);
    } else {
      this.move(this.movingMean, mean);
      this.move(this.movingVariance, variance);
    }
    return output;
  }

  startCalibration(): void {
    this.gathered = new PooledStatistics();
  }

  endCalibration(keep: boolean): void {
    if (keep && this.gathered?.result) {
      const [mean, variance] = this.gathered.result;
      this.movingMean.write(mean);
      this.movingVariance.write(variance);
    }
    this.gathered?.dispose();
    this.gathered = undefined;
  }

  private move(average: LayerVariable, value: Tensor): void {
    const old = average.read();
    average.write(tf.add(old, tf.mul(tf.sub(value, old), 1 - this.momentum)));
  }

  private infer(x: Tensor): Tensor {
    const slope = tf.mul<Tensor1D>(this.factor(), tf.rsqrt(tf.add(this.movingVariance.read(), this.epsilon)));
    const centred = addChannels(x, tf.neg(this.movingMean.read()) as Tensor1D);
    return addChannels(scaleChannels(centred, slope), this.offset());
  }

  /** γ, or ones. */
  private factor(): Tensor1D {
    return (this.gamma?.read() ?? tf.onesLike(this.movingMean.read())) as Tensor1D;
  }

  /** β, or zeros. */
  private offset(): Tensor1D {
    return (this.beta?.read() ?? tf.zerosLike(this.movingMean.read())) as Tensor1D;
  }

  override getConfig(): serialization.ConfigDict {
    return {
      ...super.getConfig(), axis: -1, momentum: this.momentum, epsilon: this.epsilon, center: this.center, scale: this.scale,
      betaRegularizer: regularizerConfig(this.penalties.beta), gammaRegularizer: regularizerConfig(this.penalties.gamma),
    };
  }
}

/**
 * A layer that normalises each channel of [B, …, C].
 *
 * @throws unless momentum is in [0, 1) and epsilon is positive
 */
export function batchNormalization(options: BatchNormalizationOptions = {}): layers.Layer {
  return new BatchNormalization(options);
}
