import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { whileDeviceLives } from '../backends/deviceLoss';
import { setStep } from '../layers/stepwise';
import { readWeights, writeWeights } from '../weights/modelWeights';
import type { Safetensors } from '../weights/safetensors';
import type { NamedArray } from '../weights/safetensorsHeader';
import { lossAndGradients } from './lossAndGradients';
import { nextTask } from './nextTask';
import type { Schedule } from './schedules';
import { begin, packRun, unpackRun, type EpochLog, type Figures } from './state';

/** One batch: tensors that {@link train} disposes of. */
export interface Batch {
  readonly inputs: tf.Tensor;
  readonly targets: tf.Tensor;
}

/** Training data as a pure function of epoch and step (both from 0), so that a run can go on from anywhere. */
export interface TrainingData {
  /** Steps an epoch. */
  readonly steps: number;
  /** The batch of a step; the same for the same epoch and step. */
  batch(epoch: number, step: number): Batch | Promise<Batch>;
}

/** Where a run's checkpoint is kept; `loadSafetensors` and `saveSafetensors` of `weights/node` do it on disk. */
export interface CheckpointStore {
  /** The checkpoint, or null where there is none. */
  read(): Promise<Safetensors | null>;
  /** Keeps a checkpoint in place of the one before. */
  write(checkpoint: Safetensors): Promise<void>;
}

/** What {@link TrainOptions.onStep} hears after each step; `epoch` and `step` count from 1. */
export interface StepLog {
  readonly epoch: number;
  readonly step: number;
  readonly steps: number;
  readonly batch: number;
  readonly loss: number;
}

/** Options of {@link train}. */
export interface TrainOptions<F extends Figures = Figures> {
  readonly data: TrainingData;
  /** Mean loss of a batch, from targets and the model's output. */
  readonly loss: (targets: tf.Tensor, outputs: tf.Tensor) => tf.Scalar;
  readonly optimizer: tf.Optimizer & { learningRate: number };
  /** Epochs in all, those of the run that is resumed included. */
  readonly epochs: number;
  /** Learning rate by step since the start of the run; default: the optimizer's own. */
  readonly schedule?: Schedule;
  /** Judges the model after each epoch; its figures go into the history. */
  readonly evaluate?: () => Promise<F>;
  /** Figure of the history whose best epoch's weights are kept; default: those of the last epoch. */
  readonly monitor?: { readonly name: keyof F & string; readonly mode: 'max' | 'min' };
  /** Epochs without a better monitored figure after which the run stops; default: never. */
  readonly patience?: number;
  /** Written after each epoch and on interruption. */
  readonly checkpoint?: CheckpointStore;
  /** Go on from the checkpoint where there is one; default false. */
  readonly resume?: boolean;
  /** What the run depends on, kept in the checkpoint for the caller; default `{}`. */
  readonly settings?: object;
  /** Ends the run after the step that runs. */
  readonly signal?: AbortSignal;
  /** Called after each step. */
  readonly onStep?: (log: StepLog) => void;
  /** Called after each epoch, once its checkpoint is written; `best`: its monitored figure is the best so far. */
  readonly onEpoch?: (log: EpochLog<F>, best: boolean) => void | Promise<void>;
}

/** How a run ended. The model then holds the best weights, or on interruption the current ones. */
export interface TrainResult<F extends Figures = Figures> {
  readonly history: EpochLog<F>[];
  readonly best: { epoch: number; value: number } | null;
  readonly stopped: 'finished' | 'early' | 'interrupted';
}

/**
 * Trains a model: forward, loss, gradients, optimizer step; after each epoch evaluation, best weights and checkpoint.
 *
 * A run that was interrupted and resumed ends with the same weights, to the bit, as one that was not:
 * the checkpoint holds weights, optimizer state and place, and the data are a function of epoch and step.
 * After an error the model holds the weights of the last whole epoch (or of the checkpoint that was resumed), and the
 * checkpoint stays as it was. A GPU that is lost is such an error: after `useBackend` with what is left, train again with
 * `resume`.
 *
 * @throws where loss or evaluation is no finite number, naming epoch and step
 * @example
 * await train(model, { data, loss: dice(), optimizer: adam({ learningRate: 2e-3 }), epochs: 20 });
 */
