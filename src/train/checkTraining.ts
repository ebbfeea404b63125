/** What `train` asks of its arguments before the first step. */
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel, LayerVariable } from '@tensorflow/tfjs-layers';
import { checkOneOf } from '../shapes/check';
import { isObject } from '../weights/json';
import { foreignState, hasKnownState, learningRateOf, type Variables } from './optimizerState';
import type { Figures, Progress } from './state';
import type { Batch, TrainOptions } from './options';

const names: (keyof TrainOptions)[] = [
  'data', 'loss', 'optimizer', 'epochs', 'schedule', 'evaluate', 'monitor', 'patience', 'checkpoint', 'resume', 'settings', 'signal',
  'onStep', 'onEpoch',
];

/** Steps of a schedule that are looked at beforehand. */
const lookAhead = 100_000;

/** The error ``Invalid `epochs` in train: expected a positive integer, received NaN.`` */
export function wrong(argument: string, expected: string, received: unknown): Error {
  return new Error(`Invalid \`${argument}\` in train: expected ${expected}, received ${shown(received)}.`);
}

function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
  if (typeof value === 'function') return 'a function';
  if (value instanceof tf.Tensor) return `a tensor [${value.shape}]`;
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value !== 'object' || value === null) return String(value);
  const keys = Object.keys(value);
  return keys.length > 0 ? `an object of ${keys.slice(0, 5).map((key) => key.slice(0, 40)).join(', ')}` : 'an object without properties';
}

const isCount = (value: unknown) => Number.isSafeInteger(value) && (value as number) > 0;
const has = (value: unknown, ...methods: string[]) => (
  isObject(value) && methods.every((method) => typeof value[method] === 'function'));

/** Throws unless every option is what it should be, naming it. */
export function checkTraining<F extends Figures>(model: LayersModel, options: TrainOptions<F>): void {
  checkModel(model);
  if (!isObject(options)) throw wrong('options', 'an object with data, loss, optimizer and epochs', options);
  for (const name of Object.keys(options)) checkOneOf('train', 'options', name.slice(0, 60), names);
  const { data, loss, optimizer, epochs, schedule, evaluate, monitor, patience, checkpoint, resume, settings, signal } = options;
  checkData(data);
  if (typeof loss !== 'function') throw wrong('loss', 'a function of targets and outputs, such as dice()', loss);
  if (!has(optimizer, 'applyGradients', 'getWeights', 'setWeights', 'getClassName')) {
    throw wrong('optimizer', 'an optimizer, such as adam()', optimizer);
  }
  if (!isRate(learningRateOf(optimizer))) {
    throw wrong('optimizer', 'one whose learningRate is a finite number of at least 0', learningRateOf(optimizer));
  }
  if (!isCount(epochs)) throw wrong('epochs', 'a positive integer', epochs);
  for (const [name, value] of Object.entries({ schedule, evaluate, onStep: options.onStep, onEpoch: options.onEpoch })) {
    if (value !== undefined && typeof value !== 'function') throw wrong(name, 'a function', value);
  }
  checkMonitor(options);
  if (patience !== undefined && !monitor) throw wrong('patience', 'none without `monitor`, which says what must become better', patience);
  if (patience !== undefined && patience !== Infinity && !isCount(patience)) throw wrong('patience', 'a positive integer', patience);
  if (checkpoint !== undefined && !has(checkpoint, 'read', 'write')) throw wrong('checkpoint', 'an object with read and write', checkpoint);
  if (checkpoint?.name !== undefined && typeof checkpoint.name !== 'string') throw wrong('checkpoint.name', 'a text', checkpoint.name);
  if (resume !== undefined && typeof resume !== 'boolean') throw wrong('resume', 'true or false', resume);
  if (resume && !checkpoint) throw wrong('resume', 'none without `checkpoint`, from which to go on', resume);
  if (settings !== undefined && !isJson(settings)) throw wrong('settings', 'an object that JSON can hold', settings);
  if (signal !== undefined && !(isObject(signal) && typeof signal.aborted === 'boolean')) throw wrong('signal', 'an AbortSignal', signal);
}

function checkModel(model: LayersModel): void {
  if (!has(model, 'apply', 'getWeights') || !Array.isArray(model.inputs)) {
    throw wrong('model', 'a model of layers of a known input shape', model);
  }
  const { inputs, outputs } = model;
  if (inputs.length !== 1 || outputs.length !== 1) {
    throw wrong('model', 'one with one input and one output', `${inputs.length} inputs and ${outputs.length} outputs`);
  }
  const { trainableWeights } = model;
  if (trainableWeights.length === 0) throw wrong('model', 'one with weights to train', 'none');
  const constrained = trainableWeights.find((weight) => (weight as LayerVariable & { constraint?: unknown }).constraint);
  if (constrained) throw wrong('model', 'weights without constraints, which optimizers of tfjs do not apply', constrained.originalName);
}

