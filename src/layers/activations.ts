/**
 * Layers of the activations that tfjs has not, or cannot load again (its `gelu_new`); see the ops. Each class is registered for loading
 * when its factory is first called.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import { geluTanh as geluTanhOp } from '../ops/geluTanh';
import { hardSigmoid as hardSigmoidOp, hardSwish as hardSwishOp } from '../ops/hardSwish';

abstract class Elementwise extends layers.Layer {
  override call(inputs: Tensor | Tensor[]): Tensor {
    return this.activate(Array.isArray(inputs) ? inputs[0] : inputs);
  }

  protected abstract activate(x: Tensor): Tensor;
}

export class GeluTanh extends Elementwise {
  static readonly className = 'GeluTanh';
  protected readonly activate = geluTanhOp;
}

export class HardSigmoid extends Elementwise {
  static readonly className = 'HardSigmoid';
  protected readonly activate = hardSigmoidOp;
}

export class HardSwish extends Elementwise {
  static readonly className = 'HardSwish';
  protected readonly activate = hardSwishOp;
}

/** A layer for x of any shape; see the op of this name. */
export function geluTanh({ name }: { name?: string } = {}): layers.Layer {
  tf.serialization.registerClass(GeluTanh);
  return new GeluTanh({ name });
}

/** A layer for x of any shape; see the op of this name. */
export function hardSigmoid({ name }: { name?: string } = {}): layers.Layer {
  tf.serialization.registerClass(HardSigmoid);
  return new HardSigmoid({ name });
}

/** A layer for x of any shape; see the op of this name. */
export function hardSwish({ name }: { name?: string } = {}): layers.Layer {
  tf.serialization.registerClass(HardSwish);
  return new HardSwish({ name });
}
