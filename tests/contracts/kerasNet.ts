/** Models against the same in Keras: golden entries as tests/reference/keras_nets.py writes them. */
import * as tf from '@tensorflow/tfjs-core';
import type { FeatureMap } from 'tfjs-blocks/models';
import type { Sym } from 'tfjs-blocks/shapes';
import { type KerasOptions, loadKerasWeights, type NamedArray } from 'tfjs-blocks/weights';
import { uniform } from './formula';
import { expectAsGolden, type GoldenNet } from './torchNet';

/** The keys are the paths of Keras, as `conv1_conv/kernel`. */
interface KerasNet extends GoldenNet {
  /** About what β is; where it is large, no ReLU is near the side where its gradient jumps. */
  beta: number;
}

/** Expects that Keras's weights fit, all of them, and that predictions, gradients and statistics agree. */
export function expectAsInKeras(golden: KerasNet, apply: (x: FeatureMap) => Sym, options: KerasOptions, tolerance = 1e-4): void {
  const tensors = formulaWeights(golden.salt, golden.weights, golden.beta);
  // The bias before a norm, which loading takes from the moving mean.
  const biases = Object.fromEntries(Object.keys(golden.statistics).map((key) =>
    [key, key.endsWith('bn/moving_mean') ? tensors[key.replace('bn/moving_mean', 'conv/bias')] : undefined]));
  expectAsGolden(golden, apply, (built) => loadKerasWeights(built, tensors, options), tolerance, biases);
}

/** Kernels of variance 2 / fan-in, all else near where it starts. */
function formulaWeights(salt: number, shapes: Record<string, number[]>, beta: number): Record<string, NamedArray> {
  const others: Record<string, [scale: number, offset: number]> = {
    moving_mean: [0.1, 0], moving_variance: [0.5, 1], gamma: [0.25, 1], beta: [0.25, beta], bias: [0.25, 0],
  };
  return Object.fromEntries(Object.entries(shapes).map(([key, shape]) => {
    const fanIn = tf.util.sizeFromShape(shape.slice(0, key.includes('depthwise') ? 2 : -1));
    const [scale, offset] = shape.length > 1 ? [Math.sqrt(6 / fanIn), 0] : others[key.slice(key.lastIndexOf('/') + 1)];
    return [key, { shape, data: uniform(`${salt}/${key}`, tf.util.sizeFromShape(shape), scale, offset) }];
  }));
}
