/**
 * Pooling layers: what tfjs's cannot pad or differentiate.
 *
 * `maxPooling2d` is tfjs's own MaxPooling2D but for the paddings `torch` and `ceil`; `averagePooling2d` has the class name and config
 * of tfjs's AveragePooling2D but for `ceil`, and the right gradient at the edges. The other classes are registered for
 * loading when they are first made; plain tfjs does not load them.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import type { Shape } from '@tensorflow/tfjs-layers';
import { averagePool2d, maxPool2d, type PoolWindow, sumPool2d } from '../ops/pool2d';
import { checkKernelSize, checkOneOf } from '../shapes/check';
import { convOutputSize, heightAndWidth, type KernelSize, type PoolPadding } from '../shapes/size';

/** Options of the pooling layers. */
export interface Pooling2dOptions {
  /** Height and width of the window, in pixels; default 2. */
  poolSize?: KernelSize;
  /** Step between windows, in pixels; default the pool size. */
  strides?: KernelSize;
  /** Default `valid`. */
  padding?: PoolPadding;
  name?: string;
}

/** The options with their defaults, checked. */
export function poolWindow(where: string, { poolSize = 2, strides = poolSize, padding = 'valid', name }: Pooling2dOptions) {
  checkKernelSize(where, 'poolSize', poolSize);
  checkKernelSize(where, 'strides', strides);
  checkOneOf(where, 'padding', padding, ['same', 'valid', 'torch', 'ceil']);
  return { poolSize, strides, padding, name };
}

/** [B, H, W, C] → [B, H', W', C]. */
abstract class Pooling extends layers.Layer {
  private readonly window: PoolWindow;

  constructor({ poolSize = 2, strides = poolSize, padding = 'valid', ...rest }: Pooling2dOptions) {
    super(rest);
    this.window = { poolSize, strides, padding };
  }

  override computeOutputShape([batch, height, width, channels]: Shape): Shape {
    const { poolSize, strides, padding } = this.window;
    const [pools, steps] = [heightAndWidth(poolSize), heightAndWidth(strides)];
    const [rows, columns] = [height, width].map((size, side) => convOutputSize(size, pools[side], steps[side], padding));
    return [batch, rows, columns, channels];
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return this.pool((Array.isArray(inputs) ? inputs[0] : inputs) as Tensor4D, this.window);
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { poolSize, strides, padding } = this.window;
    const [pools, steps] = [heightAndWidth(poolSize), heightAndWidth(strides)];
    return { ...super.getConfig(), poolSize: [...pools], strides: [...steps], padding, dataFormat: 'channelsLast' };
  }

  protected abstract pool(x: Tensor4D, window: PoolWindow): Tensor4D;
}

export class PaddedMaxPooling2D extends Pooling {
  static readonly className = 'PaddedMaxPooling2D';

  protected pool(x: Tensor4D, window: PoolWindow): Tensor4D {
    return maxPool2d(x, window);
  }
}

export class AveragePooling2D extends Pooling {
  static readonly className: string = 'AveragePooling2D';

  protected pool(x: Tensor4D, window: PoolWindow): Tensor4D {
    return averagePool2d(x, window);
  }
}

export class PaddedAveragePooling2D extends AveragePooling2D {
  static override readonly className = 'PaddedAveragePooling2D';
}

export class SumPooling2D extends Pooling {
  static readonly className = 'SumPooling2D';

  protected pool(x: Tensor4D, window: PoolWindow): Tensor4D {
    return sumPool2d(x, window);
  }
}

/** A layer that takes the largest value of each window. */
export function maxPooling2d(options: Pooling2dOptions = {}): layers.Layer {
  const { poolSize, strides, padding, name } = poolWindow('maxPooling2d', options);
  if (padding === 'same' || padding === 'valid') {
    return layers.maxPooling2d({ poolSize: [...heightAndWidth(poolSize)], strides: [...heightAndWidth(strides)], padding, name });
  }
  tf.serialization.registerClass(PaddedMaxPooling2D);
  return new PaddedMaxPooling2D({ poolSize, strides, padding, name });
}

/** A layer that takes the mean of each window; with `torch` padding zeros count, else what is padded does not. */
export function averagePooling2d(options: Pooling2dOptions = {}): layers.Layer {
  const all = poolWindow('averagePooling2d', options);
  if (all.padding === 'same' || all.padding === 'valid') return new AveragePooling2D(all);
  tf.serialization.registerClass(PaddedAveragePooling2D);
  return new PaddedAveragePooling2D(all);
}

/** A layer that takes the sum of each window. */
export function sumPooling2d(options: Pooling2dOptions = {}): layers.Layer {
  tf.serialization.registerClass(SumPooling2D);
  return new SumPooling2D(poolWindow('sumPooling2d', options));
}
