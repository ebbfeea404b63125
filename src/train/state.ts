import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { readWeights, writeWeights } from '../weights/modelWeights';
import type { Safetensors } from '../weights/safetensors';
import type { NamedArray } from '../weights/safetensorsHeader';

/** Figures of one evaluation, by name. */
export type Figures = Readonly<Record<string, number>>;

/** What one epoch gave, with the figures of its evaluation. */
export type EpochLog<F extends Figures = Figures> = F & {
  /** Counted from 1. */
  readonly epoch: number;
  /** Mean over the training samples. */
  readonly loss: number;
  readonly learningRate: number;
};

/** Where a run stands. */
export interface Progress<F extends Figures> {
  /** Epoch that runs or comes next, counted from 0. */
  epoch: number;
  /** Step in it that comes next, counted from 0. */
  step: number;
  /** Sum of loss·batch size over the steps done in this epoch, and of batch sizes. */
  lossSum: number;
  samples: number;
  history: EpochLog<F>[];
  /** The epoch (counted from 1) with the best monitored value so far. */
  best: { epoch: number; value: number } | null;
}

/** Where a run begins. */
export const begin = <F extends Figures>(): Progress<F> => ({ epoch: 0, step: 0, lossSum: 0, samples: 0, history: [], best: null });

type Weights = Record<string, NamedArray>;

/** A run as it can be written to disk: weights, optimizer, best weights, progress and the caller's settings. */
export async function packRun(
  model: LayersModel, optimizer: tf.Optimizer, best: Weights | null, progress: object, settings: object,
): Promise<Safetensors> {
  const state = await optimizer.getWeights();
  const slots: Weights = {};
  for (const [index, { tensor }] of state.entries()) {
    slots[index] = { shape: tensor.shape, data: (await tensor.data<'float32'>()).slice() };
  }
  tf.dispose(state[0].tensor);
  return {
    tensors: {
      ...prefixed('model', await readWeights(model)), ...prefixed('optimizer', slots), ...prefixed('best', best ?? {}),
    },
    metadata: {
      progress: JSON.stringify(progress), settings: JSON.stringify(settings), slots: JSON.stringify(state.map(({ name }) => name)),
    },
  };
}

/** Puts a packed run back into model and optimizer, and returns its progress and best weights. */
export async function unpackRun<F extends Figures>(
  { tensors, metadata }: Safetensors, model: LayersModel, optimizer: tf.Optimizer,
): Promise<{ progress: Progress<F>; best: Weights | null }> {
  const { slots: slotNames, progress } = metadata;
  if (!slotNames || !progress) throw new Error('Invalid checkpoint: expected a run that `train` kept, received other safetensors.');
  writeWeights(model, unprefixed('model', tensors));
  const slots = unprefixed('optimizer', tensors);
  const named = (JSON.parse(slotNames) as string[]).map((name, index) => {
    const { data, shape } = slots[index];
    return { name, tensor: tf.tensor(data, [...shape]) };
  });
  await optimizer.setWeights(named);
  tf.dispose(named.map(({ tensor }) => tensor));
  const best = unprefixed('best', tensors);
  return { progress: JSON.parse(progress) as Progress<F>, best: Object.keys(best).length > 0 ? best : null };
}

const prefixed = (prefix: string, weights: Weights): Weights =>
  Object.fromEntries(Object.entries(weights).map(([name, array]) => [`${prefix}:${name}`, array]));

const unprefixed = (prefix: string, weights: Weights): Weights =>
  Object.fromEntries(Object.entries(weights)
    .filter(([name]) => name.startsWith(`${prefix}:`))
    .map(([name, array]) => [name.slice(prefix.length + 1), array]));
