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
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { initializers, type layers } from '@tensorflow/tfjs-layers';
import type { Shape } from '@tensorflow/tfjs-layers';
import { dilatedDepthwiseConv2d } from '../ops/dilatedDepthwiseConv2d';
import { checkPositiveIntegers } from '../shapes/check';
import { heightAndWidth } from '../shapes/size';
import { checkConvolution, Convolution, type ConvolutionOptions, type SavedOptions } from './convolution';
import { type Regularizer, regularizerConfig, regularizerOf } from './regularizer';

/** Options of {@link depthwiseConv2d}. */
export interface DepthwiseConv2dOptions extends ConvolutionOptions {
  /** Channels of the result for each of the input; default 1. */
  depthMultiplier?: number;
  /** Default He normal. */
  depthwiseInitializer?: ReturnType<typeof initializers.heNormal>;
  depthwiseRegularizer?: Regularizer;
}

export class DepthwiseConv2D extends Convolution {
  static readonly className: string = 'DepthwiseConv2D';
  private readonly depthMultiplier: number;
  private readonly initializer: ReturnType<typeof initializers.heNormal>;
  private readonly penalty?: Regularizer;
  private channels?: number;

  constructor({ depthMultiplier = 1, depthwiseInitializer, depthwiseRegularizer, ...rest }: SavedOptions<DepthwiseConv2dOptions>) {
    super(rest);
    this.depthMultiplier = depthMultiplier;
    this.initializer = depthwiseInitializer ?? initializers.heNormal({});
    this.penalty = regularizerOf(depthwiseRegularizer);
  }

  override build([, , , channels]: Shape): void {
    const [inputs, outputs] = [channels as number, (channels as number) * this.depthMultiplier];
    const size = heightAndWidth(this.window.kernelSize);
    const shape = [...size, inputs, this.depthMultiplier];
    // An output sums the taps of one channel, which [h, w, 1, C·M] tells the initializer and [h, w, C, M] does not.
    const initializer = { apply: () => tf.tidy(() => tf.reshape(this.initializer.apply([...size, 1, outputs], 'float32'), shape)) };
    this.kernel = this.addWeight('depthwise_kernel', shape, 'float32', initializer as unknown as typeof this.initializer, this.penalty);
    if (this.window.useBias) this.bias = this.addWeight('bias', [outputs], 'float32', initializers.zeros());
    this.channels = inputs;
    this.built = true;
  }

  override computeOutputShape([batch, height, width, channels]: Shape): Shape {
    this.checkChannels(channels as number, this.channels ?? 0);
    return [batch, ...this.outputSize(height, width), (channels as number) * this.depthMultiplier];
  }

  protected convolve(x: Tensor4D, kernel: Tensor4D): Tensor4D {
    const { strides, padding, dilationRate } = this.window;
    return dilationRate > 1
      ? dilatedDepthwiseConv2d(x, kernel, dilationRate, padding)
      : tf.depthwiseConv2d(x, kernel, strides, padding);
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), depthMultiplier: this.depthMultiplier, depthwiseRegularizer: regularizerConfig(this.penalty) };
  }
}

/** With a dilated kernel: a class name of its own, for plain tfjs would compute something else. */
export class DilatedDepthwiseConv2D extends DepthwiseConv2D {
  static override readonly className = 'DilatedDepthwiseConv2D';
}

/**
 * A layer [B, H, W, C] → [B, H', W', C·depthMultiplier], with H' and W' as in `convOutputSize`.
 *
 * @throws where an option is out of its range
 */
export function depthwiseConv2d(options: DepthwiseConv2dOptions): layers.Layer {
  const { dilationRate = 1, depthMultiplier = 1 } = options;
  checkPositiveIntegers('depthwiseConv2d', { depthMultiplier });
  checkConvolution('depthwiseConv2d', options);
  if (dilationRate === 1) return new DepthwiseConv2D(options);
  tf.serialization.registerClass(DilatedDepthwiseConv2D);
  return new DilatedDepthwiseConv2D(options);
}
