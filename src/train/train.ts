import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { whileDeviceLives } from '../backends/deviceLoss';
import { setStep } from '../layers/stepwise';
import { readWeights, writeWeights } from '../weights/modelWeights';
import { checkOptimizerState, checkProgress, checkRate, checkTraining, isJson, wrong } from './checkTraining';
import { batchAt, firstBatches } from './firstBatches';
import { lossAndGradients } from './lossAndGradients';
import { nextTask } from './nextTask';
import { learningRateOf, setLearningRate, variablesOf, type Weights } from './optimizerState';
import type { Batch, StepLog, TrainOptions } from './options';
import { penaltiesOf } from './penalties';
import { begin, packRun, unpackRun, type EpochLog, type Figures, type Run, type Terms } from './state';

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
 * The optimizer goes on from the state it has. With {@link adam} that belongs to each variable: a new model, or layers that were unfrozen,
 * begin anew. For a model whose weights were set back, take a new one.
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
  const terms: Terms = {
    steps: data.steps, monitor: monitor ? { name: monitor.name, mode: monitor.mode } : null, optimizer: optimizer.getClassName(),
  };
  const saved = options.resume ? await checkpoint!.read() : null;
  const unpacked = saved != null ? unpackRun<F>(saved, checkpoint!.name, { optimizer, variables, terms }) : undefined;
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

  let good: Weights | undefined;
  try {
    await unpacked?.restore(model);
    good = await readWeights(model);
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
    if (good) writeWeights(model, good);
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
