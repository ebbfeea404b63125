/** What the convolution layers have in common: a kernel that steps over the image, a bias, and how a saved config writes them. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import type { LayerVariable } from '@tensorflow/tfjs-layers';
import { checkKernelSize, checkOneOf, checkPositiveIntegers, invalid } from '../shapes/check';
import { convOutputSize, heightAndWidth, type KernelSize } from '../shapes/size';

/** Options of every convolution layer. */
export interface ConvolutionOptions {
  /** Height and width of the kernel, in taps. */
  kernelSize: KernelSize;
  /** Step between places of the kernel, in pixels; default 1. */
  strides?: number;
  /** Default `same`. */
  padding?: 'same' | 'valid';
  /** Distance between taps, in pixels; default 1. Not together with strides. */
  dilationRate?: number;
  /** Default true. */
  useBias?: boolean;
  name?: string;
}

/** Options as a saved config has them, where [2, 2] stands for 2; without their defaults. */
export type SavedOptions<O extends ConvolutionOptions> = Omit<O, 'strides' | 'dilationRate'> & {
  strides?: number | number[]; dilationRate?: number | number[]; trainable?: boolean;
};

/** [B, H, W, C] → [B, H', W', channels of the result]. */
export abstract class Convolution extends layers.Layer {
  protected readonly window: Required<Omit<ConvolutionOptions, 'name'>>;
  protected kernel!: LayerVariable;
  protected bias?: LayerVariable;

  constructor({ kernelSize, strides, padding = 'same', dilationRate, useBias = true, name, trainable }: SavedOptions<ConvolutionOptions>) {
    super({ name, trainable });
    const [step, dilation] = [strides, dilationRate].map((size) => [size ?? 1].flat()[0]);
    this.window = { kernelSize, strides: step, padding, dilationRate: dilation, useBias };
    checkConvolution(this.getClassName(), this.window);
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return tf.tidy(() => {
      const y = this.convolve((Array.isArray(inputs) ? inputs[0] : inputs) as Tensor4D, this.kernel.read() as Tensor4D);
      return this.bias ? tf.add(y, this.bias.read()) : y;
    });
  }

  protected abstract convolve(x: Tensor4D, kernel: Tensor4D): Tensor4D;

  /** [H', W']. */
  protected outputSize(height: number | null, width: number | null): (number | null)[] {
    const { kernelSize, strides, padding, dilationRate } = this.window;
    const taps = heightAndWidth(kernelSize);
    return [height, width].map((size, side) => convOutputSize(size, taps[side], strides, padding, dilationRate));
  }

  /** Throws where the image has not the channels that the kernel was made for. */
  protected checkChannels(channels: number, expected: number): void {
    if (this.built && channels !== expected) throw invalid('x', this.name, `${expected} channels, as when it was built`, channels);
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { kernelSize, strides, dilationRate, padding, useBias } = this.window;
    return {
      ...super.getConfig(), kernelSize: [...heightAndWidth(kernelSize)], strides: [strides, strides], padding,
      dilationRate: [dilationRate, dilationRate], dataFormat: 'channelsLast', activation: 'linear', useBias,
    };
  }
}

/** Throws where an option is out of its range. */
export function checkConvolution(where: string, { kernelSize, strides = 1, padding = 'same', dilationRate = 1 }: ConvolutionOptions): void {
  checkPositiveIntegers(where, { strides, dilationRate });
  checkKernelSize(where, 'kernelSize', kernelSize);
  checkOneOf(where, 'padding', padding, ['same', 'valid']);
  if (strides > 1 && dilationRate > 1) throw invalid('dilationRate', where, '1 where strides are not 1', dilationRate);
}
