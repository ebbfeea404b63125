/**
 * The convolution layer. It differs from tfjs's own in two ways:
 *
 * - a dilated kernel can be trained (tfjs has no gradient for it);
 * - the gradient to its input is not computed where nobody asks for it, as in the first layer of a network.
 *
 * It has the class name, the config and the weights of tfjs's Conv2D, so that a saved model loads in plain tfjs; it is
 * not registered, so that nothing of tfjs is replaced.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { initializers, layers } from '@tensorflow/tfjs-layers';
import type { LayerVariable, Shape } from '@tensorflow/tfjs-layers';
import { dilatedConv2d } from '../ops/dilatedConv2d';
import { checkOneOf, checkPositiveIntegers, invalid } from '../shapes/check';
import { convOutputSize } from '../shapes/size';
import type { Padding } from '../shapes/size';

/** Options of {@link conv2d}. */
export interface Conv2dOptions {
  filters: number;
  /** Height and width of the kernel, in taps. */
  kernelSize: number;
  /** Step between places of the kernel, in pixels; default 1. */
  strides?: number;
  /** Default `same`. */
  padding?: Padding;
  /** Distance between taps, in pixels; default 1. Not together with strides. */
  dilationRate?: number;
  /** Default true. */
  useBias?: boolean;
  /** Default He normal. */
  kernelInitializer?: ReturnType<typeof initializers.heNormal>;
  name?: string;
}

class Conv2D extends layers.Layer {
  static readonly className = 'Conv2D';
  private readonly options: Required<Omit<Conv2dOptions, 'name'>>;
  private kernel!: LayerVariable;
  private bias?: LayerVariable;

  constructor({ name, ...options }: Conv2dOptions) {
    super({ name });
    const kernelInitializer = initializers.heNormal({});
    this.options = { strides: 1, padding: 'same', dilationRate: 1, useBias: true, kernelInitializer, ...options };
  }

  override build(inputShape: Shape): void {
    const { filters, kernelSize, kernelInitializer, useBias } = this.options;
    const shape = [kernelSize, kernelSize, inputShape[3], filters];
    this.kernel = this.addWeight('kernel', shape, 'float32', kernelInitializer);
    if (useBias) this.bias = this.addWeight('bias', [filters], 'float32', initializers.zeros());
    this.built = true;
  }

  override computeOutputShape([batch, height, width]: Shape): Shape {
    const { filters, kernelSize, strides, padding, dilationRate } = this.options;
    const output = (size: number | null) => convOutputSize(size, kernelSize, strides, padding, dilationRate);
    return [batch, output(height), output(width), filters];
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return tf.tidy(() => {
      const y = this.convolve((Array.isArray(inputs) ? inputs[0] : inputs) as Tensor4D);
      return this.bias ? tf.add(y, this.bias.read()) : y;
    });
  }

  private convolve(x: Tensor4D): Tensor4D {
    const { strides, padding, dilationRate } = this.options;
    const kernel = this.kernel.read() as Tensor4D;
    return dilationRate > 1 ? dilatedConv2d(x, kernel, dilationRate, padding) : tf.conv2d(x, kernel, strides, padding);
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { filters, kernelSize, strides, dilationRate, padding, useBias } = this.options;
    return {
      ...super.getConfig(), filters, kernelSize: [kernelSize, kernelSize], strides: [strides, strides], padding,
      dilationRate: [dilationRate, dilationRate], dataFormat: 'channelsLast', activation: 'linear', useBias,
    };
  }
}

/**
 * A layer [B, H, W, C] → [B, H', W', filters], with H' and W' as in `convOutputSize`.
 *
 * @throws where an option is out of its range
 */
export function conv2d(options: Conv2dOptions): layers.Layer {
  const { filters, kernelSize, strides = 1, padding = 'same', dilationRate = 1 } = options;
  checkPositiveIntegers('conv2d', { filters, kernelSize, strides, dilationRate });
  checkOneOf('conv2d', 'padding', padding, ['same', 'valid']);
  if (strides > 1 && dilationRate > 1) throw invalid('dilationRate', 'conv2d', '1 where strides are not 1', dilationRate);
  return new Conv2D(options);
}
