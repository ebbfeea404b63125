/**
 * Cutting rows and columns off an image. It has the class name and config of tfjs's Cropping2D, whose shapes are wrong where
 * a size is open, and is not registered.
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

class Cropping2D extends layers.Layer {
  static readonly className = 'Cropping2D';
  private readonly cropping: readonly Pair[];

  constructor({ cropping, ...rest }: Cropping2dOptions) {
    super(rest);
    this.cropping = cropping;
  }

  override computeOutputShape([batch, height, width, channels]: Shape): Shape {
    const [rows, columns] = this.cropping;
    const cut = (size: number | null, [before, after]: Pair) => (size === null ? null : size - before - after);
    return [batch, cut(height, rows), cut(width, columns), channels];
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
 * @throws unless all are integers, none negative
 */
export function cropping2d(options: Cropping2dOptions): layers.Layer {
  if (options.cropping.flat().every((pixels) => Number.isInteger(pixels) && pixels >= 0)) return new Cropping2D(options);
  throw invalid('cropping', 'cropping2d', 'integers, none negative', options.cropping);
}
