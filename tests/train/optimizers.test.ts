/** The state of optimizers: whose it is, that it goes on to the bit, and that the learning rate is the one that is asked for. */
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { adam, train, type TrainOptions } from 'tfjs-blocks/train';
import { readWeights } from 'tfjs-blocks/weights';
import { bend, data, memoryStore, squaredError } from './line';

beforeAll(() => tf.setBackend('cpu'));

async function fit(model: LayersModel, optimizer: tf.Optimizer, options: Partial<TrainOptions> = {}) {
  await train(model, { data, loss: squaredError, optimizer, epochs: 1, ...options });
  return readWeights(model);
}

/** Every optimizer of tfjs whose state can be kept. */
const optimizers: Record<string, () => tf.Optimizer> = {
  sgd: () => tf.train.sgd(0.05),
  momentum: () => tf.train.momentum(0.02, 0.9),
  nesterov: () => tf.train.momentum(0.02, 0.9, true),
  adam: () => tf.train.adam(0.05),
  adagrad: () => tf.train.adagrad(0.1),
  adadelta: () => tf.train.adadelta(0.05),
  rmsprop: () => tf.train.rmsprop(0.01, 0.9, 0.5),
  'centered rmsprop': () => tf.train.rmsprop(0.01, 0.9, 0.5, 1e-3, true),
  'our adam': () => adam({ learningRate: 0.05, weightDecay: 0.01 }),
};

describe('adam', () => {
  /** The formula of the docstring in float64, for one number. */
  function reference(w: number, gradients: number[]) {
    let m = 0, v = 0;
    gradients.forEach((g, index) => {
      m = 0.9 * m + 0.1 * g;
      v = 0.999 * v + 0.001 * g * g;
      w -= 0.1 * (m / (1 - 0.9 ** (index + 1))) / (Math.sqrt(v / (1 - 0.999 ** (index + 1))) + 1e-8);
    });
    return w;
  }

  it('keeps the moments of each variable by its name, whatever variables come and in which order', () => {
    const [a, b] = [tf.variable(tf.scalar(1)), tf.variable(tf.tensor1d([1, 1, 1]))];
    const optimizer = adam({ learningRate: 0.1 });
    const step = (gradients: [tf.Variable, number][]) => optimizer.applyGradients(
      Object.fromEntries(gradients.map(([variable, g]) => [variable.name, tf.fill(variable.shape, g)])));
    step([[a, 0.5]]);
    step([[a, -2]]);
    step([[b, 3], [a, 1]]);
    step([[b, -0.1]]);
    step([[a, 0.25], [b, 0.7]]);
    expect(a.dataSync()[0]).toBeCloseTo(reference(1, [0.5, -2, 1, 0.25]), 6);
    for (const value of b.dataSync()) expect(value).toBeCloseTo(reference(1, [3, -0.1, 0.7]), 6);
  });

  it('begins anew with the model of another fold, and lets go of the first one', async () => {
    const expected = await fit(bend(), adam({ learningRate: 0.05 }));
    const optimizer = adam({ learningRate: 0.05 });
    const first = bend();
    await fit(first, optimizer, { epochs: 2 });
    first.dispose();
    const model = bend();
    const before = tf.memory().numTensors;
    expect(await fit(model, optimizer)).toEqual(expected);
    expect(tf.memory().numTensors).toBe(before); // eight moments came, eight went
  });

  it('goes on after layers were unfrozen, within a process and from a checkpoint', async () => {
    const checkpoint = memoryStore();
    const model = bend({ frozen: true }), optimizer = adam({ learningRate: 0.05 });
    await fit(model, optimizer, { checkpoint });
    model.layers[0].trainable = true;
    const resumed = bend();
    const weights = await fit(resumed, adam({ learningRate: 0.05 }), { checkpoint, resume: true, epochs: 2 });
    const ahead = { steps: 3, batch: (epoch: number, step: number) => data.batch(epoch + 1, step) };
    expect(weights).toEqual(await fit(model, optimizer, { data: ahead }));
    expect(weights['first/kernel'].data).not.toEqual(new Float32Array(6).fill(1));
  });

  it('takes a state of other variables for none', async () => {
    const w = tf.variable(tf.tensor1d([1, 2]));
    const optimizer = adam();
    optimizer.applyGradients({ [w.name]: tf.tensor1d([1, 1]) });
    const state = await optimizer.getWeights();
    const renamed = state.map(({ name, tensor }) => ({ name: name.replace(w.name, 'nobody'), tensor }));
    await expect(adam().setWeights(renamed)).rejects.toThrow('expected the step and two moments of a variable nobody');
    await expect(adam().setWeights(state.slice(1))).rejects.toThrow('NAME/step, NAME/m and NAME/v of each variable');
    const wide = state.map(({ name }) => ({ name, tensor: tf.zeros([3]) }));
    await expect(optimizer.setWeights(wide)).rejects.toThrow('Invalid `weights` in setWeights');
    expect(await optimizer.getWeights()).toHaveLength(3);
  });

  it.each([
    [{ learningRate: NaN }, 'learningRate'], [{ learningRate: -1 }, 'learningRate'], [{ beta1: 1 }, 'beta1'], [{ beta2: 2 }, 'beta2'],
    [{ epsilon: 0 }, 'epsilon'], [{ weightDecay: Infinity }, 'weightDecay'], [0.001, 'options'],
    [{ learningrate: 0.1 }, 'options'],
  ])('refuses %j', (options, argument) => {
    expect(() => adam(options as object)).toThrow(`Invalid \`${argument}\` in adam: expected`);
  });
});

