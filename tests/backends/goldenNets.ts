/**
 * The nets of bench/nets.ts at a small size, in training mode, against their losses and gradients from PyTorch in
 * float64 (tests/reference/nets.py). Both sides compute weights, images and targets by the formula of tests/contracts/formula.ts.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel, LayerVariable } from '@tensorflow/tfjs-layers';
import { type NetOptions, nets } from '../../bench/nets';
import golden from '../golden/nets.json';
import { type GoldenSummary, summaryError, uniformTensor } from '../contracts/formula';

type Name = keyof typeof nets;

interface GoldenNet {
  options: Pick<NetOptions, 'size' | 'filters'>;
  batch: number;
  /** Part of the formula. With it no ReLU and no max pooling is so near a change of sides that rounding decides. */
  salt: number;
  loss: number;
  gradients: Record<string, GoldenSummary>;
}

export const netNames = Object.keys(nets) as Name[];

/** Relative errors of the loss and of every weight's gradient, on the current backend; `Infinity` for one that is missing. */
export function netErrors(name: Name): { loss: number; gradients: Record<string, number> } {
  const expected: GoldenNet = golden.nets[name];
  const { loss, gradients } = lossAndGradients(name, expected);
  const weights = new Set([...Object.keys(gradients), ...Object.keys(expected.gradients)]);
  const error = (weight: string) => {
    const [g, goal] = [gradients[weight], expected.gradients[weight]];
    return g && goal ? summaryError(weight, g, goal) : Infinity;
  };
  return {
    loss: Math.abs(loss / expected.loss - 1),
    gradients: Object.fromEntries([...weights].map((weight) => [weight, error(weight)])),
  };
}

function lossAndGradients(name: Name, { options, batch, salt }: GoldenNet) {
  const { build, loss } = nets[name];
  const model = build(options);
  setWeights(model, salt);
  const result = tf.tidy(() => {
    const images = uniformTensor(`${salt}/image`, [batch, options.size, options.size, 3]);
    const targets = name === 'unet' ? masks(salt, batch, options.size) : tf.oneHot(tf.range(0, batch, 1, 'int32'), 7);
    const { value, grads } = tf.variableGrads(() => loss(targets, model.apply(images, { training: true }) as tf.Tensor));
    const gradients = model.trainableWeights.map((weight) => [weight.originalName, grads[weight.name].dataSync()] as const);
    return { loss: value.dataSync()[0], gradients: Object.fromEntries(gradients) };
  });
  model.dispose();
  return result;
}

function masks(salt: number, batch: number, size: number): tf.Tensor {
  return tf.cast(tf.greater(uniformTensor(`${salt}/targets`, [batch, size, size, 1]), 0), 'float32');
}

/** Kernels with the variance of He et al. (2015) for ReLU; factors of the normalisation around 1, all else around 0. */
function setWeights(model: LayersModel, salt: number): void {
  for (const weight of model.trainableWeights as LayerVariable[]) {
    const [, kind] = weight.originalName.split('/');
    const [scale, offset = 0] = kind === 'kernel' ? [Math.sqrt(6 / fanIn(weight))] : others[kind];
    const values = uniformTensor(`${salt}/${weight.originalName}`, weight.shape as number[], scale, offset);
    weight.write(values);
    values.dispose();
  }
}

const others: Record<string, [scale: number, offset?: number]> = { gamma: [0.25, 1], beta: [0.25], bias: [0.1] };

/** How many inputs an output sums. A transposed convolution has its inputs last and, here, one tap an output. */
function fanIn({ originalName, shape }: LayerVariable): number {
  const sizes = shape as number[];
  return originalName.includes('_up/') ? sizes[3] : sizes.slice(0, -1).reduce((product, size) => product * size);
}
