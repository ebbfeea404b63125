/**
 * The convolution layer. It differs from tfjs's own in three ways:
 *
 * - channels may fall into groups, as in Keras 3 (tfjs has no groups);
 * - a dilated kernel can be trained (tfjs has no gradient for it);
 * - the gradient to its input is not computed where nobody asks for it, as in the first layer of a network.
 *
 * With neither groups nor dilation it has the class name, the config and the weights of tfjs's Conv2D, so that a saved model loads in
 * plain tfjs, and is not registered, so that nothing of tfjs is replaced; else it has a class name of its own, which plain tfjs
 * does not load.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { initializers, type layers } from '@tensorflow/tfjs-layers';
import type { Shape } from '@tensorflow/tfjs-layers';
import { dilatedConv2d } from '../ops/dilatedConv2d';
import { groupedConv2d } from '../ops/groupedConv2d';
import { checkPositiveIntegers, invalid } from '../shapes/check';
import { heightAndWidth } from '../shapes/size';
import { checkConvolution, Convolution, type ConvolutionOptions, type SavedOptions } from './convolution';
import { type Regularizer, regularizerConfig, regularizerOf } from './regularizer';

/** Options of {@link conv2d}. */
export interface Conv2dOptions extends ConvolutionOptions {
  filters: number;
  /** Channels fall into so many groups, each with filters of its own; default 1. Divides the channels and the filters. */
  groups?: number;
  /** Default He normal. */
  kernelInitializer?: ReturnType<typeof initializers.heNormal>;
  kernelRegularizer?: Regularizer;
  /** Default zeros. */
  biasInitializer?: ReturnType<typeof initializers.constant>;
}

export class Conv2D extends Convolution {
  static readonly className: string = 'Conv2D';
  private readonly filters: number;
  private readonly groups: number;
  private readonly initial: Pick<Conv2dOptions, 'kernelInitializer' | 'biasInitializer'>;
  private readonly penalty?: Regularizer;
  private channels?: number;

  constructor({ filters, groups = 1, kernelInitializer, kernelRegularizer, biasInitializer, ...rest }: SavedOptions<Conv2dOptions>) {
    super(rest);
    this.filters = filters;
    this.groups = groups;
    this.initial = { kernelInitializer, biasInitializer };
    this.penalty = regularizerOf(kernelRegularizer);
  }

  override build([, , , channels]: Shape): void {
    const { kernelInitializer = initializers.heNormal({}), biasInitializer = initializers.zeros() } = this.initial;
    const inputs = channels as number;
    if (inputs % this.groups !== 0) throw invalid('groups', 'conv2d', `a divisor of the ${inputs} channels of the input`, this.groups);
    const shape = [...heightAndWidth(this.window.kernelSize), inputs / this.groups, this.filters];
    this.kernel = this.addWeight('kernel', shape, 'float32', kernelInitializer, this.penalty);
    if (this.window.useBias) this.bias = this.addWeight('bias', [this.filters], 'float32', biasInitializer);
    this.channels = inputs;
    this.built = true;
  }

  override computeOutputShape([batch, height, width, channels]: Shape): Shape {
    this.checkChannels(channels as number, this.channels ?? 0);
    return [batch, ...this.outputSize(height, width), this.filters];
  }

  protected convolve(x: Tensor4D, kernel: Tensor4D): Tensor4D {
    const { strides, padding, dilationRate } = this.window;
    if (this.groups > 1) return groupedConv2d(x, kernel, this.groups, { strides, padding, dilationRate });
    return dilationRate > 1 ? dilatedConv2d(x, kernel, dilationRate, padding) : tf.conv2d(x, kernel, strides, padding);
  }

  override getConfig(): tf.serialization.ConfigDict {
    return {
      ...super.getConfig(), filters: this.filters, ...(this.groups > 1 ? { groups: this.groups } : {}),
      kernelRegularizer: regularizerConfig(this.penalty),
    };
  }
}

/** Convolution in groups. */
export class GroupedConv2D extends Conv2D {
  static override readonly className = 'GroupedConv2D';
}

/** Convolution with a dilated kernel: in plain tfjs it would load, but not train. */
export class DilatedConv2D extends Conv2D {
  static override readonly className = 'DilatedConv2D';
}

/**
 * A layer [B, H, W, C] → [B, H', W', filters], with H' and W' as in `convOutputSize`.
 *
 * @throws where an option is out of its range
 */
export function conv2d(options: Conv2dOptions): layers.Layer {
  const { filters, groups = 1, dilationRate = 1 } = options;
  checkPositiveIntegers('conv2d', { filters, groups });
  checkConvolution('conv2d', options);
  if (filters % groups !== 0) throw invalid('groups', 'conv2d', `a divisor of the ${filters} filters`, groups);
  if (groups === 1 && dilationRate === 1) return new Conv2D(options);
  const Own = groups > 1 ? GroupedConv2D : DilatedConv2D;
  tf.serialization.registerClass(Own as unknown as Registrable);
  return new Own(options);
}

type Registrable = tf.serialization.SerializableConstructor<tf.serialization.Serializable>;