function checkData(data: unknown): void {
  if (!has(data, 'batch')) throw wrong('data', 'an object with steps and batch, such as trainingData(loader)', data);
  if (has(data, 'epoch', 'close')) throw wrong('data', 'tensors: trainingData(loader)', 'the loader itself');
  const { steps } = data as { steps: unknown };
  if (!isCount(steps)) throw wrong('data.steps', 'a positive integer', steps);
}

function checkMonitor<F extends Figures>({ monitor, evaluate }: TrainOptions<F>): void {
  if (monitor === undefined) return;
  if (!isObject(monitor) || typeof monitor.name !== 'string') {
    throw wrong('monitor', "an object such as { name: 'jaccard', mode: 'max' }", monitor);
  }
  if (monitor.mode !== 'max' && monitor.mode !== 'min') throw wrong('monitor.mode', '"max" or "min"', monitor.mode);
  if (!evaluate) checkFigure(monitor.name, ['loss'], 'without `evaluate`');
}

/** Throws unless a run that stands there can go on with these options. */
export function checkProgress<F extends Figures>(
  { epoch, step, history }: Progress<F>, { epochs, data, monitor, schedule }: TrainOptions<F>,
): void {
  if (epochs < epoch) throw wrong('epochs', `at least ${epoch}, which the checkpoint's run has done`, epochs);
  if (monitor && history.length > 0) checkFigure(monitor.name, Object.keys(history[0]), 'in the history of the checkpoint');
  const start = epoch * data.steps + step, end = Math.min(epochs * data.steps, start + lookAhead);
  if (schedule) for (let at = start; at < end; at++) checkRate(schedule(at), at);
}

/** Throws unless the optimizer can go on from the state it has, if that is not replaced, and its state can be kept, if it is to be. */
export async function checkOptimizerState(
  optimizer: tf.Optimizer, variables: Variables, { isKept, isReplaced }: { isKept: boolean; isReplaced: boolean },
): Promise<void> {
  const className = optimizer.getClassName();
  if (isKept && !hasKnownState(optimizer)) throw wrong('optimizer', 'one whose state a checkpoint can hold, such as adam()', className);
  const foreign = isReplaced ? undefined : await foreignState(optimizer, variables);
  if (foreign) throw wrong('optimizer', 'a new one', `one used before: ${foreign}`);
}

function checkFigure(name: string, figures: readonly string[], when: string): void {
  if (!figures.includes(name)) throw wrong('monitor', `a figure that there is ${when}: ${figures.slice(0, 12).join(', ')}`, name);
}

const isRate = (rate: unknown) => Number.isFinite(rate) && (rate as number) >= 0;

/** Throws unless it is a learning rate. */
export function checkRate(rate: unknown, step: number): asserts rate is number {
  if (!isRate(rate)) throw wrong('schedule', `a finite learning rate of at least 0 at step ${step}`, rate);
}

/** Throws unless a batch is one that the model takes; `others` are those whose tensors `train` disposes of. */
export function checkBatch(batch: Batch, model: LayersModel, when: string, others: readonly Batch[] = []): void {
  const label = 'data.batch';
  if (Array.isArray(batch)) throw wrong(label, 'inputs and targets: of a loader, pass trainingData(loader)', batch);
  const tensors: unknown[] = isObject(batch) ? [batch.inputs, batch.targets] : [];
  if (tensors.length === 0 || !tensors.every((tensor) => tensor instanceof tf.Tensor)) {
    throw wrong(label, `{ inputs, targets }, each one tensor, ${when}`, batch);
  }
  const used = others.flatMap(({ inputs, targets }) => [inputs, targets]);
  if ((tensors as tf.Tensor[]).some((tensor) => tensor.isDisposed || used.includes(tensor))) {
    throw wrong(label, `new tensors for each step (train disposes of them after it) ${when}`, 'those of another step');
  }
  const { shape } = batch.inputs, expected = model.inputs[0].shape;
  if (shape.length !== expected.length || !expected.every((size, axis) => size === null || size === shape[axis])) {
    throw wrong(label, `inputs [${expected.map((size) => size ?? '?')}], as the model takes, ${when}`, batch.inputs);
  }
  if (shape[0] === 0) throw wrong(label, `at least one sample ${when}`, batch.inputs);
}

/** Whether it is an object that JSON can hold. */
export function isJson(value: unknown): boolean {
  try {
    return isObject(value) && typeof JSON.stringify(value) === 'string';
  } catch {
    return false;
  }
}
