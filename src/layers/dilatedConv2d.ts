/**
 * The convolution layer for dilation rates above 1, which tfjs's own cannot train.
 *
 * It has the class name, the config and the weights of tfjs's Conv2D, so that a saved model loads in plain tfjs (and
 * predicts there); it is not registered, so that nothing of tfjs is replaced.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { initializers, layers } from '@tensorflow/tfjs-layers';
import type { LayerVariable, Shape } from '@tensorflow/tfjs-layers';
import { dilatedConv2d as convolve } from '../ops/dilatedConv2d';
import { checkOneOf, checkPositiveIntegers } from '../shapes/check';
import { convOutputSize } from '../shapes/size';
import type { Padding } from '../shapes/size';

export interface DilatedConv2dOptions {
  filters: number;
  /** Height and width of the kernel, in taps. */
  kernelSize: number;
  /** Distance between taps, in pixels. */
  dilationRate: number;
  /** Default `same`. */
  padding?: Padding;
  /** Default true. */
  useBias?: boolean;
  /** Default He normal. */
  kernelInitializer?: ReturnType<typeof initializers.heNormal>;
  name?: string;
}

class DilatedConv2D extends layers.Layer {
  static readonly className = 'Conv2D';
  private readonly options: Required<Omit<DilatedConv2dOptions, 'name'>>;
  private kernel!: LayerVariable;
  private bias?: LayerVariable;

  constructor({ name, ...options }: DilatedConv2dOptions) {
    super({ name });
    this.options = { padding: 'same', useBias: true, kernelInitializer: initializers.heNormal({}), ...options };
  }

  override build(inputShape: Shape): void {
    const { filters, kernelSize, kernelInitializer, useBias } = this.options;
    const shape = [kernelSize, kernelSize, inputShape[3], filters];
    this.kernel = this.addWeight('kernel', shape, 'float32', kernelInitializer);
    if (useBias) this.bias = this.addWeight('bias', [filters], 'float32', initializers.zeros());
    this.built = true;
  }

  override computeOutputShape([batch, height, width]: Shape): Shape {
    const { filters, kernelSize, dilationRate, padding } = this.options;
    const output = (size: number | null) => convOutputSize(size, kernelSize, 1, padding, dilationRate);
    return [batch, output(height), output(width), filters];
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return tf.tidy(() => {
      const x = (Array.isArray(inputs) ? inputs[0] : inputs) as Tensor4D;
      const y = convolve(x, this.kernel.read() as Tensor4D, this.options.dilationRate, this.options.padding);
      return this.bias ? tf.add(y, this.bias.read()) : y;
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { filters, kernelSize, dilationRate, padding, useBias } = this.options;
    return {
      ...super.getConfig(), filters, kernelSize: [kernelSize, kernelSize], strides: [1, 1], padding,
      dilationRate: [dilationRate, dilationRate], dataFormat: 'channelsLast', activation: 'linear', useBias,
    };
  }
}

/**
 * A layer [B, H, W, C] → [B, H', W', filters], with H' and W' as in `convOutputSize`.
 *
 * @throws where an option is out of its range
 */
export function dilatedConv2d(options: DilatedConv2dOptions): layers.Layer {
  const { filters, kernelSize, dilationRate, padding = 'same' } = options;
  checkPositiveIntegers('dilatedConv2d', { filters, kernelSize, dilationRate });
  checkOneOf('dilatedConv2d', 'padding', padding, ['same', 'valid']);
  return new DilatedConv2D(options);
}
