/**
 * Sum and concatenation of maps whose height and width may be open in one and known in another: the result has what is known of
 * either. tfjs's Concatenate refuses such maps, and its Add forgets what is known. Their classes are registered for loading when
 * a factory is first called.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import type { Shape } from '@tensorflow/tfjs-layers';

export class OpenAddition extends layers.Layer {
  static readonly className = 'OpenAddition';

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    return known(inputShape as Shape[]);
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return tf.addN(inputs as Tensor[]);
  }
}

export class OpenConcatenation extends layers.Layer {
  static readonly className = 'OpenConcatenation';

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    const shapes = inputShape as Shape[];
    const channels = shapes.reduce((sum, shape) => sum + (shape[shape.length - 1] as number), 0);
    return [...known(shapes).slice(0, -1), channels];
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return tf.concat(inputs as Tensor[], -1);
  }
}

/** Each size as one of the shapes knows it. */
function known([first, ...others]: Shape[]): Shape {
  return first.map((size, axis) => size ?? others.find((shape) => shape[axis] !== null)?.[axis] ?? null);
}

/** A layer of maps [B, H, W, C] → their sum. */
export function openAddition({ name }: { name?: string } = {}): layers.Layer {
  tf.serialization.registerClass(OpenAddition);
  return new OpenAddition({ name });
}

/** A layer of maps [B, H, W, C], [B, H, W, D], … → [B, H, W, C + D + …]. */
export function openConcatenation({ name }: { name?: string } = {}): layers.Layer {
  tf.serialization.registerClass(OpenConcatenation);
  return new OpenConcatenation({ name });
}