describe.each(Object.entries(optimizers))('%s', (name, create) => {
  // RMSprop with momentum, as tfjs has it, goes on by itself at a rate of 0.
  const plain = name.includes('rmsprop') ? () => tf.train.rmsprop(0.01) : create;

  it('takes its learning rate from the schedule', async () => {
    const expected = await fit(bend(), plain(), { data: { ...data, steps: 1 } });
    const optimizer = plain();
    const { learningRate } = optimizer as unknown as { learningRate: number };
    expect(await fit(bend(), optimizer, { epochs: 2, schedule: (step) => (step === 0 ? learningRate : 0) })).toEqual(expected);
  });

  it('takes a learning rate that is assigned between epochs', async () => {
    const optimizer = plain() as tf.Optimizer & { learningRate: number };
    const rates: number[] = [];
    const weights = await fit(bend(), optimizer, { epochs: 2, onEpoch: ({ learningRate }) => { rates.push(learningRate); optimizer.learningRate = 0; } });
    expect(rates[1]).toBe(0);
    expect(weights).toEqual(await fit(bend(), plain()));
  });

  it('goes on to the bit', async () => {
    const whole = await fit(bend(), create(), { epochs: 3 });
    for (let steps = 1; steps < 9; steps += 2) {
      const checkpoint = memoryStore(), controller = new AbortController();
      let done = 0;
      const onStep = () => { if (++done === steps) controller.abort(); };
      await fit(bend(), create(), { epochs: 3, checkpoint, signal: controller.signal, onStep });
      expect(await fit(bend(), create(), { epochs: 3, checkpoint, resume: true })).toEqual(whole);
    }
  });

  it.skipIf(['sgd', 'our adam'].includes(name))('is refused for other weights than those it has stepped', async () => {
    const optimizer = create();
    const frozen = bend({ frozen: true });
    await fit(frozen, optimizer);
    await fit(frozen, optimizer); // its own once more
    frozen.layers[0].trainable = true;
    await expect(fit(frozen, optimizer)).rejects.toThrow('Invalid `optimizer` in train: expected a new one, received "one used before:');
    await expect(fit(bend(), optimizer)).rejects.toThrow('Invalid `optimizer` in train: expected a new one, received "one used before:');
    const checkpoint = memoryStore();
    await fit(bend({ frozen: true }), create(), { checkpoint });
    await expect(fit(bend(), create(), { checkpoint, resume: true, epochs: 2 })).rejects.toThrow('Invalid checkpoint: ');
  });
});

describe('adamax', () => {
  it('takes its schedule, but no checkpoint, for which its state would have to be read', async () => {
    const create = () => tf.train.adamax(0.05);
    const expected = await fit(bend(), create(), { data: { ...data, steps: 1 } });
    const optimizer = create();
    expect(await fit(bend(), optimizer, { schedule: (step) => (step === 0 ? 0.05 : 0) })).toEqual(expected);
    await expect(fit(bend(), optimizer)).rejects.toThrow('expected a new one');
    await expect(fit(bend(), create(), { checkpoint: memoryStore() })).rejects.toThrow(
      'Invalid `optimizer` in train: expected one whose state a checkpoint can hold, such as adam(), received "Adamax".');
  });
});
