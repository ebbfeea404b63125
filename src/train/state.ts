import type * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { brief } from '../shapes/check';
import { isObject } from '../weights/json';
import { readWeights, writeWeights } from '../weights/modelWeights';
import type { Safetensors } from '../weights/safetensors';
import { sizeOf } from '../weights/safetensorsHeader';
import { checksum } from './checksum';
import { faultOfState, readOptimizer, type Variables, type Weights, writeOptimizer } from './optimizerState';

/** Figures of one evaluation, by name. */
export type Figures = Readonly<Record<string, number>>;

/** What one epoch gave, with the figures of its evaluation. */
export type EpochLog<F extends Figures = Figures> = F & {
  /** Counted from 1. */
  readonly epoch: number;
  /** Mean over the training samples, penalties of the layers' regularizers included. */
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

/** What must be the same when a run goes on. */
export interface Terms {
  /** Steps per epoch. */
  readonly steps: number;
  readonly monitor: { readonly name: string; readonly mode: string } | null;
  /** Class of the optimizer. */
  readonly optimizer: string;
}

/** A run in host memory. */
export interface Run<F extends Figures> {
  readonly progress: Progress<F>;
  /** Weights of the best epoch. */
  best: Weights | null;
}

/** A run as it can be written to disk: weights, optimizer, best weights, progress, terms and the caller's settings. */
export async function packRun<F extends Figures>(
  model: LayersModel, optimizer: tf.Optimizer, variables: Variables, { best, progress }: Run<F>, terms: Terms, settings: object,
): Promise<Safetensors> {
  const tensors = {
    ...prefixed('model', await readWeights(model)),
    ...prefixed('optimizer', await readOptimizer(optimizer, variables)),
    ...prefixed('best', best ?? {}),
  };
  const metadata = { progress: JSON.stringify(progress, named), terms: JSON.stringify(terms), settings: JSON.stringify(settings) };
  return { tensors, metadata: { ...metadata, checksum: checksum({ tensors, metadata }) } };
}

/** JSON has no numbers that are not finite; figures may be. */
const named = (_: string, value: unknown) => (typeof value === 'number' && !Number.isFinite(value) ? String(value) : value);
const notFinite: Record<string, number> = { NaN, Infinity, '-Infinity': -Infinity };

/** A kept run that fits model and optimizer, and how to put it back into them. */
export interface UnpackedRun<F extends Figures> extends Run<F> {
  restore(model: LayersModel): Promise<void>;
}

/** What a kept run must fit. */
interface Expected {
  readonly optimizer: tf.Optimizer;
  readonly variables: Variables;
  readonly terms: Terms;
}

/**
 * Reads a packed run. Nothing is written into model and optimizer before `restore` is called.
 *
 * @param name of the checkpoint, for errors
 * @throws if the run is damaged, or is of another model, optimizer, monitor or number of steps per epoch
 */
export function unpackRun<F extends Figures>(
  saved: Safetensors, name = '', { optimizer, variables, terms }: Expected,
): UnpackedRun<F> {
  const refuse = (why: string): never => { throw new Error(`Invalid checkpoint${name && ` ${name}`}: ${shorten(why)}.`); };
  const { tensors, metadata } = isObject(saved) ? saved : refuse('expected a run that `train` kept');
  if (!isObject(tensors) || !isObject(metadata)) refuse('expected a run that `train` kept');
  const parsed = (key: 'progress' | 'terms' | 'settings'): Record<string, unknown> => {
    const value = Object.hasOwn(metadata, key) ? parse(metadata[key]) : undefined;
    return isObject(value) ? value : refuse(`expected a run that \`train\` kept, received no valid '${key}' in its metadata`);
  };
  const kept = parsed('terms'), progress = parsed('progress');
  parsed('settings');
  for (const key of ['steps', 'monitor', 'optimizer'] as const) {
    const [before, now] = [kept[key], terms[key]].map((value) => JSON.stringify(value) ?? 'none');
    if (before !== now) refuse(`it is of a run with ${labels[key]} ${shorten(before)}, expected ${shorten(now)}`);
  }
  for (const [key, array] of Object.entries(tensors)) {
    const { shape, data } = isObject(array) ? array : { shape: undefined, data: undefined };
    const isArray = Array.isArray(shape) && (data instanceof Float32Array || data instanceof Int32Array) && data.length === sizeOf(shape);
    if (!isArray) refuse(`'${key}' is no array of numbers of its shape`);
  }
  const best = unprefixed('best', tensors), state = unprefixed('optimizer', tensors), current = unprefixed('model', tensors);
  const fault = faultOfWeights(current, variables) ?? (Object.keys(best).length > 0 ? faultOfWeights(best, variables) : undefined)
    ?? faultOfState(state, optimizer, variables) ?? faultOfProgress(progress, terms, Object.keys(best).length > 0);
  if (fault) refuse(fault);
  const { checksum: sum, ...rest } = metadata;
  if (sum !== checksum({ tensors, metadata: rest })) refuse('its checksum does not match its content; it is damaged');
  return {
    progress: withNumbers(progress as unknown as Progress<F>),
    best: Object.keys(best).length > 0 ? best : null,
    async restore(model) {
      await writeOptimizer(state, optimizer, variables);
      writeWeights(model, current);
    },
  };
}

const labels = { steps: 'steps per epoch', monitor: 'the monitor', optimizer: 'the optimizer' };

const shorten = (text: string) => brief(text, 161);

/** Of JSON that can be written again: one nested 20,000 deep can only be read. */
function parse(text: unknown): unknown {
  try {
    const value: unknown = JSON.parse(String(text));
    JSON.stringify(value);
    return value;
  } catch {
    return undefined;
  }
}

function faultOfWeights(given: Weights, { byName }: Variables): string | undefined {
  const extra = Object.keys(given).find((name) => !byName.has(name));
  if (extra !== undefined) return `it has weights ${extra}, which the model lacks; layers without a name are numbered anew in every model: name them`;
  for (const [name, { shape }] of byName) {
    if (!Object.hasOwn(given, name)) return `the model's weights ${name} [${shape}] are missing`;
    if (String(given[name].shape) !== String(shape)) return `expected weights ${name} [${shape}], received [${given[name].shape}]`;
    if (!given[name].data.every(Number.isFinite)) return `weights ${name} are not finite`;
  }
  return undefined;
}

function faultOfProgress(progress: Record<string, unknown>, { steps, monitor }: Terms, hasBest: boolean): string | undefined {
  const { epoch, step, lossSum, samples, history, best } = progress;
  const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
  if (!isCount(epoch)) return 'its epoch is no count';
  if (!isCount(step) || step >= steps) return `its step is no count below ${steps}`;
  if (!isCount(samples) || !Number.isFinite(lossSum) || (step === 0) !== (samples === 0)) return 'its sum of losses is damaged';
  const isLog = (log: unknown, index: number) => isObject(log) && log.epoch === index + 1 && Number.isFinite(log.loss);
  if (!Array.isArray(history) || history.length !== epoch || !history.every(isLog)) return `its history is not that of ${epoch} epochs`;
  if ((best !== null) !== hasBest || (hasBest && !monitor)) return 'its best epoch and best weights do not belong together';
  if (best === null) return undefined;
  const { epoch: at, value } = isObject(best) ? best : {};
  const log = (history as Record<string, unknown>[])[(at as number) - 1];
  const isBest = Number.isFinite(value) && isObject(log) && log[monitor!.name] === value;
  return isBest ? undefined : 'its best epoch is not one of its history';
}

/** Figures that were not finite, as the numbers they were. */
function withNumbers<F extends Figures>(progress: Progress<F>): Progress<F> {
  const history = progress.history.map((log) => Object.fromEntries(Object.entries(log).map(([name, value]) => (
    [name, Object.hasOwn(notFinite, value) ? notFinite[value] : value]))) as EpochLog<F>);
  return { ...progress, history };
}

const prefixed = (prefix: string, weights: Weights): Weights =>
  Object.fromEntries(Object.entries(weights).map(([name, array]) => [`${prefix}:${name}`, array]));

const unprefixed = (prefix: string, weights: Weights): Weights =>
  Object.fromEntries(Object.entries(weights)
    .filter(([name]) => name.startsWith(`${prefix}:`))
    .map(([name, array]) => [name.slice(prefix.length + 1), array]));
