/** Regularizers of layers, which `train` adds to the loss. */
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { constraints, layers, model as layersModel, regularizers, sequential, type LayersModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { input } from 'tfjs-blocks/blocks';
import { conv2d, spectralNormalization } from 'tfjs-blocks/layers';
import { train } from 'tfjs-blocks/train';
import { readWeights } from 'tfjs-blocks/weights';
import { data, squaredError } from './line';

beforeAll(() => tf.setBackend('cpu'));

const l1 = () => regularizers.l1({ l1: 0.1 }), l2 = () => regularizers.l2({ l2: 0.01 });
const ones = { kernelInitializer: 'ones', biasInitializer: 'ones' } as const;

/** The penalties alone: one step at a learning rate of 0 whose loss is 0 without them. */
async function penaltyOf(model: LayersModel): Promise<number> {
  const [, ...shape] = model.inputs[0].shape as number[];
  const batch = () => ({ inputs: tf.zeros([1, ...shape]), targets: tf.zeros([1]) });
  const loss = (_: tf.Tensor, outputs: tf.Tensor) => tf.mul(tf.mean(outputs), 0) as tf.Scalar;
  const { history } = await train(model, { data: { steps: 1, batch }, loss, optimizer: tf.train.sgd(0), epochs: 1 });
  return history[0].loss;
}

describe('regularizers', () => {
  it('pull as in fit of tfjs, and count in the loss', async () => {
    const build = () => sequential({ layers: [
      layers.dense({ ...ones, units: 2, inputShape: [2], kernelRegularizer: l2(), biasRegularizer: l1() }), layers.dense({ ...ones, units: 1 }),
    ] });
    const [ours, fitted] = [build(), build()];
    const one = { steps: 1, batch: data.batch.bind(data) };
    const { history } = await train(ours, { data: one, loss: squaredError, optimizer: tf.train.sgd(0.1), epochs: 3 });
    fitted.compile({ optimizer: tf.train.sgd(0.1), loss: 'meanSquaredError' });
    for (let epoch = 0; epoch < 3; epoch++) {
      const { inputs, targets } = await data.batch(epoch, 0);
      expect(await fitted.trainOnBatch(inputs, targets)).toBeCloseTo(history[epoch].loss, 5);
    }
    const [received, expected] = [ours, fitted].map((model) => model.getWeights().flatMap((weight) => Array.from(weight.dataSync())));
    received.forEach((value, index) => expect(value).toBeCloseTo(expected[index], 5));
  });

  const dense = (units: number) => layers.dense({ ...ones, units, kernelRegularizer: l1() });
  const on = (shape: number[], ...parts: layers.Layer[]) => {
    const x = input(shape as [number]);
    return layersModel({ inputs: x, outputs: parts.reduce((y, layer) => layer.apply(y) as SymbolicTensor, x as SymbolicTensor) });
  };
  const recurrent = { ...ones, recurrentInitializer: 'ones', units: 2, kernelRegularizer: l1(), recurrentRegularizer: l1() } as const;
  const shared = dense(2);
  it.each([
    ['of a layer within a model within the model', () => on([2], sequential({ layers: [layers.inputLayer({ inputShape: [2] }), dense(3)] })), 0.6],
    ['of a layer that is used twice, once', () => on([2], shared, shared), 0.4],
    ['of a wrapped layer', () => on([4, 2], layers.timeDistributed({ layer: dense(3) })), 0.6],
    ['of a wrapped layer of ours', () => on([2, 2, 1], spectralNormalization({ layer: conv2d({
      filters: 2, kernelSize: 1, kernelInitializer: { apply: (shape: number[]) => tf.ones(shape) } as never, kernelRegularizer: l1() }) })), 0.2],
    ['of the cell of a recurrent layer', () => on([4, 3], layers.simpleRNN(recurrent)), 1],
    ['of both directions', () => on([4, 3], layers.bidirectional({ layer: layers.simpleRNN(recurrent) as layers.RNN, mergeMode: 'sum' })), 2],
    ['of stacked cells', () => on([4, 3], layers.rnn({ cell: [layers.simpleRNNCell(recurrent), layers.simpleRNNCell(recurrent)] })), 1.8],
  ])('count %s', async (_, build, expected) => {
    expect(await penaltyOf(build())).toBeCloseTo(expected, 5);
  });

  it('leave a model without them to the bit as it was', async () => {
    const plain = sequential({ layers: [layers.dense({ ...ones, units: 1, inputShape: [2] })] });
    await train(plain, { data, loss: squaredError, optimizer: tf.train.sgd(0.1), epochs: 1 });
    const zero = sequential({ layers: [layers.dense({ ...ones, units: 1, inputShape: [2], kernelRegularizer: regularizers.l1l2({ l1: 0, l2: 0 }) })] });
    await train(zero, { data, loss: squaredError, optimizer: tf.train.sgd(0.1), epochs: 1 });
    expect(Object.values(await readWeights(plain))).toEqual(Object.values(await readWeights(zero)));
  });
});

it('refuses constraints of weights, which optimizers of tfjs do not apply', async () => {
  const model = sequential({ layers: [layers.dense({ units: 1, inputShape: [2], kernelConstraint: constraints.nonNeg(), name: 'bound' })] });
  await expect(train(model, { data, loss: squaredError, optimizer: tf.train.sgd(0.1), epochs: 1 })).rejects.toThrow(
    'Invalid `model` in train: expected weights without constraints, which optimizers of tfjs do not apply, received "bound/kernel".');
});
