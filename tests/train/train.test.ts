import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { layers, model as layersModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { input } from 'tfjs-blocks/blocks';
import { dropout } from 'tfjs-blocks/layers';
import { adam, cosineDecay, train, type TrainingData, type TrainOptions } from 'tfjs-blocks/train';
import { readWeights } from 'tfjs-blocks/weights';
import { data, line, memoryStore, squaredError } from './line';

beforeAll(() => tf.setBackend('cpu'));

async function run(options: Partial<TrainOptions> = {}) {
  const model = line();
  const optimizer = adam({ learningRate: 0.2 });
  const result = await train(model, { data, loss: squaredError, optimizer, epochs: 4, ...options });
  const weights = await readWeights(model);
  model.dispose();
  optimizer.dispose();
  return { ...result, weights };
}

describe('train', () => {
  it('fits', async () => {
    const { history, weights, stopped } = await run({ epochs: 40 });
    expect(stopped).toBe('finished');
    expect(history[39].loss).toBeLessThan(history[0].loss / 100);
    expect(weights['line/kernel'].data[0]).toBeCloseTo(2, 1);
  });

  const schedule = cosineDecay({ peak: 0.2, steps: 12 });
  it('gives the same weights for 4 epochs, 2+2 epochs, and every step at which it may be interrupted', async () => {
    const whole = await run({ schedule });
    const checkpoint = memoryStore();
    await run({ schedule, checkpoint, epochs: 2 });
    expect((await run({ schedule, checkpoint, resume: true })).weights).toEqual(whole.weights);
    for (let steps = 1; steps < 12; steps++) {
      const store = memoryStore();
      const controller = new AbortController();
      let done = 0;
      const first = await run({
        schedule, checkpoint: store, signal: controller.signal, onStep: () => { if (++done === steps) controller.abort(); },
      });
      expect(first.stopped).toBe('interrupted');
      const second = await run({ schedule, checkpoint: store, resume: true });
      expect(second.weights).toEqual(whole.weights);
      expect(second.history).toEqual(whole.history);
    }
  });

  it('draws the dropout of an unbroken run when it is resumed', async () => {
    const build = () => {
      const x = input([2]);
      return layersModel({ inputs: x, outputs: layers.dense({ units: 1, kernelInitializer: 'ones', name: 'line' })
        .apply(dropout({ rate: 0.5, seed: 3, name: 'drop' }).apply(x)) as SymbolicTensor });
    };
    const weightsOf = async (...parts: number[]) => {
      const checkpoint = memoryStore();
      for (const epochs of parts) await train(build(), { data, loss: squaredError, optimizer: adam(), epochs, checkpoint, resume: true });
      return (await checkpoint.read())!.tensors;
    };
    expect(await weightsOf(1, 3)).toEqual(await weightsOf(3));
  });

  it('keeps the weights of the best epoch and stops early', async () => {
    const figures = [0.5, 0.9, 0.7, 0.8, 0.85, 0.99];
    let epoch = 0;
    const best: boolean[] = [];
    const result = await run({
      epochs: 6, patience: 3, monitor: { name: 'score', mode: 'max' },
      evaluate: async () => ({ score: figures[epoch++] }), onEpoch: (_, better) => { best.push(better); },
    });
    expect(result).toMatchObject({ stopped: 'early', best: { epoch: 2, value: 0.9 } });
    expect(best).toEqual([true, true, false, false, false]);
    expect(result.weights).toEqual((await run({ epochs: 2 })).weights);
  });

  it('stops at a loss that is NaN, says where, and keeps model and checkpoint of the epoch before', async () => {
    const checkpoint = memoryStore();
    const model = line();
    const broken: TrainingData = {
      steps: 3,
      batch: (epoch, step) => epoch === 1 && step === 1
        ? { inputs: tf.fill([1, 2], NaN), targets: tf.zeros([1, 1]) } : data.batch(epoch, step),
    };
    const tensors = tf.memory().numTensors;
    const optimizer = adam();
    await expect(train(model, { data: broken, loss: squaredError, optimizer, epochs: 4, checkpoint }))
      .rejects.toThrow('Loss is NaN at epoch 2, step 2 of 3');
    optimizer.dispose();
    expect(tf.memory().numTensors).toBe(tensors);
    const kept = await checkpoint.read();
    expect(JSON.parse(kept!.metadata.progress)).toMatchObject({ epoch: 1, step: 0 });
    expect((await readWeights(model))['line/kernel']).toEqual(kept!.tensors['model:line/kernel']);
  });

  it('never writes a checkpoint of weights that are not finite', async () => {
    const checkpoint = memoryStore();
    const overflow: TrainingData = { steps: 1, batch: () => ({ inputs: tf.fill([1, 2], 1e19), targets: tf.zeros([1, 1]) }) };
    const loss = (targets: tf.Tensor, outputs: tf.Tensor) => tf.mean(tf.mul(tf.sub(outputs, tf.add(targets, 1)), 1e30)) as tf.Scalar;
    await expect(run({ data: overflow, loss, checkpoint })).rejects.toThrow('Weights of line/kernel are not finite after epoch 1');
    expect(await checkpoint.read()).toBeNull();
  });

  it('writes no such checkpoint on interruption either', async () => {
    const checkpoint = memoryStore();
    const overflow: TrainingData = { steps: 2, batch: () => ({ inputs: tf.fill([1, 2], 1e19), targets: tf.zeros([1, 1]) }) };
    const loss = (targets: tf.Tensor, outputs: tf.Tensor) => tf.mean(tf.mul(tf.sub(outputs, tf.add(targets, 1)), 1e30)) as tf.Scalar;
    const controller = new AbortController();
    await expect(run({ data: overflow, loss, checkpoint, signal: controller.signal, onStep: () => { controller.abort(); } }))
      .rejects.toThrow('Weights of line/kernel are not finite at epoch 1, step 1');
    expect(await checkpoint.read()).toBeNull();
  });

  it('hears what waits between two steps', async () => {
    const controller = new AbortController();
    setTimeout(() => { controller.abort(); }, 0);
    expect((await run({ epochs: 1000, signal: controller.signal })).stopped).toBe('interrupted');
  });

  it('names a monitored figure that evaluation does not give', async () => {
    const monitor = { name: 'jaccard', mode: 'max' } as const;
    await expect(run({ monitor, evaluate: async () => ({ dice: 1 }) })).rejects.toThrow("expected a finite 'jaccard' after epoch 1");
    await expect(run({ monitor })).rejects.toThrow('a figure that there is without `evaluate`: loss, received "jaccard"');
  });

  it('holds no more tensors after an epoch than before it', async () => {
    const counts: number[] = [];
    await run({ onEpoch: () => { counts.push(tf.memory().numTensors); }, checkpoint: memoryStore() });
    expect(new Set(counts).size).toBe(1);
  });
});
