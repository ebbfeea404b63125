/**
 * Lets images pass whose height and width are multiples of a number: for nets whose sizes are open when they are built, so that a size
 * that does not divide is named when the net runs. The class is registered for loading when the factory is first called.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, serialization } from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import { checkDivisible } from '../shapes/divisible';

/** Options of {@link divisibleSize}. */
interface DivisibleSizeOptions {
  /** What errors call the net. */
  where: string;
  multiple: number;
  name?: string;
}

export class DivisibleSize extends layers.Layer {
  static readonly className = 'DivisibleSize';
  private readonly where: string;
  private readonly multiple: number;

  constructor({ where, multiple, ...rest }: DivisibleSizeOptions) {
    super(rest);
    this.where = where;
    this.multiple = multiple;
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    const x = Array.isArray(inputs) ? inputs[0] : inputs;
    checkDivisible(this.where, x.shape, this.multiple);
    return tf.clone(x);
  }

  override getConfig(): serialization.ConfigDict {
    return { ...super.getConfig(), where: this.where, multiple: this.multiple };
  }
}

/** A layer [B, H, W, C] → the same; when it runs it throws unless H and W are multiples. */
export function divisibleSize(options: DivisibleSizeOptions): layers.Layer {
  tf.serialization.registerClass(DivisibleSize);
  return new DivisibleSize(options);
}