export async function train<F extends Figures>(model: LayersModel, options: TrainOptions<F>): Promise<TrainResult<F>> {
  const { data, optimizer, epochs, schedule, evaluate, monitor, patience = Infinity, checkpoint, settings = {}, signal } = options;
  const variables = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
  const saved = options.resume ? await checkpoint?.read() : null;
  const run = saved ? await unpackRun<F>(saved, model, optimizer) : { progress: begin<F>(), best: null };
  const { progress } = run;
  let good = await readWeights(model);
  const save = async () => checkpoint?.write(await whileDeviceLives(packRun(model, optimizer, run.best, progress, settings)));
  const exhausted = () => progress.best !== null && progress.history.length - progress.best.epoch >= patience;

  async function step(): Promise<StepLog> {
    const index = progress.epoch * data.steps + progress.step;
    if (schedule) optimizer.learningRate = schedule(index);
    setStep(model, index);
    const { inputs, targets } = await data.batch(progress.epoch, progress.step);
    const batch = inputs.shape[0]!;
    const held: tf.TensorContainer[] = [inputs, targets];
    try {
      const { value, grads } = lossAndGradients(
        () => options.loss(targets, model.apply(inputs, { training: true }) as tf.Tensor), variables);
      held.push(value, grads);
      const [loss] = await whileDeviceLives(value.data());
      if (!Number.isFinite(loss)) {
        throw new Error(`Loss is ${loss} at epoch ${progress.epoch + 1}, step ${progress.step + 1} of ${data.steps}. `
          + 'Try a lower learning rate, and look for values that are not finite in the images and masks of this batch.');
      }
      optimizer.applyGradients(grads);
      progress.lossSum += loss * batch;
      progress.samples += batch;
      progress.step++;
      return { epoch: progress.epoch + 1, step: progress.step, steps: data.steps, batch, loss };
    } finally {
      tf.dispose(held);
    }
  }

  async function endEpoch(): Promise<void> {
    const epoch = progress.epoch + 1;
    const weights = await whileDeviceLives(readWeights(model));
    requireFinite(weights, `after epoch ${epoch}`);
    const figures = evaluate && await whileDeviceLives(evaluate());
    const log = { epoch, loss: progress.lossSum / progress.samples, learningRate: optimizer.learningRate, ...figures } as EpochLog<F>;
    const better = monitor !== undefined && improves(log, monitor, progress.best);
    if (better) {
      progress.best = { epoch, value: log[monitor.name] };
      run.best = weights;
    }
    good = weights;
    progress.history.push(log);
    Object.assign(progress, { epoch, step: 0, lossSum: 0, samples: 0 });
    await save();
    await options.onEpoch?.(log, better);
  }

  try {
    while (progress.epoch < epochs && !exhausted()) {
      while (progress.step < data.steps) {
        if (signal?.aborted) {
          requireFinite(await whileDeviceLives(readWeights(model)), `at epoch ${progress.epoch + 1}, step ${progress.step}`);
          await save();
          return { history: progress.history, best: progress.best, stopped: 'interrupted' };
        }
        const log = await step();
        options.onStep?.(log);
        await nextTask();
      }
      await endEpoch();
    }
  } catch (error) {
    writeWeights(model, good);
    throw error;
  }
  if (run.best) writeWeights(model, run.best);
  return { history: progress.history, best: progress.best, stopped: progress.epoch < epochs ? 'early' : 'finished' };
}

function requireFinite(weights: Record<string, NamedArray>, when: string): void {
  const broken = Object.keys(weights).find((name) => !weights[name].data.every(Number.isFinite));
  if (broken) throw new Error(`Weights of ${broken} are not finite ${when}. Try a lower learning rate.`);
}

function improves(log: EpochLog, { name, mode }: { name: string; mode: 'max' | 'min' }, best: { value: number } | null): boolean {
  const value = log[name];
  if (!Number.isFinite(value)) {
    throw new Error(`Invalid \`monitor\` in train: expected a finite '${name}' after epoch ${log.epoch}, received ${value}`
      + ` (there are ${Object.keys(log).join(', ')}).`);
  }
  return best === null || (mode === 'max' ? value > best.value : value < best.value);
}
