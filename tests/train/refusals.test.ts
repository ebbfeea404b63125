/** What is wrong with a call of `train` is said before the first step, and nothing has changed then. */
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { layers, model as layersModel, type LayersModel, sequential, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { input } from 'tfjs-blocks/blocks';
import { fromSamples, sampleLoader, syntheticDermoscopy } from 'tfjs-blocks/data';
import { adam, train, type TrainOptions } from 'tfjs-blocks/train';
import { readWeights, type Safetensors } from 'tfjs-blocks/weights';
import { bend, data, line, memoryStore, squaredError } from './line';

beforeAll(() => tf.setBackend('cpu'));

/** Options as a caller without types may write them. */
type Odd = Record<string, unknown>;
const options = () => ({ data, loss: squaredError, optimizer: adam(), epochs: 2 });

/** The error of a call; the model, the optimizer and the tensors are as before. */
async function refusal(odd: Odd, model: LayersModel = line(), { steps = 0 } = {}): Promise<string> {
  const given = { ...options(), ...odd } as TrainOptions;
  const weights = await readWeights(model);
  const tensors = tf.memory().numTensors;
  let done = 0;
  const error = await train(model, { onStep: () => { done++; }, ...given }).then(() => 'none', (thrown: Error) => thrown.message);
  expect(done).toBe(steps);
  expect(await readWeights(model)).toEqual(weights);
  if (given.optimizer instanceof tf.Optimizer && steps === 0) expect(given.optimizer.iterations).toBe(0);
  if (steps === 0) expect(tf.memory().numTensors).toBe(tensors);
  return error;
}

const figure = { name: 'jaccard', mode: 'max' };
const evaluate = async () => ({ jaccard: 1 });
const loop: Odd = {};
loop.self = loop;

describe('train', () => {
  it.each<[string, Odd, string]>([
    ['a loss by its name', { loss: 'dice' }, 'Invalid `loss` in train: expected a function of targets and outputs, such as dice(), received "dice".'],
    ['an optimizer by its name', { optimizer: 'adam' }, 'Invalid `optimizer` in train: expected an optimizer, such as adam(), received "adam".'],
    ['the function for an optimizer', { optimizer: adam }, 'Invalid `optimizer` in train: expected an optimizer, such as adam(), received a function.'],
    ['no steps', { data: { ...data, steps: 0 } }, 'Invalid `data.steps` in train: expected a positive integer, received 0.'],
    ['half a step', { data: { ...data, steps: 1.5 } }, 'Invalid `data.steps` in train: expected a positive integer, received 1.5.'],
    ['arrays for data', { data: [[1], [2]] }, 'Invalid `data` in train: expected an object with steps and batch, such as trainingData(loader), received an array of 2.'],
    ['epochs: NaN', { epochs: NaN }, 'Invalid `epochs` in train: expected a positive integer, received NaN.'],
    ['epochs: "5"', { epochs: '5' }, 'Invalid `epochs` in train: expected a positive integer, received "5".'],
    ['patience without monitor', { patience: 3 }, 'Invalid `patience` in train: expected none without `monitor`, which says what must become better, received 3.'],
    ['patience: NaN', { patience: NaN, monitor: figure, evaluate }, 'Invalid `patience` in train: expected a positive integer, received NaN.'],
    ['a monitor of what nobody evaluates', { monitor: figure }, 'Invalid `monitor` in train: expected a figure that there is without `evaluate`: loss, received "jaccard".'],
    ['a mode of its own', { monitor: { name: 'loss', mode: 'least' } }, 'Invalid `monitor.mode` in train: expected "max" or "min", received "least".'],
    ['a monitor by its name', { monitor: 'loss' }, "Invalid `monitor` in train: expected an object such as { name: 'jaccard', mode: 'max' }, received \"loss\"."],
    ['a schedule that is a number', { schedule: 0.1 }, 'Invalid `schedule` in train: expected a function, received 0.1.'],
    ['a schedule that gives NaN', { schedule: () => NaN }, 'Invalid `schedule` in train: expected a finite learning rate of at least 0 at step 0, received NaN.'],
    ['a schedule that gives NaN later', { schedule: (step: number) => Math.sqrt(3 - step) }, 'Invalid `schedule` in train: expected a finite learning rate of at least 0 at step 4, received NaN.'],
    ['a schedule below 0', { schedule: (step: number) => 1 - step }, 'at step 2, received -1.'],
    ['an option that there is not', { patiance: 3 }, 'Invalid `options` in train: expected one of "data", "loss", "optimizer", "epochs", "schedule", "evaluate", "monitor", "patience", "checkpoint", "resume", "settings", "signal", "onStep", "onEpoch" (perhaps "patience"), received "patiance".'],
    ['resume without checkpoint', { resume: true }, 'Invalid `resume` in train: expected none without `checkpoint`, from which to go on, received true.'],
    ['a path for a checkpoint', { checkpoint: 'run.safetensors' }, 'Invalid `checkpoint` in train: expected an object with read and write, received "run.safetensors".'],
    ['settings that are no JSON', { settings: loop }, 'Invalid `settings` in train: expected an object that JSON can hold, received an object of self.'],
    ['a controller for its signal', { signal: new AbortController() }, 'Invalid `signal` in train: expected an AbortSignal'],
    ['onEpoch: true', { onEpoch: true }, 'Invalid `onEpoch` in train: expected a function, received true.'],
  ])('refuses %s', async (_, odd, message) => {
    expect(await refusal(odd)).toContain(message);
  });

  it('refuses a learning rate that is no number', async () => {
    const optimizer = tf.train.sgd(NaN);
    const message = 'Invalid `optimizer` in train: expected one whose learningRate is a finite number of at least 0, received NaN.';
    expect(await refusal({ optimizer })).toBe(message);
    const ours = adam();
    ours.learningRate = NaN;
    expect(await refusal({ optimizer: ours })).toBe(message);
  });

  it('refuses models of two inputs or outputs, with nothing to train, or none at all', async () => {
    const [a, b] = [input([2]), input([2])];
    const sum = layers.add().apply([a, b]) as SymbolicTensor;
    const dense = (x: SymbolicTensor) => layers.dense({ units: 1 }).apply(x) as SymbolicTensor;
    expect(await refusal({}, layersModel({ inputs: [a, b], outputs: dense(sum) }))).toBe(
      'Invalid `model` in train: expected one with one input and one output, received "2 inputs and 1 outputs".');
    expect(await refusal({}, layersModel({ inputs: a, outputs: [dense(a), dense(a)] }))).toBe(
      'Invalid `model` in train: expected one with one input and one output, received "1 inputs and 2 outputs".');
    expect(await refusal({}, sequential({ layers: [layers.dense({ units: 1, inputShape: [2], trainable: false })] }))).toBe(
      'Invalid `model` in train: expected one with weights to train, received "none".');
    await expect(train('unet' as never, options())).rejects.toThrow('Invalid `model` in train: expected a model of layers of a known input shape, received "unet".');
  });

  it('refuses a loader in place of trainingData(loader)', async () => {
    const loader = sampleLoader({ dataset: fromSamples(syntheticDermoscopy({ count: 4, size: 16, seed: 1 })), batchSize: 2 });
    expect(await refusal({ data: loader })).toBe('Invalid `data` in train: expected tensors: trainingData(loader), received "the loader itself".');
    expect(await refusal({ data: { steps: 2, batch: (epoch: number, step: number) => loader.batch(epoch, step) } })).toBe(
      'Invalid `data.batch` in train: expected inputs and targets: of a loader, pass trainingData(loader), received an array of 2.');
    loader.close();
  });

  const [x, y] = [() => tf.ones([4, 2]), () => tf.ones([4, 1])];
  it.each<[string, (epoch: number, step: number) => unknown, string]>([
    ['of other names', () => ({ xs: x(), ys: y() }), 'expected { inputs, targets }, each one tensor, at epoch 1, step 1, received an object of xs, ys.'],
    ['of several inputs', () => ({ inputs: [x(), x()], targets: y() }), 'expected { inputs, targets }, each one tensor, at epoch 1, step 1, received an object of inputs, targets.'],
    ['of nothing', () => undefined, 'expected { inputs, targets }, each one tensor, at epoch 1, step 1, received undefined.'],
    ['of another width', () => ({ inputs: tf.ones([4, 3]), targets: y() }), 'expected inputs [?,2], as the model takes, at epoch 1, step 1, received a tensor [4,3].'],
    ['of another rank', () => ({ inputs: tf.ones([2]), targets: y() }), 'expected inputs [?,2], as the model takes, at epoch 1, step 1, received a tensor [2].'],
    ['without samples', () => ({ inputs: tf.ones([0, 2]), targets: tf.ones([0, 1]) }), 'expected at least one sample at epoch 1, step 1, received a tensor [0,2].'],
    ['that is wrong in the second step', (_, step) => ({ inputs: step === 1 ? 3 : x(), targets: y() }), 'expected { inputs, targets }, each one tensor, at epoch 1, step 2'],
  ])('refuses a batch %s', async (_, batch, message) => {
    expect(await refusal({ data: { steps: 2, batch } })).toContain(`Invalid \`data.batch\` in train: ${message}`);
  });

  it('refuses the same tensors at every step, which it would dispose of', async () => {
    const message = 'Invalid `data.batch` in train: expected new tensors for each step (train disposes of them after it) at epoch';
    const same = () => { const batch = { inputs: x(), targets: y() }; return () => batch; };
    const error = async (steps: number, batch: unknown) => {
      const model = line();
      return train(model, { ...options(), data: { steps, batch: batch as never }, onStep: () => expect.unreachable() }).catch((thrown: Error) => thrown.message);
    };
    expect(await error(2, same())).toContain(`${message} 1, step 2`);
    expect(await error(1, same())).toContain(`${message} 2, step 1`);
    const targets = y();
    expect(await error(2, () => ({ inputs: x(), targets }))).toContain(`${message} 1, step 2`);
    const gone = x();
    gone.dispose();
    expect(await error(2, () => ({ inputs: gone, targets: y() }))).toContain(`${message} 1, step 1`);
  });

  it('says it when the same tensors come later, and puts the weights of the epoch before back', async () => {
    const late = x();
    const batch = (_: number, step: number) => ({ inputs: step < 2 ? x() : late, targets: y() });
    late.dispose();
    expect(await refusal({ data: { steps: 3, batch } }, line(), { steps: 2 })).toContain('at epoch 1, step 3');
  });

  it('lets a loss say what it gives', async () => {
    expect(await refusal({ loss: () => tf.ones([4]) })).toBe(
      'Invalid `loss` in train: expected a function that gives a scalar, the mean of the batch, received a tensor [4].');
    expect(await refusal({ loss: () => 1 })).toContain('Invalid `loss` in train: expected a function that gives a scalar');
  });

  it('asks for the data as a function: each batch once, the second before the first step', async () => {
    const calls: string[] = [];
    const heard = { steps: 2, batch: (epoch: number, step: number) => { calls.push(`${epoch}.${step}`); return { inputs: x(), targets: y() }; } };
    await train(line(), { ...options(), data: heard, onStep: ({ epoch, step }) => { calls.push(`step ${epoch}.${step}`); } });
    expect(calls).toEqual(['0.0', '0.1', 'step 1.1', 'step 1.2', '1.0', 'step 2.1', '1.1', 'step 2.2']);
  });
});

describe('a run that is resumed', () => {
  const monitored = { monitor: { name: 'jaccard' as const, mode: 'max' as const }, evaluate: async () => ({ jaccard: 0.5 }) };

  async function kept(odd: Partial<TrainOptions> = {}, model = bend()): Promise<Safetensors> {
    const store = memoryStore();
    await train(model, { ...options(), ...odd, checkpoint: store });
    return (await store.read())!;
  }

  it.each<[string, Partial<TrainOptions>, Partial<TrainOptions>, string]>([
    ['another optimizer', { optimizer: tf.train.momentum(0.01, 0.9) }, {}, 'it is of a run with the optimizer "Momentum", expected "AdamW".'],
    ['other data', {}, { data: { ...data, steps: 4 } }, 'it is of a run with steps per epoch 3, expected 4.'],
    ['another monitor', monitored, { ...monitored, monitor: { name: 'loss', mode: 'min' } }, 'the monitor {"name":"jaccard","mode":"max"}, expected {"name":"loss","mode":"min"}.'],
    ['no monitor', monitored, {}, 'the monitor {"name":"jaccard","mode":"max"}, expected null.'],
  ])('is refused for %s, and the checkpoint is named', async (_, before, now, message) => {
    const checkpoint = { ...memoryStore(await kept(before)), name: 'out/run.safetensors' };
    const model = bend();
    model.layers[0].setWeights([tf.zeros([2, 3]), tf.zeros([3])]);
    const error = await refusal({ ...now, checkpoint, resume: true, epochs: 3 }, model);
    expect(error).toContain('Invalid checkpoint out/run.safetensors: ');
    expect(error).toContain(message);
  });

  it('is refused for fewer epochs than it has done', async () => {
    const checkpoint = memoryStore(await kept());
    expect(await refusal({ checkpoint, resume: true, epochs: 1 }, bend())).toBe(
      "Invalid `epochs` in train: expected at least 2, which the checkpoint's run has done, received 1.");
  });

  it('ends at once with the best weights if it was stopped within an epoch after the last', async () => {
    const checkpoint = memoryStore(), stop = new AbortController(), best: number[] = [];
    const model = bend();
    const first = await train(model, {
      ...options(), ...monitored, epochs: 3, checkpoint, signal: stop.signal,
      onStep: ({ epoch }) => { if (epoch === 2) stop.abort(); },
      onEpoch: () => { best.push(...model.getWeights()[0].dataSync()); },
    });
    expect([first.stopped, first.history.length]).toEqual(['interrupted', 1]);
    expect([...model.getWeights()[0].dataSync()]).not.toEqual(best);
    const { stopped, history } = await train(model, { ...options(), ...monitored, epochs: 1, checkpoint, resume: true });
    expect([stopped, history.length]).toEqual(['finished', 1]);
    expect([...model.getWeights()[0].dataSync()]).toEqual(best);
  });

  it('is refused for another model', async () => {
    const checkpoint = memoryStore(await kept());
    expect(await refusal({ checkpoint, resume: true }, line())).toBe(
      'Invalid checkpoint: it has weights first/kernel, which the model lacks; layers without a name are numbered anew in every model: name them.');
  });

  it('is refused for metadata nested 20,000 deep', async () => {
    const { tensors, metadata } = await kept(), deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
    for (const key of ['progress', 'terms', 'settings']) {
      const checkpoint = memoryStore({ tensors, metadata: { ...metadata, [key]: metadata[key].replace(/}$/, `${metadata[key].length > 2 ? ',' : ''}"steps":${deep}}`) } });
      expect(await refusal({ checkpoint, resume: true, epochs: 3 }, bend())).toBe(
        `Invalid checkpoint: expected a run that \`train\` kept, received no valid '${key}' in its metadata.`);
    }
  });

  it('is refused for wrong data before its weights are taken', async () => {
    const checkpoint = memoryStore(await kept());
    expect(await refusal({ checkpoint, resume: true, epochs: 3, data: { ...data, batch: () => undefined } }, bend())).toContain('Invalid `data.batch`');
    expect(await refusal({ checkpoint, resume: true, epochs: 3, schedule: (step: number) => (step < 6 ? 1 : NaN) }, bend())).toContain('at step 6');
  });

  it('has the figures of an unbroken one, whether finite or not', async () => {
    const values = [NaN, Infinity, -Infinity, 0.5];
    let at = 0;
    const evaluate = async () => ({ distance: values[at++ % 4] });
    const whole = await train(bend(), { ...options(), epochs: 4, evaluate });
    const checkpoint = memoryStore(await kept({ epochs: 3, evaluate }));
    at = 3;
    expect(await train(bend(), { ...options(), epochs: 4, evaluate, checkpoint, resume: true })).toEqual(whole);
  });
});
