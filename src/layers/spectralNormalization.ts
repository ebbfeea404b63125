/**
 * A layer whose kernel is divided by its largest singular value; see the op `spectralNorm`.
 *
 * Its estimate takes `powerIterations` steps from the vector u at every call; u moves in training only, and not while the
 * layer is frozen. Class name, config and the weight `vector_u` are those of Keras 3, which writes the divided kernel over the
 * kernel; here, as in the paper and in PyTorch, the kernel stays and the gradient goes through the division.
 *
 * T. Miyato, T. Kataoka, M. Koyama, Y. Yoshida (2018), arXiv:1802.05957.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import { initializers, layers } from '@tensorflow/tfjs-layers';
import type { LayerVariable, Shape } from '@tensorflow/tfjs-layers';
import { spectralNorm } from '../ops/spectralNorm';
import { stream } from '../random/stream';
import { checkOneOf, checkPositiveIntegers, checkSeed, invalid } from '../shapes/check';

/** Options of {@link spectralNormalization}. */
export interface SpectralNormalizationOptions {
  /** A convolution or a dense layer, not applied yet. */
  layer: layers.Layer;
  /** Steps of the power iteration at each call; default 1. */
  powerIterations?: number;
  /** Of the first u: an integer in [0, 2^32). Default: another each time. */
  seed?: number;
  name?: string;
}

/** What the layer within reads its kernel from. */
interface WithKernel {
  kernel: Pick<LayerVariable, 'read' | 'shape'>;
}

export class SpectralNormalization extends layers.Layer {
  static readonly className = 'SpectralNormalization';
  private readonly layer: layers.Layer;
  private readonly powerIterations: number;
  private readonly seed?: number;
  private u!: LayerVariable;

  constructor({ layer, powerIterations = 1, seed, ...rest }: SpectralNormalizationOptions) {
    super(rest);
    this.layer = layer;
    this.powerIterations = powerIterations;
    this.seed = seed;
  }

  override build(inputShape: Shape): void {
    this.layer.build(inputShape);
    this.trainableWeights = this.layer.trainableWeights;
    this.addLoss(this.layer.losses);
    const units = this.inner.kernel.shape.at(-1) as number;
    const seed = this.seed === undefined ? undefined : stream(this.seed, 'vector_u').uint32();     // tfjs takes 0 for none
    const initializer = initializers.truncatedNormal({ stddev: 0.02, seed });
    this.u = this.addWeight('vector_u', [1, units], 'float32', initializer, undefined, false);
    this.built = true;
  }

  override computeOutputShape(inputShape: Shape): Shape | Shape[] {
    return this.layer.computeOutputShape(inputShape);
  }

  override call(inputs: Tensor | Tensor[], kwargs: { training?: boolean }): Tensor | Tensor[] {
    return tf.tidy(() => {
      const { kernel, u } = spectralNorm(this.inner.kernel.read(), this.u.read() as Tensor2D, this.powerIterations);
      if (kwargs.training && this.trainableWeights.length > 0) this.u.write(u);
      return this.withKernel(kernel, () => this.layer.call(inputs, kwargs));
    });
  }

  private get inner(): WithKernel {
    return this.layer as unknown as WithKernel;
  }

  /** Lets the layer within read another kernel than its own. */
  private withKernel<T>(kernel: Tensor, run: () => T): T {
    const own = this.inner.kernel;
    this.inner.kernel = { read: () => kernel, shape: own.shape };
    try {
      return run();
    } finally {
      this.inner.kernel = own;
    }
  }

  override getConfig(): tf.serialization.ConfigDict {
    const layer = { module: 'keras.layers', className: this.layer.getClassName(), config: this.layer.getConfig() };
    return { ...super.getConfig(), layer, powerIterations: this.powerIterations };
  }

  static override fromConfig<T extends tf.serialization.Serializable>(
    cls: tf.serialization.SerializableConstructor<T>, { layer, ...config }: tf.serialization.ConfigDict,
  ): T {
    const { className, config: inner } = layer as { className: string; config: tf.serialization.ConfigDict };
    const known = tf.serialization.SerializationMap.getMap().classNameMap;
    if (!Object.hasOwn(known, className)) throw invalid('layer', 'spectralNormalization', 'a layer whose class is registered', className);
    const [own, fromConfig] = known[className];
    return new cls({ ...config, layer: fromConfig(own, inner) as unknown as tf.serialization.ConfigDict });
  }
}

/**
 * The layer with the normalised kernel, in place of `layer`.
 *
 * @throws where the layer is neither a convolution nor dense, or an option is out of its range
 * @example
 * const y = spectralNormalization({ layer: conv2d({ filters: 8, kernelSize: 3 }) }).apply(x);
 */
export function spectralNormalization(options: SpectralNormalizationOptions): layers.Layer {
  const { layer, powerIterations = 1, seed } = options;
  if (typeof (layer as layers.Layer | undefined)?.getClassName !== 'function') {
    throw invalid('layer', 'spectralNormalization', 'a layer', layer);
  }
  checkOneOf('spectralNormalization', 'layer', layer.getClassName(), ['Conv2D', 'DilatedConv2D', 'GroupedConv2D', 'Dense']);
  checkPositiveIntegers('spectralNormalization', { powerIterations });
  if (seed !== undefined) checkSeed('spectralNormalization', seed);
  tf.serialization.registerClass(SpectralNormalization);
  return new SpectralNormalization(options);
}
