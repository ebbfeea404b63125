/**
 * The convolution layer. It differs from tfjs's own in three ways:
 *
 * - channels may fall into groups, as in Keras 3 (in a class of its own: tfjs has no groups);
 * - a dilated kernel can be trained (tfjs has no gradient for it);
 * - the gradient to its input is not computed where nobody asks for it, as in the first layer of a network.
 *
 * Without groups it has the class name, the config and the weights of tfjs's Conv2D, so that a saved model loads in plain
 * tfjs; it is not registered, so that nothing of tfjs is replaced.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { initializers, layers } from '@tensorflow/tfjs-layers';
import type { LayerVariable, Shape } from '@tensorflow/tfjs-layers';
import { dilatedConv2d } from '../ops/dilatedConv2d';
import { groupedConv2d } from '../ops/groupedConv2d';
import { checkKernelSize, checkOneOf, checkPositiveIntegers, invalid } from '../shapes/check';
import { convOutputSize, heightAndWidth, type KernelSize } from '../shapes/size';
import { type Regularizer, regularizerConfig, regularizerOf } from './regularizer';

/** Options of {@link conv2d}. */
export interface Conv2dOptions {
  filters: number;
  /** Height and width of the kernel, in taps. */
  kernelSize: KernelSize;
  /** Step between places of the kernel, in pixels; default 1. */
  strides?: number;
  /** Default `same`. */
  padding?: 'same' | 'valid';
  /** Distance between taps, in pixels; default 1. Not together with strides. */
  dilationRate?: number;
  /** Channels fall into so many groups, each with filters of its own; default 1. Divides the channels and the filters. */
  groups?: number;
  /** Default true. */
  useBias?: boolean;
  /** Default He normal. */
  kernelInitializer?: ReturnType<typeof initializers.heNormal>;
  kernelRegularizer?: Regularizer;
  /** Default zeros. */
  biasInitializer?: ReturnType<typeof initializers.constant>;
  name?: string;
}

class Conv2D extends layers.Layer {
  static readonly className: string = 'Conv2D';
  private readonly options: Required<Omit<Conv2dOptions, 'name' | 'kernelRegularizer'>> & Pick<Conv2dOptions, 'kernelRegularizer'>;
  private kernel!: LayerVariable;
  private bias?: LayerVariable;

  constructor({ name, ...options }: Conv2dOptions) {
    super({ name, trainable: (options as { trainable?: boolean }).trainable });
    this.options = {
      strides: 1, padding: 'same', dilationRate: 1, groups: 1, useBias: true,
      kernelInitializer: initializers.heNormal({}), biasInitializer: initializers.zeros(), ...options,
      kernelRegularizer: regularizerOf(options.kernelRegularizer),
    };
  }

  override build(inputShape: Shape): void {
    const { filters, kernelSize, groups, kernelInitializer, kernelRegularizer, useBias, biasInitializer } = this.options;
    const channels = inputShape[3] as number;
    if (channels % groups !== 0) throw invalid('groups', 'conv2d', `a divisor of the ${channels} channels of the input`, groups);
    const shape = [...heightAndWidth(kernelSize), channels / groups, filters];
    this.kernel = this.addWeight('kernel', shape, 'float32', kernelInitializer, kernelRegularizer);
    if (useBias) this.bias = this.addWeight('bias', [filters], 'float32', biasInitializer);
    this.built = true;
  }

  override computeOutputShape([batch, height, width]: Shape): Shape {
    const { filters, kernelSize, strides, padding, dilationRate } = this.options;
    const [kernelHeight, kernelWidth] = heightAndWidth(kernelSize);
    const output = (size: number | null, kernel: number) => convOutputSize(size, kernel, strides, padding, dilationRate);
    return [batch, output(height, kernelHeight), output(width, kernelWidth), filters];
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return tf.tidy(() => {
      const y = this.convolve((Array.isArray(inputs) ? inputs[0] : inputs) as Tensor4D);
      return this.bias ? tf.add(y, this.bias.read()) : y;
    });
  }

  private convolve(x: Tensor4D): Tensor4D {
    const { strides, padding, dilationRate, groups } = this.options;
    const kernel = this.kernel.read() as Tensor4D;
    if (groups > 1) return groupedConv2d(x, kernel, groups, { strides, padding, dilationRate });
    return dilationRate > 1 ? dilatedConv2d(x, kernel, dilationRate, padding) : tf.conv2d(x, kernel, strides, padding);
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { filters, kernelSize, strides, dilationRate, groups, padding, useBias, kernelRegularizer } = this.options;
    return {
      ...super.getConfig(), filters, kernelSize: [...heightAndWidth(kernelSize)], strides: [strides, strides], padding,
      ...(groups > 1 ? { groups } : {}),
      dilationRate: [dilationRate, dilationRate], dataFormat: 'channelsLast', activation: 'linear', useBias,
      kernelRegularizer: regularizerConfig(kernelRegularizer),
    };
  }
}

type Pairs = 'strides' | 'dilationRate';

/** Convolution in groups: a class name of its own, which plain tfjs does not load. */
export class GroupedConv2D extends Conv2D {
  static override readonly className = 'GroupedConv2D';

  /** A saved config says [2, 2] where the options say 2. */
  constructor({ strides, dilationRate, ...options }: Omit<Conv2dOptions, Pairs> & Partial<Record<Pairs, number | number[]>>) {
    super({ ...options, strides: [strides ?? 1].flat()[0], dilationRate: [dilationRate ?? 1].flat()[0] });
  }
}

/**
 * A layer [B, H, W, C] → [B, H', W', filters], with H' and W' as in `convOutputSize`.
 *
 * @throws where an option is out of its range
 */
export function conv2d(options: Conv2dOptions): layers.Layer {
  const { filters, kernelSize, strides = 1, padding = 'same', dilationRate = 1, groups = 1 } = options;
  checkPositiveIntegers('conv2d', { filters, strides, dilationRate, groups });
  checkKernelSize('conv2d', 'kernelSize', kernelSize);
  checkOneOf('conv2d', 'padding', padding, ['same', 'valid']);
  if (strides > 1 && dilationRate > 1) throw invalid('dilationRate', 'conv2d', '1 where strides are not 1', dilationRate);
  if (filters % groups !== 0) throw invalid('groups', 'conv2d', `a divisor of the ${filters} filters`, groups);
  if (groups === 1) return new Conv2D(options);
  tf.serialization.registerClass(GroupedConv2D);
  return new GroupedConv2D({ ...options, strides, dilationRate });
}
