import * as tf from '@tensorflow/tfjs-core';
import { layers, model as layersModel, sequential, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { input } from 'tfjs-blocks/blocks';
import { multiclassAuc, rocAuc } from 'tfjs-blocks/metrics';
import { metricsCallback } from 'tfjs-blocks/train';
import { expect, it } from 'vitest';
import { onEveryDevice } from '../contracts/devices';
import { uniformTensor } from '../contracts/formula';

onEveryDevice('metricsCallback', () => {
  it('puts metrics of all validation samples into the history', async () => {
    const model = sequential({ layers: [layers.dense({ units: 1, inputShape: [3] })] });
    model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
    const x = uniformTensor('x', [20, 3]), inputs = uniformTensor('inputs', [11, 3]);
    const y = tf.slice(x, [0, 0], [20, 1]);
    const truth = Uint8Array.from({ length: 11 }, (_, i) => i % 2);
    const before = tf.memory().numTensors;
    const seen: number[] = [];
    const evaluation = metricsCallback(model, { inputs, truth }, {
      auc: (labels, scores) => rocAuc(labels, scores),
      samples: (_, scores) => scores.length,
    }, { batchSize: 4 });
    const later = { onEpochEnd: async (_: number, logs?: Record<string, number>) => void seen.push(logs!.auc) };
    const { history } = await model.fit(x, y, { epochs: 3, callbacks: [evaluation, later], verbose: 0 });
    expect(tf.memory().numTensors - before).toBeLessThanOrEqual(1);     // what `fit` itself leaves: the count of the optimizer
    const prediction = model.predict(inputs) as tf.Tensor;
    expect(history.auc).toHaveLength(3);
    expect(history.auc[2]).toBe(rocAuc(truth, await prediction.data<'float32'>()));
    expect(history.samples).toEqual([11, 11, 11]);
    expect(seen).toEqual(history.auc);
    tf.dispose([x, y, inputs, prediction]);
    model.dispose();
  });

  it('hands over rows of classes flat', async () => {
    const model = sequential({ layers: [layers.dense({ units: 3, activation: 'softmax', inputShape: [2] })] });
    const inputs = uniformTensor('rows', [9, 2]);
    const truth = [0, 1, 2, 0, 1, 2, 0, 1, 2], logs: Record<string, unknown> = { loss: 1 };
    await metricsCallback(model, { inputs, truth }, { auc: (labels, p) => multiclassAuc(labels, p) }).onEpochEnd(0, logs);
    const prediction = model.predict(inputs) as tf.Tensor2D;
    expect(logs).toEqual({ loss: 1, auc: multiclassAuc(truth, await prediction.array()) });
    tf.dispose([inputs, prediction]);
    model.dispose();
  });

  it('names bad arguments', () => {
    const model = sequential({ layers: [layers.dense({ units: 1, inputShape: [1] })] });
    const call = (samples: number, batchSize: number) => () =>
      metricsCallback(model, { inputs: tf.zeros([samples, 1]), truth: [] }, {}, { batchSize });
    expect(call(1, 0)).toThrow('Invalid `batchSize` in metricsCallback: expected a positive integer, received 0.');
    expect(call(0, 1)).toThrow('Invalid `inputs` in metricsCallback: expected at least one sample, received [0,1].');
    const x = input([1]), y = input([1]);
    const odd = (net: unknown, inputs: unknown, metrics: unknown = {}) => () => metricsCallback(net as never, { inputs: inputs as never, truth: [] }, metrics as never);
    expect(odd(layersModel({ inputs: [x, y], outputs: layers.add().apply([x, y]) as SymbolicTensor }), [tf.zeros([1, 1]), tf.zeros([1, 1])])).toThrow(
      'Invalid `model` in metricsCallback: expected a model with one input and one output, received "2 inputs and 1 outputs".');
    expect(odd('unet', tf.zeros([1, 1]))).toThrow('Invalid `model` in metricsCallback');
    expect(odd(model, [tf.zeros([1, 1])])).toThrow('Invalid `inputs` in metricsCallback: expected one tensor, received "1 of them".');
    expect(odd(model, tf.zeros([4, 3]))).toThrow('Invalid `inputs` in metricsCallback: expected [?,1], as the model takes, received [4,3].');
    expect(odd(model, tf.zeros([1, 1]), { auc: 'auc' })).toThrow('Invalid `metrics.auc` in metricsCallback: expected functions of the truth and the outputs');
    tf.disposeVariables();
  });
});
