import type * as tf from '@tensorflow/tfjs-core';
import type { Safetensors } from '../weights/safetensors';
import type { Schedule } from './schedules';
import type { EpochLog, Figures } from './state';

/** One batch: tensors that `train` disposes of. */
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

/** Options of `train`. */
export interface TrainOptions<F extends Figures = Figures> {
  readonly data: TrainingData;
  /** Mean loss of a batch, from targets and the model's output. The penalties of the layers' regularizers are added to it. */
  readonly loss: (targets: tf.Tensor, outputs: tf.Tensor) => tf.Scalar;
  /**
   * `adam()`, or one of `tf.train`. Those of `tf.train` keep their state by position: a used one is refused for other weights, and
   * `adamax`, whose state cannot be read, with a checkpoint.
   */
  readonly optimizer: tf.Optimizer;
  /** Epochs in all, those of the run that is resumed included. */
  readonly epochs: number;
  /** Learning rate by step since the start of the run, of which those to come are looked at beforehand; default: the optimizer's own. */
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
