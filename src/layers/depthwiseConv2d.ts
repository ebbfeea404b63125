/**
 * The depthwise convolution layer: every channel is convolved with kernels of its own. It differs from tfjs's own in that
 *
 * - a dilated kernel is dilated, and can be trained (tfjs's layer takes the option and computes as if it were 1);
 * - initial weights are scaled by the taps that an output sums, those of one channel;
 * - it can be saved and loaded with a regularizer.
 *
 * Without dilation it has the class name, the config and the weights of tfjs's DepthwiseConv2D, so that a saved model loads
 * in plain tfjs, and is not registered; with dilation it has a class name of its own, which plain tfjs does not load.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { initializers, layers } from '@tensorflow/tfjs-layers';
import type { LayerVariable, Shape } from '@tensorflow/tfjs-layers';
import { dilatedDepthwiseConv2d } from '../ops/dilatedDepthwiseConv2d';
import { checkKernelSize, checkOneOf, checkPositiveIntegers, invalid } from '../shapes/check';
import { convOutputSize, heightAndWidth, type KernelSize } from '../shapes/size';
import { type Regularizer as Penalty, regularizerConfig, regularizerOf } from './regularizer';

/** Options of {@link depthwiseConv2d}. */
export interface DepthwiseConv2dOptions {
  /** Height and width of the kernel, in taps. */
  kernelSize: KernelSize;
  /** Step between places of the kernel, in pixels; default 1. */
  strides?: number;
  /** Default `same`. */
  padding?: 'same' | 'valid';
  /** Distance between taps, in pixels; default 1. Not together with strides. */
  dilationRate?: number;
  /** Channels of the result for each of the input; default 1. */
  depthMultiplier?: number;
  /** Default true. */
  useBias?: boolean;
  /** Default He normal. */
  depthwiseInitializer?: ReturnType<typeof initializers.heNormal>;
  depthwiseRegularizer?: Penalty;
  name?: string;
}

type Regularizer = 'depthwiseRegularizer';

class DepthwiseConv2D extends layers.Layer {
  static readonly className: string = 'DepthwiseConv2D';
  private readonly options: Required<Omit<DepthwiseConv2dOptions, 'name' | Regularizer>> & Pick<DepthwiseConv2dOptions, Regularizer>;
  private kernel!: LayerVariable;
  private bias?: LayerVariable;

  constructor({ name, ...options }: DepthwiseConv2dOptions) {
    super({ name, trainable: (options as { trainable?: boolean }).trainable });
    const depthwiseInitializer = initializers.heNormal({});
    this.options = {
      strides: 1, padding: 'same', dilationRate: 1, depthMultiplier: 1, useBias: true, depthwiseInitializer, ...options,
      depthwiseRegularizer: regularizerOf(options.depthwiseRegularizer),
    };
  }

  override build(inputShape: Shape): void {
    const { kernelSize, depthMultiplier, depthwiseInitializer, depthwiseRegularizer, useBias } = this.options;
    const channels = inputShape[3] as number;
    const shape = [...heightAndWidth(kernelSize), channels, depthMultiplier];
    this.kernel = this.addWeight('depthwise_kernel', shape, 'float32', initializers.zeros(), depthwiseRegularizer);
    // An output sums the taps of one channel, which [h, w, 1, C·M] tells the initializer and [h, w, C, M] does not.
    const ownChannel = [...heightAndWidth(kernelSize), 1, channels * depthMultiplier];
    tf.tidy(() => { this.kernel.write(tf.reshape(depthwiseInitializer.apply(ownChannel, 'float32'), shape)); });
    if (useBias) this.bias = this.addWeight('bias', [channels * depthMultiplier], 'float32', initializers.zeros());
    this.built = true;
  }

  override computeOutputShape([batch, height, width, channels]: Shape): Shape {
    const { kernelSize, strides, padding, dilationRate, depthMultiplier } = this.options;
    const [kernelHeight, kernelWidth] = heightAndWidth(kernelSize);
    const output = (size: number | null, kernel: number) => convOutputSize(size, kernel, strides, padding, dilationRate);
    return [batch, output(height, kernelHeight), output(width, kernelWidth), (channels as number) * depthMultiplier];
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
    return dilationRate > 1
      ? dilatedDepthwiseConv2d(x, kernel, dilationRate, padding)
      : tf.depthwiseConv2d(x, kernel, strides, padding);
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { kernelSize, strides, dilationRate, depthMultiplier, padding, useBias, depthwiseRegularizer } = this.options;
    return {
      ...super.getConfig(), kernelSize: [...heightAndWidth(kernelSize)], strides: [strides, strides], padding, depthMultiplier,
      dilationRate: [dilationRate, dilationRate], dataFormat: 'channelsLast', activation: 'linear', useBias,
      depthwiseRegularizer: regularizerConfig(depthwiseRegularizer),
    };
  }
}

type Pairs = 'strides' | 'dilationRate';

/** With a dilated kernel: a class name of its own, for plain tfjs would compute something else. */
export class DilatedDepthwiseConv2D extends DepthwiseConv2D {
  static override readonly className = 'DilatedDepthwiseConv2D';

  /** A saved config says [2, 2] where the options say 2. */
  constructor({ strides, dilationRate, ...options }: Omit<DepthwiseConv2dOptions, Pairs> & Partial<Record<Pairs, number | number[]>>) {
    super({ ...options, strides: [strides ?? 1].flat()[0], dilationRate: [dilationRate ?? 1].flat()[0] });
  }
}

/**
 * A layer [B, H, W, C] → [B, H', W', C·depthMultiplier], with H' and W' as in `convOutputSize`.
 *
 * @throws where an option is out of its range
 */
export function depthwiseConv2d(options: DepthwiseConv2dOptions): layers.Layer {
  const { kernelSize, strides = 1, padding = 'same', dilationRate = 1, depthMultiplier = 1 } = options;
  checkPositiveIntegers('depthwiseConv2d', { strides, dilationRate, depthMultiplier });
  checkKernelSize('depthwiseConv2d', 'kernelSize', kernelSize);
  checkOneOf('depthwiseConv2d', 'padding', padding, ['same', 'valid']);
  if (strides > 1 && dilationRate > 1) throw invalid('dilationRate', 'depthwiseConv2d', '1 where strides are not 1', dilationRate);
  if (dilationRate === 1) return new DepthwiseConv2D(options);
  tf.serialization.registerClass(DilatedDepthwiseConv2D);
  return new DilatedDepthwiseConv2D(options);
}
