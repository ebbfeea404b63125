/**
 * Cutting rows and columns off an image. tfjs's Cropping2D takes an open size for a negative one, so this class has a name of its own,
 * under which it is registered for loading when the factory is first called; the config is that of Keras.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import type { Shape } from '@tensorflow/tfjs-layers';
import { invalid } from '../shapes/check';

type Pair = readonly [number, number];

/** Options of {@link cropping2d}. */
export interface Cropping2dOptions {
  /** Pixels cut off [[above, below], [left, right]]. */
  cropping: readonly [rows: Pair, columns: Pair];
  name?: string;
}

export class OpenCropping2D extends layers.Layer {
  static readonly className = 'OpenCropping2D';
  private readonly cropping: readonly Pair[];

  constructor({ cropping, ...rest }: Cropping2dOptions) {
    super(rest);
    this.cropping = cropping;
  }

  override computeOutputShape([batch, height, width, channels]: Shape): Shape {
    const [rows, columns] = this.cropping;
    const cut = (size: number | null, [before, after]: Pair) => (size === null ? null : size - before - after);
    const shape = [batch, cut(height, rows), cut(width, columns), channels];
    if (shape.slice(1, 3).every((size) => size === null || size > 0)) return shape;
    throw invalid('x', 'cropping2d', `an image larger than what is cut off, ${JSON.stringify(this.cropping)}`, [height, width]);
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    const x = (Array.isArray(inputs) ? inputs[0] : inputs) as Tensor4D;
    const size = this.computeOutputShape(x.shape) as [number, number, number, number];
    return tf.slice(x, [0, this.cropping[0][0], this.cropping[1][0], 0], size);
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), cropping: this.cropping.map((pair) => [...pair]), dataFormat: 'channelsLast' };
  }
}

/**
 * A layer [B, H, W, C] → [B, H − above − below, W − left − right, C].
 *
 * @throws unless they are two pairs of integers, none negative, or when an image is not larger than what is cut off
 */
export function cropping2d(options: Cropping2dOptions): layers.Layer {
  const cropping = options.cropping as unknown;
  const pixels = (size: unknown) => Number.isInteger(size) && (size as number) >= 0;
  const pair = (side: unknown, isPart: (part: unknown) => boolean) => Array.isArray(side) && side.length === 2 && side.every(isPart);
  if (!pair(cropping, (side) => pair(side, pixels))) {
    throw invalid('cropping', 'cropping2d', 'integers [[above, below], [left, right]], none negative', cropping);
  }
  tf.serialization.registerClass(OpenCropping2D);
  return new OpenCropping2D(options);
}
