import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { whileDeviceLives } from '../backends/deviceLoss';
import { setStep } from '../layers/stepwise';
import { readWeights, writeWeights } from '../weights/modelWeights';
import type { Safetensors } from '../weights/safetensors';
import { checkOptimizerState, checkProgress, checkRate, checkTraining, isJson, wrong } from './checkTraining';
import { batchAt, firstBatches } from './firstBatches';
import { lossAndGradients } from './lossAndGradients';
import { nextTask } from './nextTask';
import { learningRateOf, setLearningRate, variablesOf, type Weights } from './optimizerState';
import { penaltiesOf } from './penalties';
import type { Schedule } from './schedules';
import { begin, packRun, unpackRun, type EpochLog, type Figures, type Run, type Terms } from './state';

/** One batch: tensors that {@link train} disposes of. */
export interface Batch {
  readonly inputs: tf.Tensor;
  readonly targets: tf.Tensor;
}

/** Training data as a pure function of epoch and step (both from 0), so that a run can go on from anywhere. */
export interface TrainingData {
  /** Steps an epoch. */
  readonly steps: number;
  /** The batch of a step; the same for the same epoch and step, in new tensors. That of the second step is asked for before the first. */
  batch(epoch: number, step: number): Batch | Promise<Batch>;
}

/** Where a run's checkpoint is kept; `loadSafetensors` and `saveSafetensors` of `weights/node` do it on disk. */
export interface CheckpointStore {
  /** Where it is, such as the path of the file; for errors. */
  readonly name?: string;
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
  /** Mean loss of a batch, from targets and the model's output. The penalties of the layers' regularizers are added to it. */
  readonly loss: (targets: tf.Tensor, outputs: tf.Tensor) => tf.Scalar;
  /**
   * {@link adam}, or one of `tf.train`. Those of `tf.train` keep their state by position: a used one is refused for other weights, and
   * `adamax`, whose state cannot be read, with a checkpoint.
   */
  readonly optimizer: tf.Optimizer;
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
 * All arguments, the checkpoint and the first batches are checked before the first step; after such an error model, optimizer and
 * checkpoint are as they were.
 *
 * @throws if an argument is not what it should be, naming it; if a checkpoint to resume is damaged or of another model, optimizer,
 * monitor or number of steps, naming it; or if loss or evaluation is no finite number, naming epoch and step
 * @example
 * await train(model, { data, loss: dice(), optimizer: adam({ learningRate: 2e-3 }), epochs: 20 });
 */
export async function train<F extends Figures>(model: LayersModel, options: TrainOptions<F>): Promise<TrainResult<F>> {
  checkTraining(model, options);
  const { data, optimizer, epochs, schedule, evaluate, monitor, patience = Infinity, checkpoint, settings = {}, signal } = options;
  const variables = variablesOf(model), trained = variables.trained.map((name) => variables.byName.get(name)!);
  const penalties = penaltiesOf(model);
  const terms: Terms = { steps: data.steps, monitor: monitor ?? null, optimizer: optimizer.getClassName() };
  let good = await readWeights(model);
  const saved = options.resume ? await checkpoint!.read() : null;
  const unpacked = saved != null ? unpackRun<F>(saved, checkpoint!.name, { model: good, optimizer, variables, terms }) : undefined;
  const run: Run<F> = unpacked ?? { progress: begin<F>(), best: null };
  const { progress } = run;
  checkProgress(progress, options);
  await checkOptimizerState(optimizer, variables, { isKept: checkpoint !== undefined, isReplaced: unpacked !== undefined });
  const ahead = await firstBatches(model, options, progress);
  const save = async () => checkpoint?.write(await whileDeviceLives(packRun(model, optimizer, variables, run, terms, settings)));
  const exhausted = () => progress.best !== null && progress.history.length - progress.best.epoch >= patience;

  function totalLoss({ inputs, targets }: Batch): tf.Scalar {
    const loss = options.loss(targets, model.apply(inputs, { training: true }) as tf.Tensor);
    if (!(loss instanceof tf.Tensor) || loss.rank !== 0) throw wrong('loss', 'a function that gives a scalar, the mean of the batch', loss);
    return penalties.reduce((sum, penalty) => tf.add(sum, penalty()), loss);
  }

  async function step(): Promise<StepLog> {
    const index = progress.epoch * data.steps + progress.step;
    const rate = schedule ? schedule(index) : learningRateOf(optimizer);
    checkRate(rate, index);
    setLearningRate(optimizer, rate);
    setStep(model, index);
    const { inputs, targets } = ahead.shift() ?? await batchAt(model, data, progress);
    const batch = inputs.shape[0]!;
    const held: tf.TensorContainer[] = [inputs, targets];
    try {
      const { value, grads } = lossAndGradients(() => totalLoss({ inputs, targets }), trained);
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
    if (evaluate && !isJson(figures)) throw wrong('evaluate', 'a function that gives an object of numbers', figures);
    const loss = progress.lossSum / progress.samples;
    const log = { epoch, loss, learningRate: learningRateOf(optimizer), ...figures } as EpochLog<F>;
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
    if (unpacked) {
      await unpacked.restore(model);
      good = await readWeights(model);
    }
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
  } finally {
    tf.dispose(ahead.map(({ inputs, targets }) => [inputs, targets]));
  }
  if (run.best) writeWeights(model, run.best);
  return { history: progress.history, best: progress.best, stopped: progress.epoch < epochs ? 'early' : 'finished' };
}

function requireFinite(weights: Weights, when: string): void {
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
