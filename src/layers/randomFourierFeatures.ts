/**
 * The map of `fourierFeatures` with random weights that are drawn once and kept. Class name, config and weights
 * (`unscaled_kernel`, `bias`, `kernel_scale`) are those of Keras's experimental layer, for the Gaussian kernel.
 *
 * A. Rahimi, B. Recht (2007), "Random features for large-scale kernel machines", NIPS 20.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { initializers, layers } from '@tensorflow/tfjs-layers';
import type { LayerVariable, Shape } from '@tensorflow/tfjs-layers';
import { fourierFeatures } from '../ops/fourierFeatures';
import { stream } from '../random/stream';
import { checkPositiveIntegers, checkRange, checkSeed } from '../shapes/check';

/** Options of {@link randomFourierFeatures}. */
export interface RandomFourierFeaturesOptions {
  /** Number of features, D. */
  outputDim: number;
  /** The distance over which the kernel falls to e^−½; default √(C / 2). */
  scale?: number;
  /** Integer in [0, 2^32). Default: other features each time. */
  seed?: number;
  /** Whether the scale is learned; default false. The other weights never are. */
  trainable?: boolean;
  name?: string;
}

export class RandomFourierFeatures extends layers.Layer {
  static readonly className = 'RandomFourierFeatures';
  private readonly options: Pick<RandomFourierFeaturesOptions, 'outputDim' | 'scale' | 'seed'>;
  private kernel!: LayerVariable;
  private bias!: LayerVariable;
  private scale!: LayerVariable;

  constructor({ outputDim, scale, seed, trainable = false, name }: RandomFourierFeaturesOptions) {
    super({ trainable, name });
    this.options = { outputDim, scale: scale ?? undefined, seed };
  }

  override build(inputShape: Shape): void {
    const channels = inputShape.at(-1) as number;
    const { outputDim, scale = Math.sqrt(channels / 2), seed } = this.options;
    const own = (part: string) => (seed === undefined ? undefined : stream(seed, 'fourier', part).uint32());
    const normal = initializers.randomNormal({ mean: 0, stddev: 1, seed: own('kernel') });
    const phase = initializers.randomUniform({ minval: 0, maxval: 2 * Math.PI, seed: own('bias') });
    this.kernel = this.addWeight('unscaled_kernel', [channels, outputDim], 'float32', normal, undefined, false);
    this.bias = this.addWeight('bias', [outputDim], 'float32', phase, undefined, false);
    this.scale = this.addWeight('kernel_scale', [1], 'float32', initializers.constant({ value: scale }), undefined, this.trainable);
    this.built = true;
  }

  override computeOutputShape(inputShape: Shape): Shape {
    return [...inputShape.slice(0, -1), this.options.outputDim];
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    const x = (Array.isArray(inputs) ? inputs[0] : inputs) as Tensor2D;
    return fourierFeatures(x, this.kernel.read() as Tensor2D, this.bias.read() as Tensor1D, this.scale.read());
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { outputDim, scale = null } = this.options;
    return { ...super.getConfig(), outputDim, kernelInitializer: 'gaussian', scale };
  }
}

/**
 * A layer [B, C] → [B, outputDim].
 *
 * @throws unless outputDim is a positive integer, scale positive and seed an integer in [0, 2^32)
 * @example
 * const z = randomFourierFeatures({ outputDim: 256, scale: 0.5, seed: 1 }).apply(x);
 */
export function randomFourierFeatures(options: RandomFourierFeaturesOptions): layers.Layer {
  const { outputDim, scale, seed } = options;
  checkPositiveIntegers('randomFourierFeatures', { outputDim });
  if (scale !== undefined) checkRange('randomFourierFeatures', 'scale', scale, Number.MIN_VALUE, Infinity);
  if (seed !== undefined) checkSeed('randomFourierFeatures', seed);
  tf.serialization.registerClass(RandomFourierFeatures);
  return new RandomFourierFeatures(options);
}
