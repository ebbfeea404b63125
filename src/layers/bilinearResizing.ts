/**
 * The layers of bilinear resizing with half-pixel centres, to a fixed size or to that of another map. tfjs's own `Resizing`
 * has no half-pixel centres; these save under class names that it does not know, registered for loading when a factory is
 * first called.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import type { Shape } from '@tensorflow/tfjs-layers';
import { resizeBilinear } from '../ops/resizeBilinear';
import { checkPositiveIntegers } from '../shapes/check';

/** Options of {@link bilinearResizing}. */
export interface BilinearResizingOptions {
  /** Rows of the result. */
  height: number;
  /** Columns of the result. */
  width: number;
  name?: string;
}

export class BilinearResizing extends layers.Layer {
  static readonly className = 'BilinearResizing';
  private readonly height: number;
  private readonly width: number;

  constructor({ height, width, ...rest }: BilinearResizingOptions) {
    super(rest);
    this.height = height;
    this.width = width;
  }

  override computeOutputShape([batch, , , channels]: Shape): Shape {
    return [batch, this.height, this.width, channels];
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return resizeBilinear((Array.isArray(inputs) ? inputs[0] : inputs) as Tensor4D, [this.height, this.width]);
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), height: this.height, width: this.width };
  }
}

export class BilinearResizingLike extends layers.Layer {
  static readonly className = 'BilinearResizingLike';

  override computeOutputShape(shapes: Shape | Shape[]): Shape {
    const [[batch, , , channels], [, height, width]] = shapes as Shape[];
    return [batch, height, width, channels];
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    const [x, { shape: [, height, width] }] = inputs as Tensor4D[];
    return resizeBilinear(x, [height, width]);
  }
}

/**
 * A layer [B, H, W, C] → [B, height, width, C].
 *
 * @throws unless height and width are positive integers
 */
export function bilinearResizing(options: BilinearResizingOptions): layers.Layer {
  checkPositiveIntegers('bilinearResizing', { height: options.height, width: options.width });
  tf.serialization.registerClass(BilinearResizing);
  return new BilinearResizing(options);
}

/** A layer of two inputs: [B, H, W, C] and [B, H', W', D] → [B, H', W', C]. */
export function bilinearResizingLike(options: { name?: string } = {}): layers.Layer {
  tf.serialization.registerClass(BilinearResizingLike);
  return new BilinearResizingLike(options);
}
