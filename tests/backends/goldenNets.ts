/**
 * The nets of bench/nets.ts at a small size, in training mode, against their losses and gradients from PyTorch in
 * float64 (tests/reference/nets.py). Both sides compute weights, images and targets by the formula of tests/contracts/formula.ts.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel, LayerVariable } from '@tensorflow/tfjs-layers';
import { type NetOptions, nets } from '../../bench/nets';
import golden from '../golden/nets.json';
import training from '../golden/training.json';
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

interface GoldenTraining extends Omit<GoldenNet, 'loss' | 'gradients'> {
  losses: number[];
  weights: Record<string, GoldenSummary>;
}

/** Relative errors of the loss and of every weight's gradient, on the current backend; `Infinity` for one that is missing. */
export async function netErrors(name: Name): Promise<{ loss: number; gradients: Record<string, number> }> {
  const expected: GoldenNet = golden.nets[name];
  const { model, lossOf } = begin(name, expected);
  const { value, grads } = tf.tidy(() => tf.variableGrads(lossOf));
  const gradients = await valuesOf(model, (weight) => grads[weight.name]);
  const loss = Math.abs((await value.data())[0] / expected.loss - 1);
  tf.dispose([value, grads]);
  model.dispose();
  return { loss, gradients: errorsOf(gradients, expected.gradients) };
}

/** Relative errors of the losses of five steps of training, and of the weights after them, on the current backend. */
export async function trainingErrors(name: 'cnn' | 'unet'): Promise<{ losses: number[]; weights: Record<string, number> }> {
  const expected: GoldenTraining = training.nets[name];
  const { model, lossOf } = begin(name, expected);
  const optimizer = tf.train.momentum(training.learningRate, training.momentum);
  const losses: number[] = [];
  for (const goal of expected.losses) {
    const loss = optimizer.minimize(lossOf, true)!;
    losses.push(Math.abs((await loss.data())[0] / goal - 1));
    loss.dispose();
  }
  const weights = await valuesOf(model, (weight) => weight.read());
  optimizer.dispose();
  model.dispose();
  return { losses, weights: errorsOf(weights, expected.weights) };
}

function begin(name: Name, { options, batch, salt }: Pick<GoldenNet, 'options' | 'batch' | 'salt'>) {
  const { build, loss } = nets[name];
  const model = build(options);
  setWeights(model, salt);
  const lossOf = () => tf.tidy(() => {
    const images = uniformTensor(`${salt}/image`, [batch, options.size, options.size, 3]);
    const targets = name === 'unet' ? masks(salt, batch, options.size) : tf.oneHot(tf.range(0, batch, 1, 'int32'), 7);
    return loss(targets, model.apply(images, { training: true }) as tf.Tensor);
  });
  return { model, lossOf };
}

async function valuesOf(model: LayersModel, tensorOf: (weight: LayerVariable) => tf.Tensor): Promise<Record<string, Float32Array>> {
  const weights = model.trainableWeights as LayerVariable[];
  const values = await Promise.all(weights.map(async (weight) => [weight.originalName, await tensorOf(weight).data<'float32'>()] as const));
  return Object.fromEntries(values);
}

function errorsOf(values: Record<string, Float32Array>, goals: Record<string, GoldenSummary>): Record<string, number> {
  const names = new Set([...Object.keys(values), ...Object.keys(goals)]);
  const error = (name: string) => (values[name] && goals[name] ? summaryError(name, values[name], goals[name]) : Infinity);
  return Object.fromEntries([...names].map((name) => [name, error(name)]));
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
